"""A body that is JSON under another label, as text/html or text/plain, or under none."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import kind, value
from assay.explain.evidence import Evidence
from assay.explain.json_reading import UNREAD
from assay.explain.media import is_json, is_json_lines
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 8259, 11; RFC 9110, 8.3"
FINE = frozenset({"application/javascript", "text/event-stream", "application/jwt"})


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What it says it is."""
    response = evidence.response
    if response is None or not isinstance(value(evidence), dict | list):
        return
    label = kind(response)
    if is_json(label) or is_json_lines(label) or label in FINE or value(evidence) is UNREAD:
        return
    told = response.header("content-type")
    yield Explanation(
        rule="json-mislabelled",
        means=f"The body is JSON, but it is labelled {label or 'not at all'}.",
        remedy="Clients that go by the label will not parse it; the API should say application/json.",
        evidence=(
            field("Content-Type", told) if told else "no Content-Type",
            f"body begins with {response.body.lstrip()[:1].decode('latin-1')} and is JSON",
        ),
        source=SOURCE,
    )
