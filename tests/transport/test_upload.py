"""Bodies from files are streamed, never held, never cut short in silence."""

from __future__ import annotations

import os
import threading
import tracemalloc
from pathlib import Path

import pytest

from assay.model.http import BytesPart, FilePart
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from assay.transport.live import Live

from .sending import answered, failed, request, send, send_all, with_live

MEGABYTE = 1024 * 1024
LARGE = bytes(4 * MEGABYTE)


def repeat(wire: Wire) -> None:
    """Answers each request with its body."""
    while head := wire.read_head():
        wire.answer(wire.read_body(head))


def part(path: Path) -> FilePart:
    return FilePart(path=str(path), size=path.stat().st_size)


def test_files_and_bytes_are_sent_as_one(tmp_path: Path) -> None:
    one, two, none = tmp_path / "ünö", tmp_path / "two", tmp_path / "none"
    one.write_bytes(b"first file")
    two.write_bytes(bytes(range(256)) * 1000)
    none.write_bytes(b"")
    body = (BytesPart(data=b"<"), part(one), BytesPart(data=b""), part(none), BytesPart(data=b"|"), part(two))
    with RawServer(repeat) as server:
        exchange = send(request(server.url, "POST", body=body))
    assert answered(exchange).body == b"<first file|" + bytes(range(256)) * 1000
    assert f"Content-Length: {12 + 256_000}\r\n" in exchange.head


def test_an_empty_file(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    with RawServer(repeat) as server:
        first, second = send_all(request(server.url, "PUT", body=(part(empty),)), request(server.url))
    assert answered(first).body == b""
    assert "Content-Length: 0\r\n" in first.head
    assert answered(second).status == 200


def test_a_file_that_has_grown_is_sent_as_announced(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"announced")
    announced = part(path)
    path.write_bytes(b"announced, and more")
    with RawServer(repeat) as server:
        assert answered(send(request(server.url, "POST", body=(announced,)))).body == b"announced"


def test_a_file_that_shrinks_while_it_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "shrinking"
    path.write_bytes(bytes(64 * MEGABYTE))

    def script(wire: Wire) -> None:
        wire.read_head()
        os.truncate(path, 0)
        wire.wait_for_end()

    with RawServer(script) as server:
        outcome = failed(send(request(server.url, "POST", body=(part(path),))))
    assert (outcome.code, outcome.phase) == ("EIO", "send")
    assert "shrinking ended" in outcome.reason


def test_what_is_not_a_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    outcome = failed(send(request("http://127.0.0.1:1/", "POST", body=(FilePart(path=str(pipe), size=3),))))
    assert (outcome.code, outcome.phase) == ("EIO", "build")
    folder = failed(send(request("http://127.0.0.1:1/", "POST", body=(FilePart(path=str(tmp_path), size=3),))))
    assert folder.phase == "build"


def test_a_large_file_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as stream:
        stream.truncate(48 * MEGABYTE)

    def script(wire: Wire) -> None:
        wire.read_head()
        left = 48 * MEGABYTE - len(wire.rest)
        while left:
            left -= len(wire.socket.recv(65536))
        wire.answer(b"all")

    async def measured(live: Live) -> int:
        tracemalloc.start()
        answered(await live(request(server.url, "POST", body=(part(path),), timeout=30.0)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    with RawServer(script) as server:
        assert with_live(measured) < 8 * MEGABYTE


@pytest.mark.parametrize("stay", [True, False])
@pytest.mark.parametrize("file", [True, False])
def test_an_answer_before_the_body_is_sent(tmp_path: Path, file: bool, stay: bool) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(20 * MEGABYTE))
    over = threading.Event()

    def script(wire: Wire) -> None:
        wire.read_head()
        wire.answer(b"too large", status="413 Payload Too Large", headers=("Connection: close",))
        if stay:
            over.wait(10)
        else:
            wire.wait_for_end()

    body = (part(path),) if file else path.read_bytes()
    with RawServer(script) as server:
        response = answered(send(request(server.url, "POST", body=body)))
        over.set()
    assert (response.status, response.body) == (413, b"too large")


def test_a_server_that_hangs_up_while_it_is_sent_to(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(20 * MEGABYTE))

    def script(wire: Wire) -> None:
        wire.read_head()
        wire.reset()

    with RawServer(script) as server:
        outcome = failed(send(request(server.url, "POST", body=(part(path),))))
    assert outcome.code in ("ECONNRESET", "EPIPE")


def test_nothing_is_kept_of_an_exchange_that_is_over() -> None:
    async def measured(live: Live) -> int:
        answered(await live(request(server.url, "POST", body=b"warm")))
        tracemalloc.start()
        for _ in range(3):
            assert len(answered(await live(request(server.url, "POST", body=LARGE))).body) == len(LARGE)
        left = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return left

    def script(wire: Wire) -> None:
        while head := wire.read_head():
            left = 4 * MEGABYTE - len(wire.rest) if b" 4194304\r\n" in head else 4 - len(wire.rest)
            wire.rest = b""
            while left > 0:
                left -= len(wire.socket.recv(65536))
            wire.answer(LARGE if b" 4194304\r\n" in head else b"warm")

    with RawServer(script) as server:
        assert with_live(measured) < MEGABYTE
