"""410: the resource was there and is gone for good."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.11"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """That it will not come back."""
    if evidence.response:
        yield Explanation(
            rule="gone",
            means="What was here is gone, and is not meant to come back: the server knows that, unlike with 404.",
            remedy="Take the link to it away; look in the API's change log for what came in its place.",
            evidence=("410",),
            source=SOURCE,
        )
