"""The body was sent as JSON and is none: line and column of the first error, and what it looks like."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import json_reading, sent
from assay.explain.evidence import Evidence
from assay.explain.media import essence, is_json
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 8259"
FORM = Pattern(rb"[\w.\[\]%-]{1,80}=[^{}\"]{0,4000}")
HINTS = (
    (Pattern(rb"\xef\xbb\xbf"), "It begins with a byte order mark", "Save the file as UTF-8 without BOM."),
    (
        Pattern(rb"@[\w./\\~-]+\s*$"),
        "It is the name of a file",
        "Use -d @FILE or --json @FILE: --data-raw sends the name.",
    ),
    (Pattern(rb"\s*$"), "It is empty", "Send a JSON text, or leave Content-Type out."),
    (
        Pattern(rb"\s*[\[{]\s*'"),
        "Its strings stand in single quotes",
        'JSON knows only double quotes: {"name": "value"}.',
    ),
    (
        Pattern(rb"\s*\{\s*[A-Za-z_$][\w$-]*\s*:"),
        "Its names have no quotes",
        "Put single quotes around the whole for the shell.",
    ),
)
NEAR = (
    (Pattern(rb",\s*$"), Pattern(rb"[\]}]"), "A comma stands before a closing bracket", "Take the comma out."),
    (Pattern(rb"[{,\[:]\s*$"), Pattern(rb"//|/\*|#"), "It has a comment", "JSON has none: take it out."),
    (
        Pattern(rb"[:,\[]\s*$"),
        Pattern(rb"(True|False|None)\b"),
        "It has a word of Python",
        "Write true, false or null.",
    ),
    (
        Pattern(rb"[:,\[]\s*-?\w{0,8}$"),
        Pattern(rb"\w{0,8}(NaN|Infinity|aN|nfinity|undefined)"),
        "It has a number that JSON does not know",
        "Write null.",
    ),
    (Pattern(rb""), Pattern(rb"[\n\r\t]"), "A string has a line break or tab in it", "Write \\n or \\t."),
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Where, and the nearest reason."""
    exchange = evidence.exchanges[-1]
    body = sent.body(exchange)
    if body is None or not is_json(essence(sent.header(exchange, "content-type"))):
        return
    fault = json_reading.broken(body)
    if fault is None:
        return
    looks, remedy = _hint(body, fault)
    where = f"line {fault.line}, column {fault.column}"
    yield Explanation(
        rule="broken-json-sent",
        means=f"The body was sent as JSON and is none: {where}. {looks}".rstrip() + ("." if looks else ""),
        remedy=remedy or "Correct it there.",
        evidence=(
            f"Content-Type: {cut(sent.header(exchange, 'content-type') or '', 60)}",
            f"{where}: {cut(fault.reason, 80)}",
        ),
        source=SOURCE,
    )


def _hint(body: bytes, fault: json_reading.Broken) -> tuple[str, str]:
    if body.strip() and FORM.fullmatch(body[:4096].strip()):
        return (
            "It looks like a form (name=value)",
            "Send JSON, or leave Content-Type out so that -d labels it as a form.",
        )
    for pattern, looks, remedy in HINTS:
        if pattern.match(body[:4096]):
            return looks, remedy
    before, after = body[max(0, fault.offset - 200) : fault.offset], body[fault.offset : fault.offset + 40]
    for left, right, looks, remedy in NEAR:
        if left.search(before) and right.match(after):
            return looks, remedy
    return "", ""
