"""A good answer that says that no further request is left for now."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.explain.status.return_time import come_back, limits
from assay.model.explanation import Explanation
from assay.model.http import Response

SOURCE = "RateLimit header fields for HTTP (IETF draft)"
REMAINING = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """When there is one again."""
    response = evidence.response
    if response is None or not _is_empty(response):
        return
    when = come_back(response, evidence.now)
    yield Explanation(
        rule="limit-reached",
        means="This was the last request that the server takes for now"
        + (f"; the next {when.words}." if when else "."),
        remedy="Wait until then, or it will answer 429.",
        evidence=tuple(field(name, value) for name, value in limits(response)[:4]),
        source=SOURCE,
    )


def _is_empty(response: Response) -> bool:
    if any((response.header(name) or "").strip() == "0" for name in REMAINING):
        return True
    parts = [part.strip() for part in (response.header("ratelimit") or "")[:500].replace(",", ";").split(";")]
    return "r=0" in parts or "remaining=0" in parts
