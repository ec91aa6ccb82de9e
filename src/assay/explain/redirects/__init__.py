"""Answers that point elsewhere, and what happens on the way."""

from __future__ import annotations

from assay.explain.rule import Rank, Rule, ruled
from assay.explain.when import either, redirect, several, status, unanswered

GROUP = "redirects"
ANY = either(redirect, several, unanswered)

RULES: tuple[Rule, ...] = (
    ruled(
        GROUP,
        "redirect-loop",
        ANY,
        hides="not-followed redirect-to-login to-https trailing-slash redirect-to-other-host",
    ),
    ruled(GROUP, "method-changed", several),
    ruled(GROUP, "location-unusable", redirect, hides="not-followed redirect-to-other-host"),
    ruled(GROUP, "redirect-to-login", ANY, hides="redirect-to-other-host"),
    ruled(GROUP, "not-followed", redirect),
    ruled(GROUP, "trailing-slash", ANY),
    ruled(GROUP, "to-https", ANY, hides="hsts redirect-to-other-host"),
    ruled(GROUP, "redirect-downgraded", ANY),
    ruled(GROUP, "redirect-to-other-host", redirect),
    ruled(GROUP, "several-choices", status(300)),
    ruled(GROUP, "not-modified", status(304), Rank.NOTE),
)
"""In the order in which they are told."""
