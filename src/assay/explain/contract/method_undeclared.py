"""The path is declared, and not with this method; a 405 tells so itself."""

from __future__ import annotations

from collections.abc import Iterator

from assay.contract.matching import Miss
from assay.explain import sent
from assay.explain.contract.judged import judged
from assay.explain.contract.telling import source
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut, listed
from assay.model.explanation import Explanation

ALWAYS_ASKED = ("OPTIONS", "HEAD", "TRACE")
"""Methods that servers answer on their own."""


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The method, and those that are declared."""
    found, response = judged(evidence), evidence.response
    missed = found.reached if found else None
    if not isinstance(missed, Miss) or missed.slash or not missed.methods:
        return
    method = cut(sent.method(evidence.exchanges[-1]), 20)
    if method in ALWAYS_ASKED or (response is not None and response.status == 405):
        return
    pointer = missed.template.replace("~", "~0").replace("/", "~1")
    yield Explanation(
        rule="method-undeclared",
        means=f"The contract declares no {method} on {missed.template}, only {listed(list(missed.methods))}.",
        remedy=f"Send one that is declared: -X {missed.methods[0]}.",
        evidence=(f"{method} {cut(missed.path)}",),
        source=source(evidence, f"/paths/{pointer}"),
    )
