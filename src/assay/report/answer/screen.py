"""The whole of one answer: what was asked on the way, status, headers, body, timings, explanations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from assay.model.exchange import Exchange, Unanswered
from assay.model.explanation import Explanation
from assay.model.http import Response
from assay.model.phrases import PHRASES
from assay.report.answer.body import body_lines
from assay.report.answer.explained import explained_lines
from assay.report.answer.timing import timing_line
from assay.report.clean import cut, line
from assay.report.measure import duration, size
from assay.report.style import Paint, Style

LONGEST_URL = 300
LONGEST_HEADER = 500
MOST_HEADERS = 60
MOST_PASSING = 12
"""Redirects, challenges and attempts that are shown."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader wants to see of an answer."""

    request: bool = False
    """The request's own line and headers too."""
    head: bool = True
    """The status and the headers."""
    body: bool = True
    saved: str = ""
    """Where the body went instead of the screen."""
    timings: bool = True
    width: int = 100


def answer_lines(
    exchanges: Sequence[Exchange], explanations: Sequence[Explanation], style: Style, view: View
) -> Iterator[str]:
    """The answer in lines without their ends, free of control characters but our own colours."""
    yield from _all_passing(exchanges[:-1], style)
    if not exchanges:
        yield from explained_lines(explanations, style, view.width)
        return
    last = exchanges[-1]
    if view.request:
        yield from _request(last, style)
    if isinstance(last.outcome, Unanswered):
        yield style.paint(style.fit(line(cut(f"No answer: {last.outcome.reason}", LONGEST_HEADER))), "red")
    else:
        yield from _response(last.outcome.response, style, view)
    if view.timings and (text := timing_line(last, style, view.width)):
        yield ""
        yield text
    told = list(explained_lines(explanations, style, view.width))
    if told:
        yield ""
        yield from told


def status_paint(status: int) -> Paint:
    """Green for what was done, yellow for what leads on, red for what was refused or failed."""
    return "green" if 200 <= status < 300 else "yellow" if status < 400 else "red"


def _all_passing(exchanges: Sequence[Exchange], style: Style) -> Iterator[str]:
    """What was asked on the way; of a long one its beginning and its end."""
    left_out = len(exchanges) - MOST_PASSING
    shown = [_passing(each, style) for each in (exchanges if left_out <= 0 else exchanges[: MOST_PASSING - 1])]
    yield from shown
    if left_out > 0:
        yield style.paint(style.fit(f"{style.symbols.sub} ({left_out} more)"), "dim")
        yield _passing(exchanges[-1], style)


def _passing(exchange: Exchange, style: Style) -> str:
    """A challenge, redirect or failed attempt on the way: `↳ GET /old 301 → /new 12ms`."""
    response = exchange.response
    request = f"{exchange.request.method} {cut(exchange.request.url, LONGEST_URL)}"
    if response is None:
        assert isinstance(exchange.outcome, Unanswered)
        told = exchange.outcome.reason
    else:
        location = response.header("location")
        told = f"{response.status}" + (f" {style.symbols.arrow} {location}" if location else "")
    text = f"{style.symbols.sub} {line(request)} {line(cut(told, LONGEST_URL))} {duration(exchange.timings.total)}"
    return style.paint(style.fit(text), "dim")


def _request(exchange: Exchange, style: Style) -> Iterator[str]:
    request = exchange.request
    yield style.paint(line(request.method), "bold") + f" {style.fit(line(cut(request.url, LONGEST_URL)))}"
    yield from _fields(request.headers, style)
    yield ""


def _response(response: Response, style: Style, view: View) -> Iterator[str]:
    if view.head:
        yield from _head(response, style)
    if view.saved:
        yield ""
        count = size(response.sizes.decoded or response.sizes.body or len(response.body))
        yield style.paint(f"({count} to {line(view.saved)})", "dim")
    elif view.body and response.body:
        yield from [""] if view.head else []
        yield from body_lines(response, style)


def _head(response: Response, style: Style) -> Iterator[str]:
    phrase = response.reason or PHRASES.get(response.status, "")
    status = style.paint(f"{response.status} {line(cut(phrase, 100))}".strip(), status_paint(response.status))
    yield f"{style.paint(f'HTTP/{line(response.http_version)}', 'dim')} {status}"
    yield from _fields(response.headers, style)


def _fields(headers: Sequence[tuple[str, str]], style: Style) -> Iterator[str]:
    for name, value in headers[:MOST_HEADERS]:
        shown = style.fit(line(cut(value, LONGEST_HEADER)))
        yield f"{style.paint(line(cut(name, 100)), 'cyan')}{style.paint(':', 'dim')} {shown}"
    if len(headers) > MOST_HEADERS:
        yield style.paint(f"({len(headers) - MOST_HEADERS} more headers)", "dim")
