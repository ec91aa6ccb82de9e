"""Paths whose body is the point: coded, chunked, large, cut short, without an end or a head."""

from __future__ import annotations

import gzip
import zlib

import brotli
import zstandard

from tests.peers.server.answers import Answer, text

from .paths import path
from .request import Asked
from .visit import Memory

TOLD = b'{"coded": true, "words": "%s"}\n' % (b"again and " * 40)


@path("gzip")
def gzipped(_asked: Asked, _memory: Memory) -> Answer:
    return Answer(headers=(("Content-Encoding", "gzip"),), body=gzip.compress(TOLD, mtime=0))


@path("deflate")
def deflated(_asked: Asked, _memory: Memory) -> Answer:
    return Answer(headers=(("Content-Encoding", "deflate"),), body=zlib.compress(TOLD))


@path("br")
def brotlied(_asked: Asked, _memory: Memory) -> Answer:
    return Answer(headers=(("Content-Encoding", "br"),), body=brotli.compress(TOLD))


@path("zstd")
def folded(_asked: Asked, _memory: Memory) -> Answer:
    return Answer(headers=(("Content-Encoding", "zstd"),), body=zstandard.compress(TOLD))


@path("broken-gzip")
def broken(_asked: Asked, _memory: Memory) -> Answer:
    return Answer(headers=(("Content-Encoding", "gzip"),), body=b"\x1f\x8bnot gzip at all")


@path("strange-coding")
def strange(_asked: Asked, _memory: Memory) -> Answer:
    return Answer(headers=(("Content-Encoding", "compress-o-matic"),), body=b"???")


@path("te-gzip")
def transfer_gzip(_asked: Asked, _memory: Memory) -> Answer:
    packed = gzip.compress(TOLD, mtime=0)
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    return Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n" + body)


@path("chunked")
def chunked(_asked: Asked, _memory: Memory) -> Answer:
    """Two chunks and a trailer."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n"
    return Answer(raw=head + b"5\r\nhello\r\n8;x=y\r\n chunked\r\n0\r\nX-End: yes\r\n\r\n")


@path("big")
def big(asked: Asked, _memory: Memory) -> Answer:
    """`/big/100000` bytes."""
    size = int(asked.pieces[1])
    return Answer(
        headers=(("Content-Type", "application/octet-stream"),), body=(b"0123456789abcdef" * (size // 16 + 1))[:size]
    )


@path("endless")
def endless(_asked: Asked, _memory: Memory) -> Answer:
    """A body whose length is not told, ended by closing."""
    return Answer(body=b"until the end\n", close=True)


@path("short")
def short(_asked: Asked, _memory: Memory) -> Answer:
    """Promises 100 bytes and sends 5."""
    return Answer(headers=(("Content-Length", "100"),), body=b"short", close=True)


@path("close")
def close(asked: Asked, memory: Memory) -> Answer:
    """Closes without an answer; `/close/1` only the first time."""
    if asked.pieces[-1] == "1" and memory.count(asked.path):
        return text("open again\n")
    return Answer(raw=b"", close=True)


@path("old")
def old(_asked: Asked, _memory: Memory) -> Answer:
    return Answer(raw=b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhttp 1.0\n", close=True)


@path("nine")
def nine(_asked: Asked, _memory: Memory) -> Answer:
    return Answer(raw=b"just a body, as HTTP/0.9 had it\n", close=True)


@path("garbage")
def garbage(_asked: Asked, _memory: Memory) -> Answer:
    return Answer(raw=b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 3\r\n\r\nok\n")


@path("hints")
def hints(_asked: Asked, _memory: Memory) -> Answer:
    """103 Early Hints before the answer."""
    return Answer(before=b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", body=b"after the hints\n")


@path("lines")
def lines(_asked: Asked, _memory: Memory) -> Answer:
    """A header that is folded and one in another encoding."""
    head = b"HTTP/1.1 200 All is w\xc3\xa9ll\r\nX-Folded: one\r\n  two\r\nX-Latin: caf\xe9\r\nContent-Length: 3\r\n\r\n"
    return Answer(raw=head + b"ok\n")


@path("slow")
def slow(asked: Asked, _memory: Memory) -> Answer:
    """`/slow/3`: so many seconds before the first byte."""
    return Answer(pause=float(asked.pieces[1]), body=b"slow\n")


@path("stall")
def stall(asked: Asked, _memory: Memory) -> Answer:
    """`/stall/3`: so many seconds between head and body."""
    return Answer(stall=float(asked.pieces[1]), body=b"stalled\n")


@path("flaky")
def flaky(asked: Asked, memory: Memory) -> Answer:
    """`/flaky/503/2?after=1`: that status twice, with Retry-After where the query says so, then 200."""
    if memory.count(asked.path) >= int(asked.pieces[2]):
        return text("recovered\n")
    after = asked.argument("after")
    headers = (("Retry-After", after),) if after else ()
    return Answer(status=int(asked.pieces[1]), headers=headers, body=b"not yet\n")
