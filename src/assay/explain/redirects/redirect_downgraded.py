"""A redirect from https to http: what follows can be read on the way."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.redirects.steps import steps
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 17.9"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first one."""
    for step in steps(evidence):
        if (step.old.scheme, step.new.scheme) == ("https", "http"):
            yield Explanation(
                rule="redirect-downgraded",
                means=f"The redirect leaves encryption: from https to http://{step.new.site}.",
                remedy="Tell whoever runs the server; a server behind a proxy may not know of https.",
                evidence=(f"{step.status} to http://{step.new.site}",),
                source=SOURCE,
                exchange=step.exchange.id,
            )
            return
