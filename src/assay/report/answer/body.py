"""A body in lines for a reader, by its type."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.http import Response
from assay.report.answer.json_body import Broken, json_lines
from assay.report.body import text_of
from assay.report.clean import block
from assay.report.measure import size
from assay.report.style import Style

MOST = 4 * 1024 * 1024
"""Bytes that are formatted; beyond that a text is shown as it is."""


def body_lines(response: Response, style: Style, most: int = MOST) -> Iterator[str]:
    """The body without control characters: JSON, XML and HTML formatted, pictures and binary as a line of facts."""
    data = response.body
    if not data:
        return
    kind = (response.header("content-type") or "").lower()
    text = (
        None if kind.startswith(("image/", "audio/", "video/", "font/")) and "svg" not in kind else text_of(data, kind)
    )
    if text is None:
        from assay.report.answer.media import facts  # few answers are no text, and start-up time counts

        yield style.paint(f"({facts(data, kind)})", "dim")
    else:
        yield from text_lines(text, kind, style, most)
    if response.truncated:
        yield style.paint(f"(cut here, after {size(len(data))})", "yellow")


def text_lines(text: str, kind: str, style: Style, most: int = MOST) -> Iterator[str]:
    """A text by its media type, and by its looks where that says little."""
    start = text.lstrip("\ufeff \t\r\n")[:200]
    if len(text) > most:
        yield from block(text).splitlines()
    elif "ndjson" in kind or "jsonl" in kind or "json-seq" in kind:
        for one in text.splitlines():
            yield from _json(one, style)
    elif "json" in kind or (start[:1] in ("{", "[") and "html" not in kind):
        yield from _json(text, style)
    elif start[:1] == "<" and ("html" in kind or start[:14].lower().startswith(("<!doctype html", "<html"))):
        yield from _markup(text, style, html=True)
    elif start[:1] == "<" and ("xml" in kind or start.startswith("<?xml")):
        yield from _markup(text, style, html=False)
    else:
        yield from block(text).splitlines()


def _json(text: str, style: Style) -> Iterator[str]:
    """What is no JSON after all is shown as it is, whole."""
    try:
        lines = list(json_lines(text.removeprefix("\ufeff"), style))
    except Broken:
        lines = block(text).splitlines()
    yield from lines


def _markup(text: str, style: Style, *, html: bool) -> Iterator[str]:
    from assay.report.answer.markup import markup_lines  # most answers are JSON

    return markup_lines(text, style, html=html)
