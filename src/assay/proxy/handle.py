"""A proxy for tests: `with proxy("redis", to="127.0.0.1:6379") as redis: redis.slow(2)`."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Coroutine
from random import Random
from types import TracebackType
from typing import Any, Self, TypeVar

from assay.model.errors import UsageError
from assay.proxy import address as addresses
from assay.proxy import errors
from assay.proxy.address import Address
from assay.proxy.budget import Budget
from assay.proxy.chain import Installed
from assay.proxy.control.shapes import changed_toxic, new_toxic
from assay.proxy.tcp import Surroundings, TcpProxy
from assay.proxy.web.asking import asked
from assay.proxy.web.rules import Rule
from assay.proxy.web.serving import HttpProxy
from assay.wire.background import Background

_T = TypeVar("_T")
_PORTS = {"http": 80, "https": 443}
KEPT = 10_000
"""Calls that are remembered."""


class Proxy:
    """A proxy in a thread of its own. A context manager, with and without `async`; or `start` and `stop`.

    What is asked for before it has started is done when it does. Times are seconds here and milliseconds in the
    attributes of toxics. What cannot be done raises UsageError.
    """

    def __init__(self, name: str, to: str, *, port: int = 0, seed: int | None = None) -> None:
        self.name = name
        self.calls: deque[dict[str, Any]] = deque(maxlen=KEPT)
        """What went through and what a fault met, the newest last: method, path, status and fault of HTTP calls."""
        self._shared = Surroundings(budget=Budget(), random=Random(seed))  # noqa: S311 - chance, no secret
        self._rules: list[Rule] = []
        self._scheme, upstream, base = _parts(to)
        self._web = self._before_http(upstream, base) if self._scheme in ("http", "https") else None
        self._proxy = TcpProxy(name, f"127.0.0.1:{port}", upstream, self._shared)
        self._thread: Background | None = None
        self._later: list[Callable[[], Any]] = []

    def start(self) -> Self:
        """Listen on loopback; twice is once."""
        if self._thread is not None:
            return self
        self._thread = Background()
        self._thread.start()
        try:
            self._run(self._opened())
        except UsageError:
            self.stop()
            raise
        later, self._later = self._later, []
        for work in later:
            work()
        return self

    def stop(self) -> None:
        """End every connection, and free the port."""
        if self._thread is not None:
            self._run(self._closed())
            thread, self._thread = self._thread, None
            thread.stop()

    @property
    def address(self) -> Address:
        """Host and port to connect to."""
        return self._proxy.address

    @property
    def port(self) -> int:
        """The port on loopback."""
        return self.address.port

    @property
    def url(self) -> str:
        """Where to point a client, in the scheme of the dependency; `http` for `https`."""
        return f"{'http' if self._web is not None else self._scheme}://{self.address}"

    @property
    def connections(self) -> int:
        """How many clients are connected now."""
        return self._proxy.connections

    @property
    def toxics(self) -> list[str]:
        """The names of the toxics, those of upstream first."""
        return [one.name for one in self._proxy.chain]

    def add(
        self, kind: str, *, name: str = "", stream: str = "downstream", toxicity: float = 1.0, **attributes: int
    ) -> Self:
        """A toxic, on open connections too: `add("latency", latency=100, jitter=20)`."""
        given = {"type": kind, "name": name, "stream": stream, "toxicity": toxicity, "attributes": attributes}
        known = _known(given)
        return self._do(lambda: self._proxy.add(known))

    def change(self, name: str, *, toxicity: float | None = None, **attributes: int) -> Self:
        """Other attributes of a toxic."""
        given = {"toxicity": toxicity, "attributes": attributes}
        return self._do(lambda: self._proxy.update(changed_toxic(self._named(name), given)))

    def remove(self, name: str) -> Self:
        """Take a toxic away."""
        return self._do(lambda: self._proxy.remove(name))

    def fails(self, fault: str, *, share: float = 1.0, on: str = "", **settings: Any) -> Self:
        """A fault of HTTP for a share of the calls: `fails("timeout", share=0.05, on="GET /orders/{id}")`."""
        web = self._web
        if web is None:
            raise UsageError(f"proxy {self.name}: {fault} needs HTTP", remedy="Give `to` as http://…, or add a toxic.")
        self._rules.append(asked(fault, settings, share=share, on=on))
        return self._do_async(lambda: web.obey(self._rules))

    def slow(self, seconds: float, *, jitter: float = 0.0) -> Self:
        """Every answer arrives later by so many seconds."""
        return self.add("latency", name="slow", latency=round(seconds * 1000), jitter=round(jitter * 1000))

    def silent(self) -> Self:
        """Connections stand, requests get through, and no answer comes back."""
        return self.add("silence", name="silent")

    def down(self) -> Self:
        """Connections are refused, and those that are open end."""
        return self._do_async(self._proxy.stop)

    def up(self) -> Self:
        """Connections are accepted again."""
        return self._do_async(self._proxy.start)

    def well(self) -> Self:
        """Up, and no toxic is left."""
        self._rules.clear()
        web = self._web
        if web is not None:
            self._do_async(lambda: web.obey(()))
        self._do(self._proxy.clear)
        return self.up()

    def _before_http(self, upstream: str, base: str) -> HttpProxy:
        try:
            address = addresses.read(upstream)
        except ValueError as problem:
            raise UsageError(f"{upstream!r}: {problem}", where=f"proxy {self.name}") from None
        return HttpProxy(
            self.name,
            host="127.0.0.1",
            port=0,
            scheme=self._scheme,
            upstream=address,
            base=base,
            tls=ssl.create_default_context() if self._scheme == "https" else None,
            dice=self._shared.random.random,
            tell=self.calls.append,
        )

    async def _opened(self) -> None:
        if self._web is not None:
            await self._web.start()
            self._proxy.upstream = str(Address("127.0.0.1", self._web.server.port))
        await self._proxy.start()

    async def _closed(self) -> None:
        await self._proxy.stop(keep_port=False)
        if self._web is not None:
            await self._web.stop()

    def _named(self, name: str) -> Installed:
        if name not in self._proxy.toxics:
            raise errors.no_toxic()
        return self._proxy.toxics[name]

    def _do(self, work: Callable[[], None]) -> Self:
        async def in_the_loop() -> None:
            work()

        return self._do_async(in_the_loop)

    def _do_async(self, work: Callable[[], Coroutine[Any, Any, None]]) -> Self:
        if self._thread is None:
            self._later.append(lambda: self._run(work()))
        else:
            self._run(work())
        return self

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        assert self._thread is not None
        try:
            return self._thread.call(work)
        except errors.Refused as refused:
            raise UsageError(f"proxy {self.name}: {refused.message}") from None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)


def proxy(name: str, *, to: str, port: int = 0, seed: int | None = None) -> Proxy:
    """A proxy before `to`, which is `host:port` or a URL with both; `port` 0 takes a free one."""
    return Proxy(name, to, port=port, seed=seed)


def _parts(to: str) -> tuple[str, str, str]:
    """Scheme, host with port, and the path before all paths."""
    if "://" not in to:
        return "tcp", to, ""
    scheme, _, rest = to.partition("://")
    host, _, path = rest.partition("/")
    host = host.rpartition("@")[2]
    if scheme in _PORTS and not host.rpartition(":")[2].isdigit():
        host = f"{host}:{_PORTS[scheme]}"
    return scheme, host, f"/{path}".rstrip("/")


def _known(given: dict[str, Any]) -> Installed:
    try:
        return new_toxic(given)
    except errors.Refused as refused:
        raise UsageError(f"{refused.message}: {given['type']}") from None
