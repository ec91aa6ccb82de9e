"""The exchanges of a failed test as text: what was sent, what came back, what that means, how to send it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assay.model.exchange import Exchange, Unanswered
from assay.model.explanation import Explanation
from assay.model.http import Headers, Request, Response
from assay.report.answer.body import text_lines
from assay.report.answer.explained import explained_lines
from assay.report.body import sent_bytes, sent_files, text_of
from assay.report.clean import cut, line
from assay.report.curl import curl
from assay.report.measure import duration, size
from assay.report.style import Style

MOST_EXCHANGES = 12
"""Exchanges that are shown whole; of more, the last ones."""
MOST_BODY = 4096
"""Characters of a body that are shown."""
MOST_LINES = 120
LONGEST_LINE = 400
LONGEST_URL = 1000
LARGEST = 256 * 1024
"""Bytes of a body that are formatted; a larger one is named by its size alone."""
QUIET = frozenset({"host", "connection", "accept", "accept-encoding", "user-agent", "content-length", "date", "server",
                   "keep-alive", "transfer-encoding", "x-powered-by", "vary", "via"})  # fmt: skip
"""Headers that nobody looks for in a failed test."""
PLAIN = Style(color=False, unicode=True)


class Shown(NamedTuple):
    """One exchange, masked, and what is known beside it."""

    exchange: Exchange
    explanations: Sequence[Explanation] = ()
    label: str = ""
    """Who made it and when: `setup, fixture token`."""
    mocked: str = ""
    in_process: bool = False
    note: str = ""
    """Why there is no body."""


def section(shown: Sequence[Shown], left_out: int = 0) -> str:
    """All of them, oldest first, without control characters; no more than MOST_EXCHANGES whole."""
    return "\n".join(_lines(shown, left_out))


def _lines(shown: Sequence[Shown], left_out: int) -> Iterator[str]:
    early = shown[: max(len(shown) - MOST_EXCHANGES, 0)]
    total = len(shown) + left_out
    if early or left_out:
        yield f"({total} exchanges; of all but the last {len(shown) - len(early)} only the first line)"
    for one in early[-40:]:
        yield _title(one)
    for number, one in enumerate(shown[len(early) :], total - len(shown) + len(early) + 1):
        yield ""
        yield f"[{number}] {_title(one)}"
        yield from (f"    {text}" for text in _whole(one))


def _title(one: Shown) -> str:
    """`POST http://… 422 Unprocessable Entity, 12ms (setup, fixture order; mocked by respx)`."""
    exchange = one.exchange
    outcome = exchange.outcome
    if isinstance(outcome, Unanswered):
        came = "no answer"
    else:
        came = line(cut(f"{outcome.response.status} {outcome.response.reason}".strip(), 100))
    stood_in = f"mocked by {one.mocked}" if one.mocked else "in process" if one.in_process else ""
    told = "; ".join(part for part in (one.label, stood_in) if part)
    request = f"{line(exchange.request.method)} {line(cut(exchange.request.url, LONGEST_URL))}"
    took = "" if one.mocked else f", {duration(exchange.timings.total)}"
    return f"{request} → {came}{took}" + (f" ({line(told)})" if told else "")


def _whole(one: Shown) -> Iterator[str]:
    exchange = one.exchange
    yield from _fields(exchange.request.headers, ">")
    yield from _sent(exchange.request)
    outcome = exchange.outcome
    if isinstance(outcome, Unanswered):
        yield f"< {line(cut(outcome.reason, LONGEST_LINE))}"
    else:
        yield from _fields(outcome.response.headers, "<")
        yield from _came(outcome.response, one.note)
    yield from explained_lines(one.explanations, PLAIN)
    yield f"$ {line(cut(curl(exchange), 6000))}"


def _fields(headers: Headers, mark: str) -> Iterator[str]:
    kept = [(name, value) for name, value in headers if name.lower() not in QUIET]
    for name, value in kept[:40]:
        yield f"{mark} {line(cut(name, 100))}: {line(cut(value, LONGEST_LINE))}"
    if len(kept) > 40:
        yield f"{mark} ({len(kept) - 40} more headers)"


def _sent(request: Request) -> Iterator[str]:
    data = sent_bytes(request)
    if data is None:
        yield from (f"> (the file {line(file.path)})" for file in sent_files(request))
    elif data:
        yield from (f"> {text}" for text in body_lines(data, request.header("content-type"), truncated=False))


def _came(response: Response, note: str) -> Iterator[str]:
    if response.body:
        kind = response.header("content-type")
        yield from (f"< {text}" for text in body_lines(response.body, kind, truncated=response.truncated))
    elif note:
        yield f"< ({note})"


def body_lines(data: bytes, kind: str | None, *, truncated: bool) -> Iterator[str]:
    """A body by its type, cut where it is long; one over LARGEST is never shown, not even in part."""
    more = " or more" if truncated else ""
    if len(data) > LARGEST:
        yield f"({size(len(data))}{more} of {line(cut(kind or 'unnamed data', 100))}, not shown)"
        return
    text = text_of(data, kind)
    if text is None:
        yield f"({size(len(data))}{more} of {line(cut(kind or 'binary data', 100))})"
        return
    used = 0
    for number, one in enumerate(text_lines(text, (kind or "").lower(), PLAIN)):
        if number >= MOST_LINES or used + len(one) > MOST_BODY:
            yield from [one[: MOST_BODY - used]] if number < MOST_LINES and used < MOST_BODY else []
            yield f"… ({size(len(data))}{more} in all)"
            return
        used += len(one) + 1
        yield one if len(one) <= MOST_BODY else cut(one, MOST_BODY)
    if truncated:
        yield f"(cut after {size(len(data))})"
