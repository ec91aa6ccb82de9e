"""Redirects that lead back to an address that was asked already, or too many of them."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import without_query
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.explain.redirects.steps import steps
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.4"
TOO_MANY = 47
"""curl's number for it."""


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The circle, or how many there were."""
    taken = steps(evidence)
    urls = [step.exchange.request.url for step in taken]
    again = next((step for step in taken if step.target in urls), None)
    if again is not None and (_in_vain(evidence) or again.target == again.exchange.request.url):
        last = without_query(again.target)
        yield Explanation(
            rule="redirect-loop",
            means=f"The redirects go round in a circle: {cut(last)} leads back to itself.",
            remedy="Look at what the server wants before it answers: a cookie (-c and -b), a log-in, https or a slash.",
            evidence=tuple(f"{step.status} → {cut(without_query(step.target), 90)}" for step in taken[-3:]),
            source=SOURCE,
        )
    elif evidence.code == TOO_MANY:
        yield Explanation(
            rule="redirect-loop",
            means=f"There were more redirects than may be followed ({len(taken)}).",
            remedy="Raise the limit with --max-redirs, or begin with the last address.",
            evidence=tuple(f"{step.status} → {cut(without_query(step.target), 90)}" for step in taken[-3:]),
            source=SOURCE,
        )


def _in_vain(evidence: Evidence) -> bool:
    """Whether it ended on the way: a redirect to an address asked before may be meant, to come back with a cookie."""
    return evidence.code == TOO_MANY or evidence.response is None
