"""Answers that break the grammar are failures with llhttp's names; the rest are answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

from .sending import answered, failed, request, send, send_all

OK = b"HTTP/1.1 200 OK\r\n"
EMPTY = b"Content-Length: 0\r\n\r\n"


def answering(data: bytes, *, reset: bool = False, stay: bool = False) -> RawServer:
    """A server that answers every request with `data`, and then ends, resets or stays."""

    def script(wire: Wire) -> None:
        wire.read_request()
        wire.send(data)
        if stay:
            wire.wait_for_end()
        if reset:
            wire.reset()

    return RawServer(script)


MALFORMED = {
    b"hello world\n": ("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/"),
    b"\x16\x03\x01\x02\x00\x01\x00\x01": ("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/"),
    b"HTTP/1.1 abc OK\r\n\r\n": ("HPE_INVALID_STATUS", "Invalid status code"),
    b"HTTP/1.1 99 OK\r\n" + EMPTY: ("HPE_INVALID_STATUS", "Invalid status code"),
    b"HTTP/1.1 1000 OK\r\n" + EMPTY: ("HPE_INVALID_STATUS", "Invalid status code"),
    b"HTTP/3.7 200 OK\r\n" + EMPTY: ("HPE_INVALID_VERSION", "Invalid HTTP version"),
    OK + b"foo bar\r\n" + EMPTY: ("HPE_INVALID_HEADER_TOKEN", "Invalid header token"),
    OK + b"foo bar: x\r\n" + EMPTY: ("HPE_INVALID_HEADER_TOKEN", "Invalid header token"),
    OK + b"foo : x\r\n" + EMPTY: ("HPE_INVALID_HEADER_TOKEN", "Invalid header token"),
    OK + b": x\r\n" + EMPTY: ("HPE_INVALID_HEADER_TOKEN", "Invalid header token"),
    OK + b"foo: a\0b\r\n" + EMPTY: ("HPE_INVALID_HEADER_TOKEN", "Invalid header value char"),
    OK + b"foo: a\x01b\r\n" + EMPTY: ("HPE_INVALID_HEADER_TOKEN", "Invalid header value char"),
    OK + b"foo: \x1b[2J\r\n" + EMPTY: ("HPE_INVALID_HEADER_TOKEN", "Invalid header value char"),
    b"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi": ("HPE_CR_EXPECTED", "Missing expected CR after response line"),
    OK + b"foo: x\nContent-Length: 0\r\n\r\n": ("HPE_CR_EXPECTED", "Missing expected CR after header value"),
    OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi": (
        "HPE_UNEXPECTED_CONTENT_LENGTH",
        "Duplicate Content-Length",
    ),
    OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi": (
        "HPE_UNEXPECTED_CONTENT_LENGTH",
        "Duplicate Content-Length",
    ),
    OK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n": (
        "HPE_INVALID_TRANSFER_ENCODING",
        "Transfer-Encoding can't be present with Content-Length",
    ),
    OK + b"Content-Length: abc\r\n\r\nhi": ("HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length"),
    OK + b"Content-Length: -1\r\n\r\nhi": ("HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length"),
    OK + b"Content-Length: 99999999999999999999999\r\n\r\nhi": (
        "HPE_INVALID_CONTENT_LENGTH",
        "Content-Length overflow",
    ),
    OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n": (
        "HPE_INVALID_CHUNK_SIZE",
        "Invalid character in chunk size",
    ),
    OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n": (
        "HPE_INVALID_CHUNK_SIZE",
        "Invalid character in chunk size",
    ),
}


@pytest.mark.parametrize(("data", "expected"), MALFORMED.items(), ids=lambda value: repr(value)[:60])
def test_malformed(data: bytes, expected: tuple[str, str]) -> None:
    with answering(data) as server:
        outcome = failed(send(request(server.url)))
    assert (outcome.code, outcome.reason) == (expected[0], f"Parse Error: {expected[1]}")


BROKEN_OFF = {
    b"": ("socket hang up", "first byte"),
    b"HTT": ("socket hang up", "first byte"),
    OK + b"A: b\r\n": ("socket hang up", "first byte"),
    OK + b"Content-Length: 10\r\n\r\nabc": ("aborted", "download"),
    OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n": ("aborted", "download"),
}


@pytest.mark.parametrize(("data", "expected"), BROKEN_OFF.items(), ids=lambda value: repr(value)[:60])
def test_broken_off_by_closing(data: bytes, expected: tuple[str, str]) -> None:
    with answering(data) as server:
        outcome = failed(send(request(server.url)))
    assert (outcome.code, outcome.reason, outcome.phase) == ("ECONNRESET", *expected)


@pytest.mark.parametrize(("data", "expected"), BROKEN_OFF.items(), ids=lambda value: repr(value)[:60])
def test_broken_off_by_reset(data: bytes, expected: tuple[str, str]) -> None:
    with answering(data, reset=True) as server:
        outcome = failed(send(request(server.url)))
    assert (outcome.code, outcome.reason, outcome.phase) == ("ECONNRESET", "read ECONNRESET", expected[1])


UNUSUAL = {
    b"HTTP/1.0 200 OK\r\n\r\nhello": (200, "OK", b"hello"),
    b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi": (200, "", b"hi"),
    b"HTTP/1.1 999 \r\n" + EMPTY: (999, "", b""),
    b"HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\nhi": (204, "No", b""),
    b"HTTP/1.1 304 NM\r\nContent-Length: 2\r\n\r\n": (304, "NM", b""),
    b"HTTP/1.1 200 caf\xc3\xa9 \xe2\x82\xac\r\n" + EMPTY: (200, "café €", b""),
    b"HTTP/1.1 200 a\x1b[31mb\r\n" + EMPTY: (200, "a\x1b[31mb", b""),
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nhi": (
        200,
        "OK",
        b"hi",
    ),
    b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nxx": (101, "Switching", b""),
    OK + b"Content-Length: 2\r\n\r\nhiEXTRA": (200, "OK", b"hi"),
    OK + b"Content-Length: 0002\r\n\r\nhi": (200, "OK", b"hi"),
    OK + b"Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n0\r\nTrailer: x\r\n\r\n": (200, "OK", b"hi"),
}


STAYING = [(data, expected, True) for data, expected in UNUSUAL.items() if not data.startswith(b"HTTP/1.0")]
"""An answer of HTTP/1.0 ends with its connection."""
LEAVING = [(data, expected, False) for data, expected in UNUSUAL.items()]


@pytest.mark.parametrize(("data", "expected", "stay"), STAYING + LEAVING, ids=lambda value: repr(value)[:60])
def test_unusual_but_an_answer(data: bytes, expected: tuple[int, str, bytes], stay: bool) -> None:
    with answering(data, stay=stay) as server:
        response = answered(send(request(server.url)))
    assert (response.status, response.reason, response.body) == expected
    assert not response.truncated


def test_headers_keep_case_order_repeats_and_bytes() -> None:
    fields = b"X-b: 1\r\nx-B:2\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nX-L:\t caf\xe9 \t\r\nX-Empty:\r\n"
    with answering(OK + fields + EMPTY) as server:
        response = answered(send(request(server.url)))
    assert [tuple(header) for header in response.headers] == [
        ("X-b", "1"),
        ("x-B", "2"),
        ("Set-Cookie", "a=b"),
        ("Set-Cookie", "c=d"),
        ("X-L", "caf\xe9"),
        ("X-Empty", ""),
        ("Content-Length", "0"),
    ]
    assert response.sizes.head == len(OK + fields + EMPTY)


def test_trailers_and_interim_answers_are_not_headers() -> None:
    data = b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\n"
    with answering(data) as server:
        response = answered(send(request(server.url)))
    assert [header.name for header in response.headers] == ["Transfer-Encoding"]


LENIENT = {
    OK + b"foo bar: x\r\n" + EMPTY: ("foo bar", "x"),
    OK + b"foo: a\x01b\r\n" + EMPTY: ("foo", "a\x01b"),
    OK + b"foo : x\r\n" + EMPTY: ("foo ", "x"),
    b"HTTP/1.1 200 OK\nfoo: x\nContent-Length: 0\n\n": ("foo", "x"),
    OK + b"foo: x\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n": ("foo", "x"),
}


@pytest.mark.parametrize(("data", "expected"), LENIENT.items(), ids=lambda value: repr(value)[:60])
def test_lenient_takes_what_the_grammar_forbids(data: bytes, expected: tuple[str, str]) -> None:
    with answering(data) as server:
        response = answered(send(request(server.url, lenient=True)))
    assert tuple(response.headers[0]) == expected


@pytest.fixture
def head_with_body() -> Iterator[RawServer]:
    def script(wire: Wire) -> None:
        while head := wire.read_request():
            wire.send(OK + b"Content-Length: 4\r\n\r\n" + (b"" if head.startswith(b"HEAD") else b"body"))

    with RawServer(script) as server:
        yield server


def test_an_answer_to_head_has_no_body_however_long_it_says_it_is(head_with_body: RawServer) -> None:
    first, with_body, last = send_all(
        request(head_with_body.url, "HEAD"),
        request(head_with_body.url, "HEAD", body=b"hi"),
        request(head_with_body.url),
    )
    assert answered(first).body == answered(with_body).body == b""
    assert answered(first).header("content-length") == "4"
    assert answered(last).body == b"body"
