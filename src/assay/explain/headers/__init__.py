"""What the headers of an answer tell beside its status."""

from __future__ import annotations

from assay.explain.rule import Rank, Rule, ruled
from assay.explain.when import answered, both, good, header, sent, sent_header

GROUP = "headers"
NOTE = Rank.NOTE

RULES: tuple[Rule, ...] = (
    ruled(GROUP, "clock-skew", header("date"), NOTE),
    ruled(GROUP, "deprecated", header("deprecation", "sunset"), NOTE),
    ruled(GROUP, "cors", both(answered, sent_header("origin")), NOTE),
    ruled(
        GROUP,
        "limit-reached",
        both(good, header("ratelimit", "ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")),
        NOTE,
    ),
    ruled(GROUP, "hsts", both(sent, header("strict-transport-security")), NOTE),
    ruled(
        GROUP,
        "cached",
        header("age", "x-cache", "cf-cache-status", "x-cache-status", "x-proxy-cache", "cache-status"),
        NOTE,
    ),
)
"""In the order in which they are told."""
