"""JSON that begins with a byte order mark, which many parsers refuse."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import value
from assay.explain.evidence import Evidence
from assay.explain.json_reading import UNREAD
from assay.model.explanation import Explanation

SOURCE = "RFC 8259, 8.1"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The three bytes."""
    response = evidence.response
    if response and response.body.startswith(b"\xef\xbb\xbf") and value(evidence) is not UNREAD:
        yield Explanation(
            rule="byte-order-mark",
            means="The JSON begins with a byte order mark, which JSON must not have and many parsers refuse.",
            remedy="The API should write UTF-8 without it; until then cut off the first three bytes.",
            evidence=("body begins with ef bb bf",),
            source=SOURCE,
        )
