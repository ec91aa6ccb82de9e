"""Cookies that are refused, or that do not come back."""

from __future__ import annotations

from assay.explain.rule import Rank, Rule, ruled
from assay.explain.when import both, header, sent, several, status

GROUP = "cookies"

RULES: tuple[Rule, ...] = (
    ruled(GROUP, "cookie-not-sent", both(several, status(400, 401, 403)), hides="no-credentials forbidden"),
    ruled(GROUP, "cookie-expired", both(status(401, 403), header("set-cookie"))),
    ruled(GROUP, "cookie-refused", sent, Rank.ANSWER),
)
"""In the order in which they are told."""
