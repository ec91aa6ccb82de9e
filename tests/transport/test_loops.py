"""Event loops that watch no files are served by asking."""

from __future__ import annotations

import asyncio
import threading

import pytest

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from assay.transport.live import Live

from .sending import answered, failed, request


class Unwatching(asyncio.SelectorEventLoop):
    """A loop without add_reader, as Windows' Proactor."""

    add_reader = asyncio.AbstractEventLoop.add_reader  # type: ignore[assignment]


def test_exchanges_on_a_loop_that_watches_no_files() -> None:
    reached = threading.Event()

    def script(wire: Wire) -> None:
        while head := wire.read_request():
            if b"/slow" in head:
                reached.set()
                wire.wait_for_end()
                return
            wire.answer(head.split(b" ")[1])

    async def use() -> None:
        live = Live()
        try:
            exchanges = await asyncio.gather(*(live(request(f"{server.url}/{i}")) for i in range(5)))
            assert [answered(each).body for each in exchanges] == [b"/0", b"/1", b"/2", b"/3", b"/4"]
            assert failed(await live(request(f"{server.url}/slow", timeout=0.2))).code == "ESOCKETTIMEDOUT"
            slow = asyncio.create_task(live(request(f"{server.url}/slow")))
            reached.clear()
            while not reached.is_set():
                await asyncio.sleep(0.01)
            slow.cancel()
            with pytest.raises(asyncio.CancelledError):
                await slow
            assert answered(await live(request(f"{server.url}/after"))).body == b"/after"
        finally:
            await live.close()

    with RawServer(script) as server, asyncio.Runner(loop_factory=Unwatching) as runner:
        runner.run(use())
