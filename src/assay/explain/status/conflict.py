"""409: the request does not fit the resource's present state."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.10"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What a repetition or a fresh look would tell."""
    exchange = evidence.exchanges[-1]
    method = sent.method(exchange)
    key = sent.header(exchange, "idempotency-key")
    yield Explanation(
        rule="conflict",
        means="The request does not fit the present state of the resource"
        + (
            ", or another request with this Idempotency-Key is under way."
            if key
            else "; something like it is there already, or it was changed meanwhile."
            if method in ("POST", "PUT")
            else "."
        ),
        remedy="Fetch the resource and look at its state; the body of the answer should name the conflict.",
        evidence=(f"409 to {method}", *((f"Idempotency-Key: {cut(key, 60)}",) if key else ())),
        source=SOURCE,
        sure="likely",
    )
