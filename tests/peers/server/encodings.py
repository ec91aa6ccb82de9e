"""Routes whose body is compressed, in every way a server may do it."""

from __future__ import annotations

import gzip
import json
import zlib

from .answers import Answer
from .routes import route, segments
from .state import State
from .wire import RawRequest

TEXT = json.dumps({"packed": "value " * 20}).encode()
# TEXT as a brotli stream, since Python has no encoder of its own.
BROTLI = bytes.fromhex("1b8500f81d07764c6ce0fd83acb11629abdbdb3a61767d1a84ac8c4d4912601d808a9bb204f20506")


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": ("gzip", gzip.compress(TEXT, mtime=0)),
    "deflate": ("deflate", zlib.compress(TEXT)),
    "deflate-raw": ("deflate", raw_deflate(TEXT)),
    "br": ("br", BROTLI),
    "upper": ("GZIP", gzip.compress(TEXT, mtime=0)),
    "unknown": ("zebra", TEXT),
    "identity": ("identity", TEXT),
    "empty": ("gzip", b""),
    "not-gzip": ("gzip", b"this was never packed"),
    "cut": ("gzip", gzip.compress(TEXT, mtime=0)[:-12]),
}


@route("packed")
def packed(request: RawRequest, _state: State) -> Answer:
    """`/packed/br`: the same JSON under that coding, whatever the client accepts."""
    coding, body = PACKED[segments(request)[1]]
    return Answer(headers=(("Content-Type", "application/json"), ("Content-Encoding", coding)), body=body)
