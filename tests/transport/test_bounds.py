"""Whatever a server sends for ever, an exchange ends: in bytes, in lines and in time."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

from .sending import answered, failed, request, send

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
SHORT = 0.3


def endless(start: bytes, again: bytes) -> RawServer:
    """Sends `start`, and then `again` until the client has gone."""

    def script(wire: Wire) -> None:
        wire.read_request()
        wire.send(start)
        while True:
            wire.send(again)

    return RawServer(script)


def silent(start: bytes = b"") -> RawServer:
    """Sends `start`, and then nothing."""

    def script(wire: Wire) -> None:
        wire.read_request()
        wire.send(start)
        wire.wait_for_end()

    return RawServer(script)


HEADS = {
    "fields": (OK, b"X-A: b\r\n"),
    "one field": (OK + b"X-A: ", b"a" * 4096),
    "one status line": (b"HTTP/1.1 200 ", b"a" * 4096),
    "one name": (OK, b"a" * 4096),
    "folded": (OK + b"X-A: b\r\n", b" c\r\n"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "early hints": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20),
    "trailers": (CHUNKED + b"0\r\n", b"X-A: b\r\n" * 100),
}


@pytest.mark.parametrize("case", HEADS)
def test_endless_heads(case: str) -> None:
    with endless(*HEADS[case]) as server:
        outcome = failed(send(request(server.url)))
    assert outcome.code == "HPE_HEADER_OVERFLOW"
    assert outcome.reason.startswith("Parse Error: ")


BODIES = {
    "until closed": (OK + b"\r\n", b"a" * 65536),
    "chunks": (CHUNKED, b"400\r\n" + b"a" * 1024 + b"\r\n"),
    "tiny chunks": (CHUNKED, b"2\r\naa\r\n" * 1000),
    "long": (OK + b"Content-Length: 900000000000\r\n\r\n", b"a" * 65536),
    "events": (OK + b"Content-Type: text/event-stream\r\n\r\n", b"a" * 65536),
}


@pytest.mark.parametrize("case", BODIES)
def test_endless_bodies_are_cut(case: str) -> None:
    with endless(*BODIES[case]) as server:
        response = answered(send(request(server.url, max_body=100_000)))
    assert response.truncated
    assert response.body == b"a" * 100_000


ENDLESS_IN_TIME = {
    "chunk extension": (CHUNKED + b"1;", b"a" * 4096),
    "chunk size": (CHUNKED, b"0" * 4096),
}


@pytest.mark.parametrize("case", ENDLESS_IN_TIME)
def test_endless_framing(case: str) -> None:
    with endless(*ENDLESS_IN_TIME[case]) as server:
        outcome = failed(send(request(server.url, timeout=SHORT)))
    assert outcome.code in ("ESOCKETTIMEDOUT", "HPE_INVALID_CHUNK_SIZE")


SILENCES = {
    "at once": (b"", "first byte"),
    "in the head": (OK + b"X-A: b\r\n", "first byte"),
    "after an interim answer": (b"HTTP/1.1 100 Continue\r\n\r\n", "first byte"),
    "in the body": (OK + b"Content-Length: 10\r\n\r\nabc", "download"),
    "in a chunk": (CHUNKED + b"5\r\nabc", "download"),
    "after an event": (OK + b"Content-Type: text/event-stream\r\n\r\ndata: 1\n\n", "download"),
}


@pytest.mark.parametrize("case", SILENCES)
def test_silence(case: str) -> None:
    start, phase = SILENCES[case]
    with silent(start) as server:
        exchange = send(request(server.url, timeout=SHORT))
    outcome = failed(exchange)
    assert (outcome.code, outcome.reason, outcome.phase) == ("ESOCKETTIMEDOUT", "ESOCKETTIMEDOUT", phase)
    assert exchange.timings.total >= SHORT * 900


def test_a_slow_drip_is_measured_from_the_start() -> None:
    stop = threading.Event()

    def script(wire: Wire) -> None:
        wire.read_request()
        wire.send(OK + b"Content-Length: 1000\r\n\r\n")
        while not stop.wait(SHORT / 10):
            wire.send(b"a")

    with RawServer(script) as server:
        outcome = failed(send(request(server.url, timeout=SHORT)))
        stop.set()
    assert (outcome.code, outcome.phase) == ("ESOCKETTIMEDOUT", "download")


def test_a_server_that_does_not_read() -> None:
    stop = threading.Event()

    def script(_wire: Wire) -> None:
        stop.wait(10)

    with RawServer(script) as server:
        outcome = failed(send(request(server.url, "POST", body=b"x" * 30_000_000, timeout=SHORT)))
        stop.set()
    assert (outcome.code, outcome.phase) == ("ESOCKETTIMEDOUT", "send")


def test_a_handshake_that_is_never_answered() -> None:
    with silent() as server:
        outcome = failed(send(request(server.url.replace("http", "https"), timeout=SHORT)))
    assert (outcome.code, outcome.phase) == ("ESOCKETTIMEDOUT", "tls")


@pytest.fixture
def unreachable() -> Iterator[str]:
    """A listener whose queue is full: the kernel drops what comes."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        address = listener.getsockname()
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(address)
        yield f"http://127.0.0.1:{address[1]}"


def test_a_connection_that_is_never_accepted(unreachable: str) -> None:
    outcome = failed(send(request(unreachable, timeout=SHORT)))
    assert (outcome.code, outcome.reason, outcome.phase) == ("ETIMEDOUT", "ETIMEDOUT", "connect")


def test_no_time_limit_is_no_limit() -> None:
    def script(wire: Wire) -> None:
        wire.read_request()
        threading.Event().wait(SHORT)
        wire.answer(b"late")

    with RawServer(script) as server:
        assert answered(send(request(server.url, timeout=None))).body == b"late"


def test_tls_to_a_server_that_speaks_plain_http() -> None:
    def script(wire: Wire) -> None:
        wire.socket.recv(100)
        wire.answer(b"plain", status="400 Bad Request")
        wire.wait_for_end()

    with RawServer(script) as server:
        outcome = failed(send(request(server.url.replace("http", "https"))))
    assert (outcome.code, outcome.phase) == ("EPROTO", "tls")
    assert "wrong version number" in outcome.reason


def test_plain_http_to_a_server_that_speaks_tls() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with RawServer(lambda _wire: None, tls=context) as server:
        outcome = failed(send(request(server.url.replace("https", "http"))))
    assert (outcome.code, outcome.phase) in {("HPE_INVALID_CONSTANT", "first byte"), ("ECONNRESET", "first byte")}
