"""A server: starts in the running loop, tells its base URL, serves a handler, and stops."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable

from assay.model.errors import UsageError
from assay.wire.connection import Connection
from assay.wire.door import let_in
from assay.wire.handling import Handler, OnConnect, OnHead
from assay.wire.limits import Limits
from assay.wire.refusal import Refusals
from assay.wire.serving import Serving

_BACKLOG = 1_024
_ROUNDS = 5
"""Rounds of the loop after which every connection that was accepted has been made known."""


class Server:
    """HTTP at one address. All methods belong to the loop that `start` ran in; from other threads see `Background`.

    `tls` gives each new connection its context, so that the certificate may change while the server runs.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits | None = None,
        tls: Callable[[], ssl.SSLContext] | None = None,
        on_connect: OnConnect | None = None,
        on_head: OnHead | None = None,
        clock: Callable[[], float] = time.time,
        ids: Callable[[], str] | None = None,
    ) -> None:
        self.serving = Serving(
            handler, limits=limits or Limits(), on_connect=on_connect, on_head=on_head, clock=clock, ids=ids
        )
        self.host = host
        self.port = port
        self._tls = tls
        self._listener: asyncio.AbstractServer | None = None
        self._doorman: tuple[socket.socket, asyncio.Task[None]] | None = None
        self._placeholder: socket.socket | None = None

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end; the port is known once the server has started."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    @property
    def refusals(self) -> Refusals:
        """What was not served."""
        return self.serving.refusals

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self.serving.guests)

    async def start(self) -> str:
        """Listen, and give the base URL. Raises UsageError where the address cannot be had."""
        await self._listen()
        self.serving.begin(asyncio.get_running_loop(), self.port)
        return self.url

    async def stop(self) -> None:
        """Stop listening, and drop every connection."""
        await self._deafen()
        if self._placeholder is not None:
            self._placeholder.close()
            self._placeholder = None
        self.serving.end()
        await asyncio.sleep(0)

    async def refuse(self) -> None:
        """Have the system refuse new connections, and drop those that are open, but keep the port."""
        if self._placeholder is not None:
            return
        await self._deafen()
        for _ in range(_ROUNDS):
            self.serving.drop_all()
            await asyncio.sleep(0)
        self._placeholder = _bound(self.host, self.port)

    async def accept(self) -> None:
        """Listen again after `refuse`."""
        if self._placeholder is None:
            return
        self._placeholder.close()
        self._placeholder = None
        await self._listen()

    async def _listen(self) -> None:
        sock = _bound(self.host, self.port)
        self.port = sock.getsockname()[1]
        loop = asyncio.get_running_loop()
        if self._tls is None:
            self._listener = await loop.create_server(self._connection, sock=sock, backlog=_BACKLOG)
            return
        sock.listen(_BACKLOG)
        self.serving.loop = loop
        self._doorman = sock, loop.create_task(let_in(self.serving, sock, self._tls))

    async def _deafen(self) -> None:
        if self._listener is not None:
            await _quietened(self._listener)
            self._listener.close()
            self._listener = None
        if self._doorman is not None:
            sock, task = self._doorman
            self._doorman = None
            task.cancel()
            await asyncio.wait([task])
            sock.close()
        await asyncio.sleep(0)  # uvloop closes what it listens at in its next round

    def _connection(self) -> Connection:
        return Connection(self.serving)


async def _quietened(listener: asyncio.AbstractServer) -> None:
    """Have asyncio's own server end what it is accepting: closed in the midst of it, it loses the connection open."""
    loop = asyncio.get_running_loop()
    if isinstance(loop, asyncio.SelectorEventLoop) and isinstance(listener, asyncio.Server):
        for sock in listener.sockets:
            loop.remove_reader(sock.fileno())
        for _ in range(_ROUNDS):
            await asyncio.sleep(0)


def _bound(host: str, port: int) -> socket.socket:
    """A socket at the address, which does not listen yet."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"{host} is no address of this machine: {error.strerror}", remedy="Use 127.0.0.1.") from None
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setblocking(False)
        sock.bind(address)
    except (OSError, OverflowError) as error:
        sock.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"port {port} of {host} cannot be had: {reason}",
            remedy="End what listens there, or take another port; 0 takes a free one.",
        ) from None
    return sock
