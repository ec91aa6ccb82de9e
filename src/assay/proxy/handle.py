"""A TCP proxy for tests: `with proxy("redis", to="127.0.0.1:6379") as redis: redis.slow(2)`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from random import Random
from types import TracebackType
from typing import Any, Self, TypeVar

from assay.model.errors import UsageError
from assay.proxy import errors
from assay.proxy.address import Address
from assay.proxy.budget import Budget
from assay.proxy.chain import Installed
from assay.proxy.control.shapes import changed_toxic, new_toxic
from assay.proxy.tcp import Surroundings, TcpProxy
from assay.wire.background import Background

_T = TypeVar("_T")


class Proxy:
    """A proxy in a thread of its own. A context manager, with and without `async`; or `start` and `stop`.

    What is asked for before it has started is done when it does. Times are seconds here and milliseconds in the
    attributes of toxics. What cannot be done raises UsageError.
    """

    def __init__(self, name: str, to: str, *, port: int = 0, seed: int | None = None) -> None:
        self.name = name
        self._shared = Surroundings(budget=Budget(), random=Random(seed))  # noqa: S311 - chance, no secret
        self._proxy = TcpProxy(name, f"127.0.0.1:{port}", _upstream(to), self._shared)
        self._thread: Background | None = None
        self._later: list[Callable[[], Any]] = []

    def start(self) -> Self:
        """Listen on loopback; twice is once."""
        if self._thread is not None:
            return self
        self._thread = Background()
        self._thread.start()
        try:
            self._run(self._proxy.start())
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
            self._run(self._proxy.stop(keep_port=False))
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
        self._do(self._proxy.clear)
        return self.up()

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


def _upstream(to: str) -> str:
    return to.partition("://")[2].partition("/")[0].rpartition("@")[2] if "://" in to else to


def _known(given: dict[str, Any]) -> Installed:
    try:
        return new_toxic(given)
    except errors.Refused as refused:
        raise UsageError(f"{refused.message}: {given['type']}") from None
