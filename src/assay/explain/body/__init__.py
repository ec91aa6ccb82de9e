"""What the body of an answer is, beside what it says it is."""

from __future__ import annotations

from assay.explain.answer import kind, looks_html, value, values
from assay.explain.evidence import Evidence
from assay.explain.json_reading import UNREAD
from assay.explain.media import is_json, is_xml
from assay.explain.rule import Rank, Rule, ruled
from assay.explain.when import When, answered, both, header, status, with_body

GROUP = "body"
ANSWER, NOTE = Rank.ANSWER, Rank.NOTE
FILES = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"%PDF", b"PK")


def begins(*starts: bytes) -> When:
    """The body begins with one of these, white space left aside."""
    return lambda evidence: evidence.response is not None and evidence.response.body[:64].lstrip().startswith(starts)


def labelled_json(evidence: Evidence) -> bool:
    """The answer says that its body is JSON."""
    return evidence.response is not None and is_json(kind(evidence.response))


def not_json(evidence: Evidence) -> bool:
    """It says so, and it is not."""
    return labelled_json(evidence) and value(evidence) is UNREAD


def looks_json(evidence: Evidence) -> bool:
    """The body begins as JSON does, and the answer does not say so."""
    return begins(b"{", b"[")(evidence) and not labelled_json(evidence)


def labelled_xml(evidence: Evidence) -> bool:
    """The answer says that its body is XML."""
    return evidence.response is not None and with_body(evidence) and is_xml(kind(evidence.response))


def html(evidence: Evidence) -> bool:
    """The body begins as a page does."""
    return evidence.response is not None and looks_html(evidence.response)


def other_text(evidence: Evidence) -> bool:
    """The body is neither labelled as JSON, nor does it begin as JSON or a page does."""
    return with_body(evidence) and not labelled_json(evidence) and not begins(b"{", b"[", b"<")(evidence)


def not_ascii(evidence: Evidence) -> bool:
    """The body has bytes above ASCII, or the answer names a charset."""
    response = evidence.response
    if response is None or not response.body:
        return False
    return not response.body.isascii() or "charset" in (response.header("content-type") or "").lower()


def typed_twice(evidence: Evidence) -> bool:
    """The answer has more than one Content-Type."""
    return evidence.response is not None and len(values(evidence.response, "content-type")) > 1


def untyped(evidence: Evidence) -> bool:
    """The answer has a body, and no Content-Type."""
    return evidence.response is not None and with_body(evidence) and not kind(evidence.response)


def empty(evidence: Evidence) -> bool:
    """The body is."""
    return evidence.response is not None and not evidence.response.body


def events(evidence: Evidence) -> bool:
    """The answer is a stream of events."""
    return evidence.response is not None and kind(evidence.response) == "text/event-stream"


RULES: tuple[Rule, ...] = (
    ruled(
        GROUP, "still-compressed", both(with_body, header("content-encoding")), ANSWER, "broken-json undecodable-text"
    ),
    ruled(GROUP, "unknown-coding", header("content-encoding"), ANSWER),
    ruled(GROUP, "unexpected-html", html, ANSWER, "broken-json"),
    ruled(GROUP, "file-mislabelled", begins(*FILES), ANSWER, "broken-json undecodable-text broken-xml"),
    ruled(GROUP, "broken-json", not_json, ANSWER, "empty-answer"),
    ruled(GROUP, "broken-xml", labelled_xml, ANSWER),
    ruled(GROUP, "json-mislabelled", looks_json, ANSWER, "type-missing"),
    ruled(GROUP, "byte-order-mark", begins(b"\xef\xbb\xbf"), ANSWER),
    ruled(GROUP, "json-in-string", both(labelled_json, begins(b'"')), ANSWER),
    ruled(GROUP, "script-guard", other_text, ANSWER),
    ruled(GROUP, "undecodable-text", not_ascii, ANSWER, "broken-json"),
    ruled(GROUP, "content-where-none-may-be", status(204, 205), ANSWER),
    ruled(GROUP, "type-twice", typed_twice, ANSWER),
    ruled(GROUP, "type-missing", untyped, NOTE),
    ruled(GROUP, "empty-answer", both(status(200), empty), NOTE),
    ruled(GROUP, "event-stream", both(answered, events), NOTE, "slow-phase"),
)
"""In the order in which they are told."""
