"""JSON whose whole value is a text that is JSON again: it was encoded twice."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import json_reading
from assay.explain.answer import kind, value
from assay.explain.evidence import Evidence
from assay.explain.json_reading import UNREAD
from assay.explain.media import is_json
from assay.model.explanation import Explanation

SOURCE = "RFC 8259, 7"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What the inner text begins with."""
    response = evidence.response
    found = value(evidence) if response and is_json(kind(response)) else UNREAD
    if (
        isinstance(found, str)
        and found.lstrip()[:1] in ("{", "[")
        and json_reading.read(found.encode("utf-8", "surrogatepass")) is not UNREAD
    ):
        yield Explanation(
            rule="json-in-string",
            means="The JSON is one text, and that text is JSON again: the API encoded it twice.",
            remedy="Parse it twice, or have the API return the value and not its text.",
            evidence=(f'body begins with "{found.lstrip()[:1]}',),
            source=SOURCE,
        )
