"""Just enough HTTP/2 (RFC 9113) for one server that answers each stream with its path."""

from __future__ import annotations

import struct

from assay.testing.servers.wire import Wire

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, PING, GOAWAY = 0x0, 0x1, 0x4, 0x6, 0x7
END_STREAM, ACK, END_HEADERS = 0x1, 0x1, 0x4
STATUS_200 = b"\x88"  # entry 8 of HPACK's static table (RFC 7541, appendix A)


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """One frame."""
    return struct.pack("!I", len(payload))[1:] + bytes((kind, flags)) + struct.pack("!I", stream) + payload


def field(name: str, value: str) -> bytes:
    """A header field in HPACK: literal, not indexed, no Huffman code."""
    return b"\x00" + _text(name) + _text(value)


def speak_http2(wire: Wire) -> None:
    """Answers every request with 200, a header and a body, until the client goes."""
    if wire.take(len(PREFACE)) != PREFACE:
        return
    wire.send(frame(SETTINGS, 0, 0))
    while header := wire.take(9):
        size, kind, flags, stream = int.from_bytes(header[:3]), header[3], header[4], int.from_bytes(header[5:])
        payload = wire.take(size)
        if kind == SETTINGS and not flags & ACK:
            wire.send(frame(SETTINGS, ACK, 0))
        elif kind == PING and not flags & ACK:
            wire.send(frame(PING, ACK, 0, payload))
        elif kind in (HEADERS, DATA) and flags & END_STREAM:
            wire.send(frame(HEADERS, END_HEADERS, stream, STATUS_200 + field("x-stream", str(stream))))
            wire.send(frame(DATA, END_STREAM, stream, b"stream %d" % stream))


def _text(text: str) -> bytes:
    return bytes((len(text),)) + text.encode()
