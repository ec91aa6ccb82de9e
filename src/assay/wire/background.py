"""Servers for code without a loop: one thread with a loop of its own, uvloop where it is there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, TypeVar

from assay.wire.server import Server

_T = TypeVar("_T")
_PATIENCE = 30.0
"""Seconds that the loop has for one call."""


def new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's, which is about twice as fast, or asyncio's own where there is none (Windows)."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


class Background:
    """A loop in a thread of its own, which ends with the process. A context manager, or `start` and `stop`."""

    def __init__(self, loop: Callable[[], asyncio.AbstractEventLoop] = new_loop) -> None:
        self._new_loop = loop
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._servers: list[Server] = []

    def start(self) -> None:
        """Start the thread; twice is once."""
        if self._loop is not None:
            return
        loop = self._loop = self._new_loop()
        self._thread = threading.Thread(target=_run, args=(loop,), name="assay-wire", daemon=True)
        self._thread.start()

    def call(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run a coroutine in the loop, and give what it returns."""
        if self._loop is None:
            work.close()
            raise RuntimeError("the loop has not started")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    def serve(self, server: Server) -> str:
        """Start a server in the loop; its base URL."""
        self.start()
        url = self.call(server.start())
        self._servers.append(server)
        return url

    def stop(self) -> None:
        """Stop the servers, the loop and the thread."""
        if self._loop is None or self._thread is None:
            return
        for server in self._servers:
            self.call(server.stop())
        self.call(_others_cancelled())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop = self._thread = None
        self._servers = []

    def __enter__(self) -> Background:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _others_cancelled() -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)
