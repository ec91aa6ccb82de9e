"""What the body of an answer is, beside what it says it is."""

from __future__ import annotations

from assay.explain.answer import kind
from assay.explain.evidence import Evidence
from assay.explain.media import is_json
from assay.explain.rule import Rank, Rule, ruled
from assay.explain.when import answered, both, header, status, with_body

GROUP = "body"
ANSWER, NOTE = Rank.ANSWER, Rank.NOTE


def labelled_json(evidence: Evidence) -> bool:
    """The answer says that its body is JSON."""
    return evidence.response is not None and is_json(kind(evidence.response))


RULES: tuple[Rule, ...] = (
    ruled(GROUP, "cut-short", both(answered, header("content-length")), ANSWER, "broken-json broken-xml"),
    ruled(
        GROUP, "still-compressed", both(with_body, header("content-encoding")), ANSWER, "broken-json undecodable-text"
    ),
    ruled(GROUP, "unknown-coding", header("content-encoding"), ANSWER),
    ruled(GROUP, "unexpected-html", with_body, ANSWER, "broken-json"),
    ruled(GROUP, "file-mislabelled", with_body, ANSWER, "broken-json undecodable-text broken-xml"),
    ruled(GROUP, "broken-json", labelled_json, ANSWER, "empty-answer"),
    ruled(GROUP, "broken-xml", both(with_body, header("content-type")), ANSWER),
    ruled(GROUP, "json-mislabelled", with_body, ANSWER, "type-missing"),
    ruled(GROUP, "byte-order-mark", with_body, ANSWER),
    ruled(GROUP, "json-in-string", labelled_json, ANSWER),
    ruled(GROUP, "script-guard", with_body, ANSWER),
    ruled(GROUP, "undecodable-text", with_body, ANSWER),
    ruled(GROUP, "content-where-none-may-be", status(204, 205), ANSWER),
    ruled(GROUP, "type-twice", answered, ANSWER),
    ruled(GROUP, "type-missing", with_body, NOTE),
    ruled(GROUP, "empty-answer", status(200), NOTE),
    ruled(
        GROUP,
        "event-stream",
        lambda evidence: evidence.response is not None and kind(evidence.response) == "text/event-stream",
        NOTE,
    ),
)
"""In the order in which they are told."""
