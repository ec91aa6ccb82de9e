"""One TCP proxy: listens, connects each client to the dependency, and keeps the toxics of all its connections."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

from assay.proxy import address as addresses
from assay.proxy import errors
from assay.proxy.address import Address
from assay.proxy.budget import Budget
from assay.proxy.chain import STREAMS, Installed, Stream
from assay.proxy.connection import Connection
from assay.proxy.side import CHUNK, Side

CONNECT = 30.0
"""Seconds that the dependency has to accept a connection."""
_BACKLOG = 1_024


class Surroundings(msgspec.Struct, kw_only=True):
    """What the proxies of a process share."""

    budget: Budget
    random: Random
    anywhere: bool = False
    """Whether a proxy may listen beyond loopback."""
    most: int = 2_000
    """Connections at once, over all proxies; one more is closed."""
    open: int = 0
    tell: Callable[[dict[str, Any]], None] = lambda _told: None
    """Called with what happened, for a log: `event` and what belongs to it."""


class TcpProxy:
    """A name, where it listens, where it leads, and its toxics. All methods belong to one loop."""

    def __init__(self, name: str, listen: str, upstream: str, surroundings: Surroundings) -> None:
        self.name = name
        self.listen = listen
        self.upstream = upstream
        self.enabled = False
        self.toxics: dict[str, Installed] = {}
        """In the order in which they were added."""
        self.counts: Counter[str] = Counter()
        """connections, refused, unreachable, and toxic:NAME for each connection that one acted on."""
        self._moved: Counter[tuple[str, Stream]] = Counter()
        self._shared = surroundings
        self._connections: dict[Connection, asyncio.Task[None] | None] = {}
        self._listener: asyncio.AbstractServer | None = None
        self._placeholder: socket.socket | None = None
        self._buffer = bytearray(CHUNK)

    @property
    def address(self) -> Address:
        """Where it listens."""
        return addresses.read(self.listen)

    async def start(self) -> None:
        """Listen. Raises Refused where the address cannot be had."""
        if self.enabled:
            return
        plug, self._placeholder = self._placeholder, None
        if plug is None:
            plug = await self._bound()
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._protocol, sock=plug, backlog=_BACKLOG)
        host, port = plug.getsockname()[:2]
        self.listen = str(Address(host, port))
        self.enabled = True
        self._shared.tell({"event": "started", "proxy": self.name, "listen": self.listen, "upstream": self.upstream})

    async def stop(self, *, keep_port: bool = True) -> None:
        """Refuse new connections and end those that are open. The port stays ours, so that nobody else gets it."""
        if not keep_port:
            self._free_port()
        if not self.enabled:
            return
        self.enabled = False
        assert self._listener is not None
        self._listener.close()
        self._listener = None
        await asyncio.sleep(0)  # uvloop closes what it listens at in its next round
        for connection, connecting in list(self._connections.items()):
            if connecting is not None:
                connecting.cancel()
            connection.close()
        await asyncio.sleep(0)
        if keep_port:
            with contextlib.suppress(errors.Refused):  # somebody was quicker, which is told when we start again
                self._placeholder = await self._bound()
        self._shared.tell({"event": "stopped", "proxy": self.name})

    async def change(self, *, listen: str, upstream: str, enabled: bool) -> None:
        """Other addresses end all connections."""
        if (listen, upstream) != (self.listen, self.upstream):
            await self.stop(keep_port=False)
            self.listen, self.upstream = listen, upstream
        if enabled:
            await self.start()
        else:
            await self.stop()

    def add(self, installed: Installed) -> None:
        """A toxic at the end of its direction, on open connections too. Raises Refused where the name is taken."""
        if installed.name in self.toxics:
            raise errors.toxic_exists()
        self.toxics[installed.name] = installed
        for connection in self._standing():
            connection.links[installed.stream].add(installed)
            self._note(connection)

    def update(self, installed: Installed) -> None:
        """Other settings for a toxic."""
        if installed.name not in self.toxics:
            raise errors.no_toxic()
        self.toxics[installed.name] = installed
        for connection in self._standing():
            connection.links[installed.stream].update(installed)
            self._note(connection)

    def remove(self, name: str) -> None:
        """Take a toxic away. Raises Refused where there is none of this name."""
        installed = self.toxics.pop(name, None)
        if installed is None:
            raise errors.no_toxic()
        for connection in self._standing():
            connection.links[installed.stream].remove(name)

    def clear(self) -> None:
        """Take all toxics away."""
        for name in list(self.toxics):
            self.remove(name)

    @property
    def chain(self) -> list[Installed]:
        """The toxics: those of upstream first, in each direction in order."""
        return [one for stream in STREAMS for one in self.toxics.values() if one.stream == stream]

    def moved(self, what: str, stream: Stream) -> int:
        """Bytes `received` or `sent` in a direction, since the proxy was made."""
        alive = (connection.received if what == "received" else connection.sent for connection in self._connections)
        return self._moved[what, stream] + sum(one[stream] for one in alive)

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._connections)

    async def _bound(self) -> socket.socket:
        """A socket at the address, not listening yet."""
        try:
            asked = addresses.read(self.listen) if self.listen else Address("127.0.0.1", 0)
            loop = asyncio.get_running_loop()
            at = await loop.run_in_executor(None, addresses.resolved, asked)
        except ValueError as problem:
            raise errors.Refused(500, f"listen tcp: address {self.listen[:200]}: {problem}") from None
        except OSError as problem:
            raise errors.Refused(500, f"listen tcp: lookup {asked.host[:200]}: {problem.strerror}") from None
        if not self._shared.anywhere and not addresses.is_loopback(at):
            raise errors.bad_body(f"listen {at} is not on loopback; start assay proxy with --anywhere to allow it")
        return _bound(at)

    def _standing(self) -> list[Connection]:
        """The connections that have reached the dependency; the others get the toxics when they do."""
        return [connection for connection in self._connections if connection.connected]

    def _free_port(self) -> None:
        if self._placeholder is not None:
            self._placeholder.close()
            self._placeholder = None

    def _protocol(self) -> Side:
        """A client has come."""
        self.counts["connections"] += 1
        connection = Connection(
            self.counts["connections"],
            self._buffer,
            budget=self._shared.budget,
            random=self._shared.random,
            on_end=self._ended,
        )
        connection.client.on_open = lambda: self._admit(connection)
        return connection.client

    def _admit(self, connection: Connection) -> None:
        if self._shared.open >= self._shared.most:
            self.counts["refused"] += 1
            self._shared.tell(
                {"event": "refused", "proxy": self.name, "why": f"more than {self._shared.most} connections"}
            )
            connection.close()
            return
        self._shared.open += 1
        connecting = asyncio.get_running_loop().create_task(self._connect(connection))
        self._connections[connection] = connecting

    async def _connect(self, connection: Connection) -> None:
        try:
            host, port = addresses.read(self.upstream)
            async with asyncio.timeout(CONNECT):
                await asyncio.get_running_loop().create_connection(lambda: connection.server, host or "127.0.0.1", port)
        except (OSError, ValueError) as problem:
            self.counts["unreachable"] += 1
            reason = getattr(problem, "strerror", None) or str(problem) or "no answer in time"
            self._shared.tell({"event": "unreachable", "proxy": self.name, "upstream": self.upstream, "why": reason})
            connection.close()
            return
        if connection not in self._connections:
            connection.server.abort()
            return
        self._connections[connection] = None
        for installed in self.toxics.values():
            connection.links[installed.stream].add(installed)
        connection.begin()
        self._note(connection)

    def _note(self, connection: Connection) -> None:
        """Remember which toxics act on a connection."""
        for link in connection.links.values():
            for name in link.acting():
                if name not in connection.toxics:
                    connection.toxics.add(name)
                    self.counts[f"toxic:{name}"] += 1

    def _ended(self, connection: Connection) -> None:
        if connection not in self._connections:
            return
        connecting = self._connections.pop(connection)
        if connecting is not None and connecting is not asyncio.current_task():
            connecting.cancel()
        self._shared.open -= 1
        for stream in STREAMS:
            self._moved["received", stream] += connection.received[stream]
            self._moved["sent", stream] += connection.sent[stream]
        self._shared.tell(
            {
                "event": "connection",
                "proxy": self.name,
                "connection": connection.number,
                "bytes": {stream: connection.sent[stream] for stream in STREAMS},
                "toxics": sorted(connection.toxics),
                "ended": connection.fault or "in order",
            }
        )


def _bound(at: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
    plug = socket.socket(family, socket.SOCK_STREAM)
    try:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        plug.setblocking(False)
        plug.bind((at.host, at.port))
    except OSError as problem:
        plug.close()
        reason = (problem.strerror or str(problem)).lower()
        raise errors.Refused(500, f"listen tcp {at}: bind: {reason}") from None
    return plug
