"""Requests are read whatever way their bytes come, and what two readers could understand differently is refused."""

from __future__ import annotations

import pytest

from assay.wire.limits import Limits
from assay.wire.reading import Head, Reader, Unacceptable

LIMITS = Limits(head=2_000, headers=20, body=100, endless=1_000)
START = b"POST /a?b=1 HTTP/1.1\r\nHost: stub:1\r\n"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"
STREAM = (
    b"\r\nGET / HTTP/1.1\r\nHost: stub\r\n\r\n"
    + (START + b"Content-Length: 5\r\n\r\nhello")
    + (CHUNKED + b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n")
    + b"GET /last HTTP/1.0\r\n\r\n"
)


def read(pieces: list[bytes], limits: Limits = LIMITS) -> list[tuple[Head, bytes]]:
    reader = Reader(limits)
    requests: list[tuple[Head, bytes]] = []
    head: Head | None = None
    for piece in pieces:
        reader.feed(piece)
        while True:
            head = head or reader.head()
            body = reader.body() if head is not None else None
            if head is None or body is None:
                break
            requests.append((head, body))
            head = None
    return requests


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 16, 50, len(STREAM)])
def test_requests_are_the_same_in_pieces_of_any_size(size: int) -> None:
    requests = read([STREAM[start : start + size] for start in range(0, len(STREAM), size)])
    assert [(head.method, head.target, head.version, body) for head, body in requests] == [
        ("GET", "/", "1.1", b""),
        ("POST", "/a?b=1", "1.1", b"hello"),
        ("POST", "/a?b=1", "1.1", b"abcde"),
        ("GET", "/last", "1.0", b""),
    ]
    assert [head.keeps_alive for head, _ in requests] == [True, True, True, False]


def test_a_head_is_carried_as_it_was_written() -> None:
    ((head, _),) = read([b"GET /\xc3\xa9?q=%20 HTTP/1.1\r\nhOsT:stub\r\nX-A: \t caf\xe9 \r\nX-A:\r\n\r\n"])
    assert head.target == "/\xc3\xa9?q=%20"
    assert head.headers == (("hOsT", "stub"), ("X-A", "caf\xe9"), ("X-A", ""))


@pytest.mark.parametrize(
    ("data", "status", "kind", "words"),
    [
        (START + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "smuggling", "Both"),
        (START + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400, "smuggling", "More than one"),
        (START + b"Content-Length: +3\r\n\r\nabc", 400, "smuggling", "decimal"),
        (START + b"Content-Length: 0x3\r\n\r\nabc", 400, "smuggling", "decimal"),
        (START + b"Content-Length: 3, 3\r\n\r\nabc", 400, "smuggling", "decimal"),
        (START + b"Content-Length:\r\n\r\n", 400, "smuggling", "decimal"),
        (START + b"Transfer-Encoding: xchunked\r\n\r\n", 501, "smuggling", "other than chunked"),
        (START + b"Transfer-Encoding: chunked, identity\r\n\r\n", 501, "smuggling", "other than chunked"),
        (START + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n", 501, "smuggling", "other than chunked"),
        (START + b"Transfer-Encoding: \x0bchunked\r\n\r\n", 400, "malformed", "malformed"),
        (START + b"Transfer-Encoding : chunked\r\n\r\n", 400, "malformed", "white space"),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "smuggling", "1.0"),
        (START + b"X: a\r\n b\r\n\r\n", 400, "malformed", "obs-fold"),
        (START + b"X: a\0b\r\n\r\n", 400, "malformed", "NUL"),
        (START + b"X: a\nContent-Length: 3\r\n\r\n", 400, "malformed", "CR or LF alone"),
        (b"GET / HTTP/1.1\nHost: x\n\n", 400, "malformed", "LF alone"),
        (START + b"X: a\rY: b\r\n\r\n", 400, "malformed", "CR or LF alone"),
        (START + b"no colon\r\n\r\n", 400, "malformed", "header line"),
        (START + b": no name\r\n\r\n", 400, "malformed", "header line"),
        (START + b"Host: other\r\n\r\n", 400, "malformed", "Two Host"),
        (b"GET / HTTP/1.1\r\nX: y\r\n\r\n", 400, "malformed", "one Host"),
        (b"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505, "malformed", "version"),
        (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed", "request line"),
        (b"GET /\r\n\r\n", 400, "malformed", "request line"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "malformed", "no HTTP"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 20 + b"\r\n", 431, "head-too-long", "20 headers"),
        (b"GET /" + b"a" * 2_000, 431, "head-too-long", "2000"),
        (START + b"Content-Length: 1001\r\n\r\n", 413, "body-too-long", "1000"),
        (CHUNKED + b"3e9\r\n", 413, "body-too-long", "1000"),
        (CHUNKED + (b"64\r\n" + b"a" * 100 + b"\r\n") * 11, 413, "body-too-long", "1000"),
        (CHUNKED + b"3\nabc\r\n0\r\n\r\n", 400, "malformed", "size"),
        (CHUNKED + b"-3\r\nabc\r\n", 400, "malformed", "size"),
        (CHUNKED + b"0x3\r\nabc\r\n", 400, "malformed", "size"),
        (CHUNKED + b"1000000000000000\r\n", 400, "malformed", "size"),
        (CHUNKED + b"3\r\nabcd\r\n0\r\n\r\n", 400, "malformed", "longer or shorter"),
        (CHUNKED + b"3;" + b"e" * 5_000, 400, "malformed", "size"),
        (CHUNKED + b"0\r\nbad trailer\r\n\r\n", 400, "malformed", "header line"),
        (CHUNKED + b"0\r\nX: " + b"y" * 2_100, 431, "head-too-long", "2000"),
    ],
)
@pytest.mark.parametrize("size", [1, 10_000])
def test_what_is_refused(data: bytes, status: int, kind: str, words: str, size: int) -> None:
    with pytest.raises(Unacceptable, match=words) as refused:
        read([data[start : start + size] for start in range(0, len(data), size)])
    assert (refused.value.status, refused.value.kind) == (status, kind)


def test_a_long_body_is_kept_in_part_and_counted_whole() -> None:
    reader = Reader(LIMITS)
    reader.feed(START + b"Content-Length: 900\r\n\r\n" + b"a" * 900)
    assert reader.head() is not None
    assert (reader.body(), reader.truncated) == (b"a" * 100, True)
    reader.feed(STREAM)
    assert reader.head() is not None
    assert (reader.body(), reader.truncated) == (b"", False)
