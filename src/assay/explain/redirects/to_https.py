"""A redirect from http to https at the same host and path."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.redirects.steps import steps
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.4"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first one."""
    for step in steps(evidence):
        old, new = step.old, step.new
        if (old.scheme, new.scheme) == ("http", "https") and old.host == new.host and old.path == new.path:
            yield Explanation(
                rule="to-https",
                means=f"{old.site} answers over https only: what was sent over http could be read on the way.",
                remedy="Write https:// in the URL.",
                evidence=(f"{step.status} from http:// to https://{new.site}",),
                source=SOURCE,
                exchange=step.exchange.id,
            )
            return
