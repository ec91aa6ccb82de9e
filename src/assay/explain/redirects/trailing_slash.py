"""A redirect that only adds a slash to the end of the path or takes it away."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.explain.redirects.steps import steps
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.4"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first one."""
    for step in steps(evidence):
        old, new = step.old.path or "/", step.new.path or "/"
        if old != new and old.rstrip("/") == new.rstrip("/") and step.old.host == step.new.host:
            yield Explanation(
                rule="trailing-slash",
                means=f"The server knows this path {'with' if new.endswith('/') else 'without'} a slash at its end.",
                remedy=f"Ask for {cut(new)}.",
                evidence=(f"{step.status} from {cut(old)} to {cut(new)}",),
                source=SOURCE,
                exchange=step.exchange.id,
            )
            return
