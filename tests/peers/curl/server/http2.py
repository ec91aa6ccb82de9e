"""HTTP/2 on one connection (RFC 9113): each request is kept as if it were text, and answered as its path says."""

from __future__ import annotations

from assay.testing.servers.http2 import (
    ACK,
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HEADERS,
    PING,
    PREFACE,
    SETTINGS,
    field,
    frame,
)
from tests.peers.server.answers import Answer, body_bytes, framing

from .hpack import Reader
from .paths import answer_to
from .request import Asked
from .speaking import speak
from .visit import Scene

CONTINUATION = 0x9
PADDED, PRIORITY = 0x8, 0x20


def speak_either(scene: Scene) -> None:
    """What ALPN agreed on."""
    (speak_http2 if scene.visit.facts.get("alpn") == "h2" else speak)(scene)


def speak_http2(scene: Scene) -> None:
    wire = scene.wire
    if wire.take(len(PREFACE)) != PREFACE:
        return
    wire.send(frame(SETTINGS, 0, 0))
    talk = Talk(scene)
    while len(header := wire.take(9)) == 9:
        size, kind, flags, stream = int.from_bytes(header[:3]), header[3], header[4], int.from_bytes(header[5:])
        if kind == GOAWAY:
            return
        talk.met(kind, flags, stream, wire.take(size))


class Talk:
    """The streams of one connection: a request is whole when its stream ends."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._reader = scene, Reader()
        self._heads: dict[int, bytes] = {}
        self._bodies: dict[int, bytes] = {}
        self._block, self._ends = b"", False

    def met(self, kind: int, flags: int, stream: int, payload: bytes) -> None:
        if kind in (SETTINGS, PING) and not flags & ACK:
            self._scene.wire.send(frame(kind, ACK, 0, payload if kind == PING else b""))
        elif kind in (HEADERS, CONTINUATION):
            self._headers(kind, flags, stream, bare(payload, flags) if kind == HEADERS else payload)
        elif kind == DATA:
            self._bodies[stream] = self._bodies.get(stream, b"") + bare(payload, flags & ~PRIORITY)
            if flags & END_STREAM:
                self._answer(stream)

    def _headers(self, kind: int, flags: int, stream: int, block: bytes) -> None:
        self._block += block
        if kind == HEADERS:
            self._ends = bool(flags & END_STREAM)
        if flags & END_HEADERS:
            self._heads[stream] = as_text(self._reader.fields(self._block))
            self._block = b""
            if self._ends:
                self._answer(stream)

    def _answer(self, stream: int) -> None:
        asked = Asked(self._heads.pop(stream), self._bodies.pop(stream, b""))
        self._scene.visit.requests.append(asked.head + asked.body)
        answer = answer_to(asked, self._scene.memory)
        self._scene.wire.send(frame(HEADERS, END_HEADERS, stream, head_of(answer)))
        self._scene.wire.send(frame(DATA, END_STREAM, stream, body_bytes(answer, asked.method)))


def bare(payload: bytes, flags: int) -> bytes:
    """A payload without its padding and priority."""
    if flags & PADDED:
        payload = payload[1 : len(payload) - payload[0]]
    return payload[5:] if flags & PRIORITY else payload


def as_text(fields: list[tuple[str, str]]) -> bytes:
    """A head in the shape of HTTP/1: the pseudo fields make its first line, in a header each where they are more."""
    named = dict(fields)
    first = f"{named[':method']} {named[':path']} HTTP/2"
    others = [f"{name}: {value}" for name, value in fields if name not in (":method", ":path")]
    return "\r\n".join([first, *others, "", ""]).encode("latin-1")


def head_of(answer: Answer) -> bytes:
    headers = (*answer.headers, *framing(answer))
    return field(":status", str(answer.status)) + b"".join(field(name.lower(), value) for name, value in headers)
