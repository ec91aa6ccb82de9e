"""Cookies that are refused, or that do not come back."""

from __future__ import annotations

from assay.explain.evidence import Evidence
from assay.explain.rule import Rank, Rule, ruled
from assay.explain.when import both, header, several, status

GROUP = "cookies"


def cookie_set(evidence: Evidence) -> bool:
    """Some answer sets a cookie."""
    return any(each.response and each.response.header("set-cookie") for each in evidence.exchanges)


RULES: tuple[Rule, ...] = (
    ruled(GROUP, "cookie-not-sent", both(several, status(400, 401, 403)), hides="no-credentials forbidden"),
    ruled(GROUP, "cookie-expired", both(status(401, 403), header("set-cookie"))),
    ruled(GROUP, "cookie-refused", cookie_set, Rank.ANSWER),
)
"""In the order in which they are told."""
