"""No operation of the contract has the path that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from assay.contract.matching import Miss
from assay.contract.scope import is_declared
from assay.explain.contract.judged import judged
from assay.explain.contract.telling import source
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut, listed
from assay.model.explanation import Explanation


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The path, and those that come near it."""
    found = judged(evidence)
    missed = found.reached if found else None
    if not isinstance(missed, Miss) or (missed.methods and not missed.slash):
        return
    if not missed.nearest and not missed.slash and not _is_surely_this_api(evidence):
        return
    path = cut(missed.path)
    yield Explanation(
        rule="path-undeclared",
        means=f"The contract declares no path {path}" + (_but(missed) or "."),
        remedy=_remedy(missed),
        evidence=(f"path {path}",),
        source=source(evidence, "/paths"),
    )


def _is_surely_this_api(evidence: Evidence) -> bool:
    """Where nothing comes near the path, it may well be the path of another API."""
    return evidence.contract is not None and is_declared(evidence.contract, evidence.exchanges[-1].request.url)


def _but(missed: Miss) -> str:
    if missed.slash:
        return f"; it has {missed.template}, and a slash at the end makes another path."
    return f"; the nearest {'is' if len(missed.nearest) == 1 else 'are'} {listed(list(missed.nearest))}." * bool(
        missed.nearest
    )


def _remedy(missed: Miss) -> str:
    if missed.slash:
        return f"Send to {missed.template}."
    return "Compare the path with the contract, letter by letter." if missed.nearest else ""
