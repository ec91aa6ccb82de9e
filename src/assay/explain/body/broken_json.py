"""A body that is labelled JSON and is none: line and column of the first error, and what it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain import json_reading, sent
from assay.explain.answer import kind
from assay.explain.evidence import Evidence
from assay.explain.media import is_json, is_json_lines
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut, field
from assay.model.explanation import Explanation

SOURCE = "RFC 8259"
LOOKS = (
    (Pattern(rb"\s*$"), "It is empty"),
    (Pattern(rb"\s*<(?:!doctype|html|\?xml|br|b>)", re.IGNORECASE), "It begins as HTML or XML"),
    (
        Pattern(rb"\s*\)\]\}'|\s*(?:while\(1\)|for\s?\(;;\)|throw\s)"),
        "It begins with words that guard against being read as a script: take them off",
    ),
    (Pattern(rb"\s*(?:/\*\*/)?[\w$.]{1,80}\("), "It is a call of a function around JSON (JSONP)"),
    (Pattern(rb"\s*[\[{]\s*'"), "Its strings stand in single quotes, as Python prints them"),
    (Pattern(rb"\s*(?:Warning|Notice|Fatal error|Deprecated):"), "It begins with a message of PHP"),
)
NUMBERS = Pattern(rb"-?(?:NaN|Infinity)")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Where, and the nearest reason."""
    exchange, response = evidence.exchanges[-1], evidence.response
    if response is None or response.truncated or response.status in (204, 304) or sent.method(exchange) == "HEAD":
        return
    label = kind(response)
    if not is_json(label) or is_json_lines(label) or _coded(evidence):
        return
    body = response.body.removeprefix(b"\xef\xbb\xbf")
    fault = json_reading.broken(body)
    if fault is None:
        return
    where = f"line {fault.line}, column {fault.column}"
    looks = _looks(body, fault)
    yield Explanation(
        rule="broken-json",
        means=f"The body is labelled JSON and is none: {where}." + (f" {looks}." if looks else ""),
        remedy="Tell whoever runs the API; clients cannot read this.",
        evidence=(field("Content-Type", response.header("content-type") or ""), f"{where}: {cut(fault.reason, 80)}"),
        source=SOURCE,
    )


def _looks(body: bytes, fault: json_reading.Broken) -> str:
    for pattern, words in LOOKS:
        if pattern.match(body[:4096]):
            return words
    if NUMBERS.match(body[max(0, fault.offset - 1) : fault.offset + 9]) or NUMBERS.match(
        body[fault.offset : fault.offset + 9]
    ):
        return "It has a number that JSON does not know (NaN or Infinity)"
    if fault.offset >= len(body):
        return "It ends too early, as if it were cut off"
    before = body[: fault.offset].rstrip()
    if before.endswith((b"}", b"]")) and body[fault.offset : fault.offset + 1] in (b"{", b"["):
        return "Several JSON texts stand one after another: application/x-ndjson would be the label"
    return ""


def _coded(evidence: Evidence) -> bool:
    """Whether the body is still compressed, which is told by another rule."""
    response = evidence.response
    coding = response.header("content-encoding") if response else None
    begin = response.body[:4] if response else b""
    return bool(coding) and (
        begin.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x78")) or (coding or "").strip() == "br"
    )
