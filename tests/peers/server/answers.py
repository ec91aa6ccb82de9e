"""What a route replies, and the bytes it becomes."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import msgspec

BODYLESS = {204, 304}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One reply. `raw` replaces everything else; `cut` sends only so many bytes and then closes.

    `pause` is the wait in seconds before the first byte, `stall` the wait before the body.
    """

    status: int = 200
    reason: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    raw: bytes | None = None
    chunked: bool = False
    close: bool = False
    cut: int | None = None
    pause: float = 0.0
    stall: float = 0.0
    before: bytes = b""


def text(body: str, *, kind: str = "text/plain; charset=utf-8", status: int = 200) -> Answer:
    return Answer(status=status, headers=(("Content-Type", kind),), body=body.encode())


def as_json(value: Any, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Answer(status=status, headers=(("Content-Type", "application/json"), *headers), body=body)


def reason_of(answer: Answer) -> str:
    if answer.reason is not None:
        return answer.reason
    return HTTPStatus(answer.status).phrase if answer.status in HTTPStatus._value2member_map_ else "Unnamed"


def framing(answer: Answer) -> tuple[tuple[str, str], ...]:
    """The headers that tell where the body ends."""
    if answer.chunked:
        return (("Transfer-Encoding", "chunked"),)
    named = {name.lower() for name, _ in answer.headers}
    if answer.status in BODYLESS or "content-length" in named or answer.close:
        return ()
    return (("Content-Length", str(len(answer.body))),)


def head_bytes(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {reason_of(answer)}"]
    lines += [f"{name}: {value}" for name, value in (*answer.headers, *framing(answer))]
    if answer.close:
        lines.append("Connection: close")
    return answer.before + ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def body_bytes(answer: Answer, method: str) -> bytes:
    if method == "HEAD" or answer.status in BODYLESS:
        return b""
    if not answer.chunked:
        return answer.body
    half = max(1, len(answer.body) // 2)
    parts = [part for part in (answer.body[:half], answer.body[half:]) if part]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
