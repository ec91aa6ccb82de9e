"""Bodies are given decoded, within bounds, and told from what cannot be decoded."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Iterator

import brotli
import pytest

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from assay.transport.live import Live

from .sending import answered, failed, request, send, with_live

TEXT = b"the quick brown fox " * 500
MEGABYTE = 1024 * 1024


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


def serving(coding: str, body: bytes) -> RawServer:
    """Answers every request with `body` under this Content-Encoding, a byte apart where it is short."""

    def script(wire: Wire) -> None:
        while wire.read_request():
            wire.answer(body, headers=(f"Content-Encoding: {coding}",) if coding else ())

    return RawServer(script)


DECODABLE = {
    "gzip": (gzip.compress(TEXT), TEXT),
    "GZip ": (gzip.compress(TEXT), TEXT),
    "x-gzip": (gzip.compress(TEXT), TEXT),
    "deflate": (zlib.compress(TEXT), TEXT),
    "Deflate": (raw_deflate(TEXT), TEXT),
    "br": (brotli.compress(TEXT), TEXT),
    "gzip, br": (brotli.compress(gzip.compress(TEXT)), TEXT),
    "gzip,gzip": (gzip.compress(gzip.compress(TEXT)), TEXT),
    "identity, gzip": (gzip.compress(TEXT), TEXT),
    "identity": (TEXT, TEXT),
    "": (TEXT, TEXT),
    "utf-8": (TEXT, TEXT),
    "zstd, unheard-of": (TEXT, TEXT),
}


@pytest.mark.parametrize("coding", DECODABLE)
def test_decoded(coding: str) -> None:
    sent, expected = DECODABLE[coding]
    with serving(coding, sent) as server:
        exchange = send(request(server.url, headers=(("Accept-Encoding", "gzip;q=0.5"),)))
    response = answered(exchange)
    assert response.body == expected
    assert (response.sizes.body, response.sizes.decoded) == (len(sent), len(expected))
    assert "Accept-Encoding: gzip;q=0.5\r\n" in exchange.head


UNUSUAL = {
    "two members": ("gzip", gzip.compress(b"one ") + gzip.compress(b"two"), b"one two"),
    "padding": ("gzip", gzip.compress(b"one") + b"\0" * 512, b"one"),
    "no bytes, gzip": ("gzip", b"", b""),
    "no bytes, deflate": ("deflate", b"", b""),
    "no bytes, br": ("br", b"", b""),
}


@pytest.mark.parametrize("case", UNUSUAL)
def test_unusual_but_decoded(case: str) -> None:
    coding, sent, expected = UNUSUAL[case]
    with serving(coding, sent) as server:
        body = answered(send(request(server.url))).body
    assert body == expected


UNDECODABLE = {
    "plain": ("gzip", b"hello", "Z_DATA_ERROR", "incorrect header check"),
    "checksum": ("gzip", gzip.compress(TEXT)[:-8] + b"12345678", "Z_DATA_ERROR", "incorrect data check"),
    "trailing": ("gzip", gzip.compress(TEXT) + b"garbage", "Z_DATA_ERROR", "incorrect header check"),
    "deflate": ("deflate", b"\x08hello", "Z_DATA_ERROR", "incorrect header check"),
    "br": ("br", b"hello world", "ERR_BROTLI_DECODE", "Decompression failed"),
    "cut": ("gzip", gzip.compress(TEXT)[:-9], "Z_BUF_ERROR", "unexpected end of file"),
    "cut to its header": ("gzip", gzip.compress(TEXT)[:10], "Z_BUF_ERROR", "unexpected end of file"),
    "deflate cut": ("deflate", zlib.compress(TEXT)[:-5], "Z_BUF_ERROR", "unexpected end of file"),
    "br cut": ("br", brotli.compress(TEXT)[:-4], "Z_BUF_ERROR", "unexpected end of file"),
    "inner": ("gzip, br", brotli.compress(b"hello"), "Z_DATA_ERROR", "incorrect header check"),
}


@pytest.mark.parametrize("case", UNDECODABLE)
def test_undecodable(case: str) -> None:
    coding, sent, code, reason = UNDECODABLE[case]
    with serving(coding, sent) as server:
        outcome = failed(send(request(server.url)))
    assert (outcome.code, outcome.reason, outcome.phase) == (code, reason, "download")


def bomb(coding: str) -> bytes:
    """64 MB of zeros in less than 1 MB."""
    if coding == "br":
        return brotli.compress(bytes(64 * MEGABYTE), quality=1)
    stream = zlib.compressobj(6, zlib.DEFLATED, {"gzip": 31, "deflate": 15}[coding])
    return b"".join(stream.compress(bytes(MEGABYTE)) for _ in range(64)) + stream.flush()


def bombs() -> Iterator[tuple[str, bytes]]:
    for coding in ("gzip", "deflate", "br"):
        yield coding, bomb(coding)
    yield "gzip, gzip", gzip.compress(bomb("gzip"))
    yield "gzip, br", brotli.compress(bomb("gzip"))


def test_bombs_are_cut_without_being_unpacked() -> None:
    most = 2 * MEGABYTE

    async def measured(live: Live) -> int:
        tracemalloc.start()
        response = answered(await live(request(server.url, max_body=most)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert response.truncated
        assert response.body == bytes(most)
        assert response.sizes.decoded == most
        return peak

    for coding, data in bombs():
        with serving(coding, data) as server:
            assert with_live(measured) < len(data) + 8 * MEGABYTE, coding


def test_a_body_of_exactly_the_limit_is_whole() -> None:
    with serving("gzip", gzip.compress(TEXT)) as server:
        whole = answered(send(request(server.url, max_body=len(TEXT))))
        cut = answered(send(request(server.url, max_body=len(TEXT) - 1)))
    assert (whole.body, whole.truncated) == (TEXT, False)
    assert (cut.body, cut.truncated) == (TEXT[:-1], True)


def test_an_answer_without_a_body_is_not_decoded() -> None:
    def script(wire: Wire) -> None:
        while wire.read_request():
            wire.send(b"HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n")

    with RawServer(script) as server:
        assert answered(send(request(server.url))).body == b""


def test_bytes_that_trickle_in_are_decoded_too() -> None:
    data = gzip.compress(TEXT)

    def script(wire: Wire) -> None:
        wire.read_request()
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
        for index in range(len(data)):
            wire.send(b"1\r\n%c\r\n" % data[index])
        wire.send(b"0\r\n\r\n")

    with RawServer(script) as server:
        response = answered(send(request(server.url)))
    assert response.body == TEXT
    assert response.sizes.body == len(data)
