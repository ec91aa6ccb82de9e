"""Connections are kept and never mixed up; nothing is sent twice that must not be; nothing is left open."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from assay.transport.live import Live

from .sending import answered, failed, request, send_all, with_live

OK = b"HTTP/1.1 200 OK\r\n"
POISON = OK + b"Content-Length: 6\r\n\r\npoison"


def path_of(head: bytes) -> bytes:
    return head.split(b" ")[1]


def echo(wire: Wire) -> None:
    """Answers each request with its path."""
    while head := wire.read_request():
        wire.answer(path_of(head))


def test_a_connection_is_kept() -> None:
    with RawServer(echo) as server:
        exchanges = send_all(*(request(f"{server.url}/{i}") for i in range(5)))
        assert server.connections == 1
    assert [answered(each).body for each in exchanges] == [b"/0", b"/1", b"/2", b"/3", b"/4"]
    assert [each.reused for each in exchanges] == [False, True, True, True, True]
    assert exchanges[0].timings.connect > 0
    assert exchanges[4].timings.connect == exchanges[4].timings.name == 0


@pytest.mark.parametrize("extra", [b"x", POISON, b"\r\n" + POISON, b"HTTP/1.1 100 Continue\r\n\r\n" + POISON])
def test_bytes_after_an_answer_are_not_the_next_answer(extra: bytes) -> None:
    def script(wire: Wire) -> None:
        while head := wire.read_request():
            path = path_of(head)
            wire.send(OK + b"Content-Length: %d\r\n\r\n%s%s" % (len(path), path, extra if path == b"/0" else b""))

    with RawServer(script) as server:
        exchanges = send_all(*(request(f"{server.url}/{i}") for i in range(3)))
    assert [answered(each).body for each in exchanges] == [b"/0", b"/1", b"/2"]
    assert not exchanges[1].reused


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_bytes_on_an_idle_connection_are_not_the_next_answer(method: str) -> None:
    asked, sent = threading.Event(), threading.Event()

    def script(wire: Wire) -> None:
        while head := wire.read_request():
            wire.answer(path_of(head))
            if path_of(head).startswith(b"/0"):
                asked.wait(10)
                wire.send(POISON)
                sent.set()

    async def use(live: Live) -> list[bytes]:
        first = await live(request(f"{server.url}/0"))
        asked.set()
        await asyncio.to_thread(sent.wait)
        second = await live(request(f"{server.url}/1", method, body=b"x"))
        assert not second.reused
        return [answered(first).body, answered(second).body]

    with RawServer(script) as server:
        assert with_live(use) == [b"/0", b"/1"]


def test_the_body_of_an_answer_to_head_is_not_the_next_answer() -> None:
    def script(wire: Wire) -> None:
        while head := wire.read_request():
            wire.answer(path_of(head))

    with RawServer(script) as server:
        first, second = send_all(request(f"{server.url}/0", "HEAD"), request(f"{server.url}/1"))
    assert answered(first).body == b""
    assert answered(second).body == b"/1"


def test_after_a_cut_answer_the_next_has_a_connection_of_its_own() -> None:
    def script(wire: Wire) -> None:
        while head := wire.read_request():
            wire.answer(path_of(head) * 10_000)

    with RawServer(script) as server:
        cut, whole = send_all(request(f"{server.url}/0", max_body=10), request(f"{server.url}/1"))
    assert answered(cut).body == b"/0/0/0/0/0"
    assert answered(cut).truncated
    assert answered(whole).body == b"/1" * 10_000
    assert not whole.reused


class Forgetful:
    """Answers the first request of a connection and closes on the second: a keep-alive that ran out just then."""

    def __init__(self, end: Callable[[Wire], None]) -> None:
        self.end = end
        self.seen: list[bytes] = []

    def __call__(self, wire: Wire) -> None:
        self.seen.append(wire.read_request())
        wire.answer(b"first")
        self.seen.append(wire.read_request())
        self.end(wire)


@pytest.mark.parametrize("end", [lambda _wire: None, Wire.reset], ids=["closed", "reset"])
@pytest.mark.parametrize("method", ["POST", "PATCH", "foo", "PUT", "DELETE"])
def test_nothing_is_sent_twice(method: str, end: Callable[[Wire], None]) -> None:
    script = Forgetful(end)
    with RawServer(script) as server:
        _, second = send_all(request(server.url), request(server.url, method, body=b"pay"))
    outcome = failed(second)
    assert outcome.code == "ECONNRESET"
    assert sum(seen.startswith(method.encode()) for seen in script.seen) == 1


@pytest.mark.parametrize("end", [lambda _wire: None, Wire.reset], ids=["closed", "reset"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_not_even_a_read_that_the_log_would_show_once(method: str, end: Callable[[Wire], None]) -> None:
    script = Forgetful(end)
    with RawServer(script) as server:
        _, second = send_all(request(server.url), request(f"{server.url}/again", method))
    assert failed(second).code == "ECONNRESET"
    assert sum(b"/again" in seen for seen in script.seen) == 1


def test_an_idle_connection_that_was_closed_is_not_used() -> None:
    closed = threading.Event()

    def script(wire: Wire) -> None:
        wire.read_request()
        wire.answer(b"ok")
        wire.socket.close()
        closed.set()

    async def use(live: Live) -> bool:
        await live(request(server.url))
        await asyncio.to_thread(closed.wait)
        second = await live(request(server.url, "POST", body=b"pay"))
        return answered(second).body == b"ok" and not second.reused

    with RawServer(script) as server:
        assert with_live(use)


def test_many_at_once_get_their_own_answers() -> None:
    async def use(live: Live) -> list[bytes]:
        exchanges = await asyncio.gather(*(live(request(f"{server.url}/{i}")) for i in range(60)))
        return [answered(each).body for each in exchanges]

    with RawServer(echo) as server:
        assert with_live(use) == [b"/%d" % i for i in range(60)]


def test_cancelling_ends_the_transfer_and_spares_the_rest() -> None:
    reached, dropped = threading.Event(), threading.Event()

    def script(wire: Wire) -> None:
        while head := wire.read_request():
            if path_of(head) == b"/slow":
                reached.set()
                wire.wait_for_end()
                dropped.set()
                return
            wire.answer(path_of(head))

    async def use(live: Live) -> bytes:
        slow = asyncio.create_task(live(request(f"{server.url}/slow")))
        await asyncio.to_thread(reached.wait)
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        await asyncio.to_thread(dropped.wait)
        return answered(await live(request(f"{server.url}/after"))).body

    with RawServer(script) as server:
        assert with_live(use) == b"/after"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files")
def test_closing_leaves_nothing_open() -> None:
    reached = threading.Event()

    def script(wire: Wire) -> None:
        while head := wire.read_request():
            if path_of(head) == b"/slow":
                reached.set()
                wire.wait_for_end()
                return
            wire.answer(b"ok")

    async def use() -> None:
        before = len(os.listdir("/proc/self/fd"))
        live = Live()
        await live(request(f"{server.url}/ok"))
        slow = asyncio.create_task(live(request(f"{server.url}/slow")))
        await asyncio.to_thread(reached.wait)
        await live.close()
        with pytest.raises(asyncio.CancelledError):
            await slow
        await live.close()
        server.drop()
        for _ in range(200):  # the server's ends are in this process too, and close in their own threads
            if len(os.listdir("/proc/self/fd")) <= before:
                break
            await asyncio.sleep(0.01)
        assert len(os.listdir("/proc/self/fd")) <= before
        with pytest.raises(RuntimeError, match="closed"):
            await live(request(server.url))

    with RawServer(script) as server:
        asyncio.run(use())


def test_a_live_that_was_never_used_can_be_closed() -> None:
    asyncio.run(Live().close())


@pytest.mark.parametrize("cancel", [True, False])
def test_closing_does_not_wait_for_a_lookup(cancel: bool) -> None:
    async def use() -> None:
        live = Live()
        lookup = asyncio.create_task(live(request("http://nowhere.invalid/")))
        await asyncio.sleep(0)
        if cancel:
            lookup.cancel()
        await live.close()
        with pytest.raises(asyncio.CancelledError):
            await lookup

    asyncio.run(use())


def test_more_hosts_than_a_browser_would_keep() -> None:
    servers = [RawServer(echo) for _ in range(12)]
    for server in servers:
        server.__enter__()
    try:
        exchanges = send_all(*(request(server.url) for server in servers * 2))
    finally:
        for server in servers:
            server.__exit__(None, None, None)
    assert all(each.reused for each in exchanges[12:])
