"""Makes of what was captured an exchange as the rest of assay knows it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Any

from assay.interfaces.pytest_plugin.capture.captured import Answer, Captured
from assay.model.exchange import Answered, Exchange, Outcome, Timings, Unanswered
from assay.model.http import Body, BytesPart, FilePart, Header, Headers, Request, Response
from assay.transport.coding import Undecodable, decoder_for

MOST_BODY = 1024 * 1024
DEEPEST = 20


def exchange_of(captured: Captured, most: int = MOST_BODY) -> Exchange:
    """The exchange, secrets and all: mask it before anybody sees it. Bodies are cut after `most` bytes."""
    request = Request(
        id=str(captured.number),
        method=captured.method,
        url=captured.url,
        headers=_headers(captured.headers),
        body=_body(captured.body, most),
    )
    milliseconds = max(captured.seconds * 1000, 0.0)
    return Exchange(
        id=str(captured.number),
        request=request,
        outcome=_outcome(captured, most),
        started=captured.started,
        timings=Timings(total=milliseconds),
    )


def _headers(pairs: tuple[tuple[str, str], ...]) -> Headers:
    return tuple(Header(name, value) for name, value in pairs)


def _body(body: Any, most: int) -> Body:
    """What was sent, as far as it lies in memory or in a file; of a stream nothing is known."""
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogatepass")
    if isinstance(body, bytes):
        return (BytesPart(data=body[:most]),) if body else ()
    name = getattr(body, "name", None)
    return (FilePart(path=name, size=0),) if isinstance(name, str) and hasattr(body, "read") else ()


def _outcome(captured: Captured, most: int) -> Outcome:
    answer = captured.answer
    if answer is not None and answer.status:
        return Answered(response=response_of(answer, most))
    if captured.error is not None:
        return unanswered(captured.error, in_process=captured.in_process)
    return Unanswered(reason=(answer.note if answer else "") or "no answer was waited for", code="", phase="first byte")


def response_of(answer: Answer, most: int) -> Response:
    """The response, its body decoded as far as was read; one that nobody read counts as cut."""
    headers = _headers(answer.headers)
    body, cut = answer.body, answer.truncated
    if answer.encoded and body:
        coding = ", ".join(value for name, value in headers if name.lower() == "content-encoding")
        body, whole = _decoded(body, coding, most)
        cut = cut or not whole
    return Response(
        status=answer.status,
        reason=answer.reason,
        headers=headers,
        body=body[:most],
        http_version=answer.version,
        truncated=cut or len(body) > most or bool(answer.note),
    )


def _decoded(data: bytes, coding: str, most: int) -> tuple[bytes, bool]:
    """The body without its coding, and whether that is all of it."""
    decoder = decoder_for(coding)
    if decoder is None:
        return data, True
    pieces: list[bytes] = []
    total = 0
    try:
        for piece in decoder.feed(data):
            pieces.append(piece)
            total += len(piece)
            if total > most:
                return b"".join(pieces), False
        return b"".join((*pieces, decoder.finish())), True
    except Undecodable:
        return b"".join(pieces), False


def unanswered(problem: BaseException, *, in_process: bool = False) -> Unanswered:
    """Why there is no answer, from what the client raised and what it raised that for."""
    if in_process:
        return Unanswered(reason=f"the application raised {told(problem)}", code="APPLICATION", phase="first byte")
    causes = list(_causes(problem))
    code, phase = next((found for found in map(_named, causes) if found), ("", ""))
    if not code:
        code, phase = next((found for found in map(_by_name, causes) if found), (type(problem).__name__, "first byte"))
    return Unanswered(reason=told(causes[-1] if code else problem), code=code, phase=phase)


def told(problem: BaseException) -> str:
    """`ValueError: what it says`, without an address in memory."""
    text = str(problem).strip() or repr(problem)
    return f"{type(problem).__name__}: {text}"[:500]


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """The exception, then those that it was raised for, the innermost last."""
    seen: set[int] = set()
    now: BaseException | None = problem
    while now is not None and id(now) not in seen and len(seen) < DEEPEST:
        seen.add(id(now))
        yield now
        inner = getattr(now, "reason", None) or next((one for one in now.args if isinstance(one, BaseException)), None)
        now = inner if isinstance(inner, BaseException) else now.__cause__ or now.__context__


_KINDS: tuple[tuple[type[BaseException], str, str], ...] = (
    (socket.gaierror, "ENOTFOUND", "name"),
    (ConnectionRefusedError, "ECONNREFUSED", "connect"),
    (ConnectionResetError, "ECONNRESET", "first byte"),
    (BrokenPipeError, "EPIPE", "send"),
    (ssl.SSLError, "EPROTO", "tls"),
)
_NAMES = (
    ("ConnectTimeout", "ETIMEDOUT", "connect"),
    ("Timeout", "ESOCKETTIMEDOUT", "first byte"),
    ("RemoteDisconnected", "ECONNRESET", "first byte"),
    ("ServerDisconnected", "ECONNRESET", "first byte"),
    ("RemoteProtocol", "HPE_INVALID_CONSTANT", "first byte"),
    ("IncompleteRead", "ECONNRESET", "download"),
)


def _named(problem: BaseException) -> tuple[str, str] | None:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return "DEPTH_ZERO_SELF_SIGNED_CERT" if problem.verify_code == 18 else "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls"
    return next(((code, phase) for kind, code, phase in _KINDS if isinstance(problem, kind)), None)


def _by_name(problem: BaseException) -> tuple[str, str] | None:
    name = type(problem).__name__
    return next(((code, phase) for part, code, phase in _NAMES if part in name), None)
