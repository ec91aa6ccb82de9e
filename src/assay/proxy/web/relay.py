"""Passes each call on to the dependency and its answer back as it comes, or has a fault answer in its place."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncGenerator, Callable
from typing import Any

from assay.model.http import Header, Headers
from assay.model.stub.acts import Act, Close, Reset, Send
from assay.model.stub.answer import rendered
from assay.model.stub.received import Received
from assay.proxy.web.headers import passed_on, request_bytes
from assay.proxy.web.upstream import Answering, Unreachable, Upstream
from assay.wire.handling import Answering as Answer

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_NO_BODY = frozenset({204, 304})
_PLAIN = (Header("Content-Type", "text/plain; charset=utf-8"),)
_TOKEN = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w.~=%-]{24,}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
Tell = Callable[[dict[str, Any]], None]


class Relay:
    """Handles the calls of one server. `base` stands before every path; `authority` is the dependency's Host."""

    def __init__(self, upstream: Upstream, *, authority: str, base: str, name: str, tell: Tell) -> None:
        self._upstream = upstream
        self._authority = authority
        self._base = base
        self._name = name
        self._tell = tell

    async def passed(self, request: Received) -> Answer:
        """The call as it is; the answer as it comes."""
        if request.method == "CONNECT":
            return rendered(405, "", _PLAIN, b"assay proxy: it stands before one dependency, and opens no tunnels\n")
        if request.truncated:
            return rendered(413, "", _PLAIN, b"assay proxy: the body is larger than what is passed on\n")
        began = time.monotonic()
        try:
            answering = await self.sent(request)
        except Unreachable as problem:
            return self.gone(request, problem)
        return self.streamed(request, answering, began)

    async def sent(self, request: Received) -> Answering:
        """The dependency's answer, its head read. Raises Unreachable."""
        data = request_bytes(request, base=self._base, authority=self._authority)
        return await self._upstream.send(data, bodiless=request.method == "HEAD", repeatable=request.method in _SAFE)

    async def streamed(self, request: Received, answering: Answering, began: float) -> AsyncGenerator[Act, None]:
        """The answer as it comes. Where it breaks off, so does ours."""
        head = answering.head
        headers = passed_on(head.headers)
        sized = any(name.lower() == "content-length" for name, _ in headers)
        bodiless = request.method == "HEAD" or head.status in _NO_BODY
        chunked = not (sized or bodiless) and request.http_version != "1.0"
        if chunked:
            headers = (*headers, Header("Transfer-Encoding", "chunked"))
        ended, size = "cut short", 0
        with answering:
            try:
                first = _head(head.status, head.reason, headers)
                async for piece in answering.body():
                    size += len(piece)
                    yield Send(first + (_chunk(piece) if chunked else piece))
                    first = b""
                yield Send(first + (b"0\r\n\r\n" if chunked else b""))
                ended = "in order"
                if not (sized or bodiless or chunked):
                    yield Close()
            except Unreachable as problem:
                yield Reset() if problem.reset else Close()
            finally:
                self.told(request, head.status, began, size=size, ended=ended)

    def told(self, request: Received, status: int | None, began: float, **more: Any) -> None:
        """One call, for the log: no header, no body and no query, for those may hold what is secret."""
        event = {"event": "call", "proxy": self._name, "method": request.method, "path": _readable(request.raw_path)}
        self._tell({**event, "status": status, "seconds": round(time.monotonic() - began, 4), **more})

    def told_of_connection(self, number: int, fault: str) -> None:
        """A connection that a fault met before any request."""
        self._tell({"event": "fault", "proxy": self._name, "connection": number, "fault": fault})

    def gone(self, request: Received, problem: Unreachable) -> bytes:
        """What a call gets that the dependency does not answer."""
        event = {"event": "unreachable", "proxy": self._name, "upstream": self._authority, "why": str(problem)}
        self._tell({**event, "method": request.method, "path": _readable(request.raw_path)})
        return rendered(502, "", _PLAIN, b"assay proxy: the dependency gave no answer\n")


def _readable(path: str) -> str:
    """The path for a log: what looks like a token in it does not stand there."""
    return "/".join("***" if _TOKEN.fullmatch(part) and not _UUID.fullmatch(part) else part for part in path.split("/"))


def _head(status: int, reason: str, headers: Headers) -> bytes:
    """Status line and headers as they are: what frames the body is among them, or is the end of the connection."""
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


def _chunk(piece: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(piece), piece) if piece else b""
