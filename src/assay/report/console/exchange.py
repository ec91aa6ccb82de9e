"""Writes what was sent and what came back: one line, or all of it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.event import Exchanged
from assay.model.exchange import Exchange, Timings, Unanswered
from assay.model.http import Response
from assay.report.body import pretty, sent_bytes, sent_files, text_of
from assay.report.clean import block, cut, line
from assay.report.measure import duration, size
from assay.report.style import Style

LONGEST_URL = 2000
LONGEST_BODY = 2048
"""Characters of a body in verbose mode."""
LONGEST_HEADER = 500

_PHASES = {
    "wait": "wait",
    "name": "dns-lookup",
    "connect": "tcp-handshake",
    "tls": "ssl-handshake",
    "first_byte": "transfer-start",
    "download": "download",
    "total": "total",
}

_OF_CONNECTIONS = ("name", "connect", "tls")


def address(exchange: Exchange, origin: str | None = None) -> str:
    """Method and URL, and where redirects led from `origin`."""
    url = exchange.request.url
    path = line(cut(url, LONGEST_URL))
    if origin is not None and origin != url:
        path = f"{line(cut(origin, LONGEST_URL))} -> {path}"
    return f"{line(exchange.request.method)} {path}"


def status(response: Response) -> str:
    """200 OK."""
    return line(cut(f"{response.status} {response.reason}".strip(), 200))


def sizes(response: Response) -> tuple[int, int]:
    """Bytes of head and body, as transferred."""
    return response.sizes.head, response.sizes.body or len(response.body)


def brief(exchange: Exchange, response: Response) -> str:
    """[200 OK, 303B, 15ms]."""
    truncated = ", cut" if response.truncated else ""
    return f"[{status(response)}, {size(sum(sizes(response)))}{truncated}, {duration(exchange.timings.total)}]"


def suffix(event: Exchanged, style: Style) -> str:
    """Who sent it where that is not the collection, and which attempt it was."""
    words = ""
    if event.source != "collection":
        words += style.paint(f" ({event.source})", "dim")
    if event.attempt > 1 and not isinstance(event.exchange.outcome, Unanswered):
        words += style.paint(f" passed on attempt {event.attempt}", "yellow")
    return words


def verbose(event: Exchanged, style: Style) -> Iterator[str]:
    """Headers, bodies, sizes and the time of each phase, in lines without their ends."""
    exchange = event.exchange
    request = exchange.request
    for header in request.headers:
        yield style.paint(f"    > {line(cut(f'{header.name}: {header.value}', LONGEST_HEADER))}", "dim")
    yield from _sent_body(exchange, style)
    response = exchange.response
    if response is None:
        return
    head, body = sizes(response)
    dot = f" {style.symbols.dot} "
    yield "  " + dot.join(
        (
            f"{style.symbols.down} {status(response)}",
            f"{duration(exchange.timings.total)} time",
            f"{size(head)} + {size(body)} size",
            f"{len(request.headers)}{style.symbols.up} {len(response.headers)}{style.symbols.down} headers",
            f"{len(event.cookies)} cookies",
        )
    )
    for header in response.headers:
        yield style.paint(f"    < {line(cut(f'{header.name}: {header.value}', LONGEST_HEADER))}", "dim")
    yield from _body(response.body, response.header("content-type"), style, f"{style.symbols.down} ")
    yield from _timings(exchange.timings, style)


def _sent_body(exchange: Exchange, style: Style) -> Iterator[str]:
    data = sent_bytes(exchange.request)
    mark = f"{style.symbols.up} "
    if data is None:
        for file in sent_files(exchange.request):
            yield f"  {style.symbols.top} {mark}file {line(file.path)} {style.symbols.dot} {size(file.size)}"
        return
    yield from _body(data, exchange.request.header("content-type"), style, mark)


def _body(data: bytes, kind: str | None, style: Style, mark: str) -> Iterator[str]:
    if not data:
        return
    symbols = style.symbols
    yield f"  {symbols.top} {mark}{line(cut(kind or 'no content type', 100))} {symbols.dot} {size(len(data))}"
    text = text_of(data[: LONGEST_BODY * 4], kind)
    if text is None:
        text = "(binary)"
    elif len(data) <= LONGEST_BODY:
        text = pretty(text)
    for shown in block(text[:LONGEST_BODY]).splitlines():
        yield f"  {symbols.middle} {shown}"
    if len(text) > LONGEST_BODY:
        yield f"  {symbols.middle} (showing {size(LONGEST_BODY)} of {size(len(data))})"
    yield f"  {symbols.bottom}"


def _phase(field: str, milliseconds: float) -> str:
    """The time of a phase; a kept connection has no lookup and no handshakes, which Newman calls (cache)."""
    return "(cache)" if field in _OF_CONNECTIONS and not milliseconds else duration(milliseconds)


def _timings(timings: Timings, style: Style) -> Iterator[str]:
    plain = bool(timings.connect) and not timings.tls
    fields = {field: name for field, name in _PHASES.items() if not (plain and field == "tls")}
    phases = [(name, _phase(field, getattr(timings, field))) for field, name in fields.items()]
    if timings.total:
        widths = [max(len(name), len(value)) + 2 for name, value in phases]
        yield "  " + "".join(name.ljust(width) for (name, _), width in zip(phases, widths, strict=True)).rstrip()
        values = "".join(value.ljust(width) for (_, value), width in zip(phases, widths, strict=True)).rstrip()
        yield style.paint(f"  {values}", "dim")
