"""A redirect to another host, which gets neither Authorization nor cookies of the first."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.redirects.steps import steps
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.4"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first one, where there were credentials to lose."""
    for step in steps(evidence):
        had = [name for name in ("Authorization", "Cookie") if sent.header(step.exchange, name)]
        if had and step.old.origin != step.new.origin and step.new.host:
            yield Explanation(
                rule="redirect-to-other-host",
                means=f"The redirect leads from {step.old.site} to {step.new.site}; {had[0]} is not for that one.",
                remedy="Ask there directly with its own credentials, or add --location-trusted if you trust it.",
                evidence=(f"{step.status} → {step.new.scheme}://{step.new.site}",),
                source=SOURCE,
                exchange=step.exchange.id,
            )
            return
