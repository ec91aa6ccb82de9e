"""One entry for a reader: what was asked, what came back, what it means."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.explain.evidence import Evidence
from assay.explain.explaining import explain
from assay.model.exchange import Answered, Exchange
from assay.model.explanation import Explanation
from assay.model.http import BytesPart, Request, Response
from assay.record.history.entry import Entry
from assay.report.answer import View, answer_lines, body_lines
from assay.report.body import sent_bytes, sent_files
from assay.report.clean import cut, line
from assay.report.measure import instant, size
from assay.report.style import Style

LONGEST = 500
MOST_HEADERS = 100


def whole(entry: Entry, style: Style, width: int) -> Iterator[str]:
    """Request and answer."""
    yield style.paint(f"{entry.n}", "bold") + style.paint(f"  {instant(entry.at)}{_as(entry)}", "dim")
    yield ""
    yield from request_lines(entry, style)
    yield ""
    yield from response_lines(entry, style, width)


def _as(entry: Entry) -> str:
    last = entry.last
    identity = last.request.identity if last else None
    return f"  as {line(identity)}" if identity else ""


def request_lines(entry: Entry, style: Style) -> Iterator[str]:
    """The request that was answered, or the one that was asked for where none left."""
    last = entry.last
    method, url = (last.request.method, last.request.url) if last else (entry.method, entry.url)
    yield style.paint(line(method), "bold") + f" {style.fit(line(cut(url, LONGEST)))}"
    headers = last.request.headers if last else _headers(entry.transfer.headers)
    for name, value in headers[:MOST_HEADERS]:
        shown = style.fit(line(cut(value, LONGEST)))
        yield f"{style.paint(line(cut(name, 100)), 'cyan')}{style.paint(':', 'dim')} {shown}"
    if last is not None and last.request.body:
        yield ""
        yield from sent_lines(last.request, style)


def _headers(lines: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = (text.partition(":") for text in lines if ":" in text)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def sent_lines(request: Request, style: Style) -> Iterator[str]:
    """The body that was sent."""
    data = sent_bytes(request)
    if data is not None:
        yield from body_lines(Response(status=0, headers=request.headers, body=data), style)
        return
    for file in sent_files(request):
        yield style.paint(f"({size(file.size)} of {line(cut(file.path, LONGEST))})", "dim")


def response_lines(entry: Entry, style: Style, width: int) -> Iterator[str]:
    """The answer, the way to it, and what it means."""
    yield from answer_lines(entry.exchanges, explained(entry), style, View(width=width))
    if not entry.exchanges and entry.error:
        yield style.paint(f"No answer: {style.fit(line(cut(entry.error, LONGEST)))} (curl {entry.code})", "red")


def explained(entry: Entry) -> tuple[Explanation, ...]:
    """As it was explained then; a good answer that nobody read is explained now, as of the moment it was sent."""
    if entry.explanations:
        return entry.explanations
    evidence = Evidence(
        exchanges=entry.exchanges, transfer=entry.transfer, code=entry.code, error=entry.error, now=entry.at
    )
    return explain(evidence)


def facts(entry: Entry) -> dict[str, Any]:
    """The entry in the JSON output; a body that is no UTF-8 stands in base64, as `body_base64`."""
    return {
        "n": entry.n,
        "started": instant(entry.at),
        "method": entry.method,
        "url": entry.url,
        "curl": entry.code,
        "error": entry.error,
        "exchanges": [_exchange(one) for one in entry.exchanges],
        "explanations": msgspec.to_builtins(explained(entry)),
    }


def _exchange(exchange: Exchange) -> dict[str, Any]:
    request = exchange.request
    body = b"".join(part.data for part in request.body if isinstance(part, BytesPart))
    outcome = exchange.outcome
    answer: dict[str, Any]
    if isinstance(outcome, Answered):
        response = outcome.response
        answer = {
            "status": response.status,
            "reason": response.reason,
            "http_version": response.http_version,
            "headers": [list(header) for header in response.headers],
            **_body(response.body),
            "truncated": response.truncated,
        }
    else:
        answer = {"reason": outcome.reason, "code": outcome.code, "phase": outcome.phase}
    return {
        "id": exchange.id,
        "started": instant(exchange.started),
        "request": {
            "id": request.id,
            "parent": request.parent,
            "identity": request.identity,
            "method": request.method,
            "url": request.url,
            "headers": [list(header) for header in request.headers],
            **_body(body),
            "files": [file.path for file in sent_files(request)],
        },
        "response" if isinstance(outcome, Answered) else "unanswered": answer,
        "timings": msgspec.to_builtins(exchange.timings),
        "remote": exchange.remote,
    }


def _body(data: bytes) -> dict[str, str]:
    try:
        return {"body": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(data).decode("ascii")}
