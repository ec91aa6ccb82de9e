"""Whatever clients do, the server stays up, bounded, and says what it refused."""

from __future__ import annotations

import contextlib
import random
import resource
import socket
from collections.abc import Iterator

import psutil
import pytest

from assay.model.stub.acts import Act, Send
from assay.model.stub.answer import rendered
from assay.wire.background import Background
from assay.wire.limits import Limits
from assay.wire.server import Server
from tests.wire.conftest import Serve
from tests.wire.raw import GET, LAST_GET, connected, exchanged

OK = rendered(200, "", (), b"fine")
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
MIB = 1024 * 1024
PATIENT = Limits(idle=1.0, arriving=1.0, longest=2.0, endless=8 * MIB, body=MIB)


def stays_up(server: Server) -> None:
    assert exchanged(server.url, LAST_GET).data == OK


def flooded(url: str, start: bytes, more: bytes, most: int) -> int:
    """Send until the server ends it; how many bytes it took."""
    sent = 0
    with connected(url) as sock, contextlib.suppress(OSError):
        sock.sendall(start)
        while sent < most:
            sock.sendall(more)
            sent += len(more)
    return sent


@pytest.mark.parametrize(
    ("start", "more", "kind"),
    [
        (b"GET /", b"a" * 10_000, "head-too-long"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"a" * 10_000, "head-too-long"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X: y\r\n" * 1_000, "head-too-long"),
        (CHUNKED, b"10000\r\n" + b"a" * 65_536 + b"\r\n", "body-too-long"),
        (CHUNKED, b"1;" + b"e" * 1_000, "malformed"),
        (CHUNKED + b"0\r\n", b"X: y\r\n" * 1_000, "head-too-long"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n", b"a" * 65_536, "body-too-long"),
    ],
)
def test_what_does_not_end_is_ended(serve: Serve, start: bytes, more: bytes, kind: str) -> None:
    server = serve(lambda _: OK, limits=PATIENT)
    assert flooded(server.url, start, more, 64 * MIB) < 64 * MIB
    assert server.refusals.counts[kind] == 1
    stays_up(server)


def test_bodies_of_one_byte_chunks_are_kept_as_bytes(serve: Serve) -> None:
    server = serve(lambda received: rendered(200, "", (), str(len(received.body)).encode()))
    assert exchanged(server.url, CHUNKED + b"1\r\na\r\n" * 300_000 + b"0\r\n\r\n" + LAST_GET).data.count(b"300000") == 1


def test_a_client_that_never_reads_is_given_no_more(serve: Serve) -> None:
    def endless() -> Iterator[Act]:
        while True:
            yield Send(b"x" * 65_536)

    server = serve(lambda received: endless() if received.path == "/endless" else OK, limits=PATIENT)
    before = psutil.Process().memory_info().rss
    with connected(server.url) as sock:
        sock.sendall(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
        stays_up(server)
        with contextlib.suppress(OSError):
            while sock.send(GET):
                pass
    assert psutil.Process().memory_info().rss - before < 100 * MIB
    stays_up(server)


def test_slow_heads_are_given_up_and_others_are_served_meanwhile(serve: Serve) -> None:
    server = serve(lambda _: OK, limits=PATIENT)
    slow = [connected(server.url) for _ in range(100)]
    for sock in slow:
        sock.sendall(b"GET / HTTP/1.1\r\nX-")
    stays_up(server)
    for sock in slow:
        sock.settimeout(10)
        assert sock.recv(100).startswith(b"HTTP/1.1 408 ")
        sock.close()
    assert server.refusals.counts == {"too-slow": 100}


@pytest.mark.parametrize("seed", range(5))
def test_garbage_is_refused(serve: Serve, seed: int) -> None:
    chance = random.Random(seed)
    server = serve(lambda _: OK, limits=PATIENT)
    for _ in range(30):
        exchanged(server.url, chance.randbytes(chance.randrange(1, 3_000)), then_eof=True)
    for _ in range(30):
        damaged = bytearray(b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        exchanged(server.url, bytes(damaged), then_eof=True)
    stays_up(server)
    assert server.refusals.counts["malformed"] > 10
    assert server.refusals.counts["handler-failed"] == 0


@pytest.mark.proof
def test_five_thousand_connections(background: Background) -> None:
    server = Server(lambda _: OK, limits=Limits(connections=2_000))
    background.call(server.start())
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 12_000:
        pytest.skip("this machine lets a process open too few files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 12_000), hard))
    before = psutil.Process().memory_info().rss
    sockets: list[socket.socket] = []
    try:
        sockets.extend(connected(server.url) for _ in range(5_000))
        assert exchanged(server.url, LAST_GET).data[:12] in {b"", b"HTTP/1.1 503"}
        assert server.connections <= 2_000 + 200
        assert psutil.Process().memory_info().rss - before < 200 * MIB
        sockets[0].sendall(GET)
        assert sockets[0].recv(1_000) == OK
    finally:
        for sock in sockets:
            sock.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert server.refusals.counts["too-many-connections"] >= 3_000
    background.call(server.stop())
