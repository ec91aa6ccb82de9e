"""502, 503 or 504: a gateway got no answer from the API behind it, or the service is not ready for now."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.explain.status.return_time import come_back
from assay.model.explanation import Explanation
from assay.model.http import Response

SOURCE = "RFC 9110, 15.6.3 to 15.6.5"
MEANINGS = {
    502: "A gateway reached the API behind it and got no answer that it could use: it is down, restarting or crashed.",
    503: "The service is not ready for now: it is overloaded, restarting or being maintained.",
    504: "A gateway waited for the API behind it and got no answer in time.",
}
SIGNS = ("via", "x-served-by", "server", "cf-ray", "x-amz-cf-id", "x-envoy-upstream-service-time", "retry-after")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Who says so, and when to come back."""
    response = evidence.response
    if response is None or response.status not in MEANINGS:
        return
    when = come_back(response, evidence.now)
    yield Explanation(
        rule="unavailable",
        means=MEANINGS[response.status],
        remedy=f"Come back {when.words}." if when else _remedy(response),
        evidence=(str(response.status), *(field(n, v) for n, v in response.headers if n.lower() in SIGNS)),
        source=SOURCE,
        sure="likely",
    )


def _remedy(response: Response) -> str:
    if response.status == 504:
        return "Ask for less at a time, or look at why the API is slow; sending again may do its work twice."
    return "Try again in a while (--retry 3); if it stays, look at the API's own log."
