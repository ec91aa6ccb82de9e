"""Judges the status and the shape of an answer to a dependency's fault."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.contract import Operation
from assay.model.finding import Basis
from assay.resilience.blame import Blame
from assay.resilience.rules import BLAMES, CRASHES, SHAPE, UNDECLARED
from assay.resilience.terms import Terms
from assay.resilience.trial import Trial

STATES = frozenset({409, 423, 424, 429})
"""Refusals that tell of a state, not of a mistake."""
HANDED_ON = frozenset(
    {"status-400", "status-402", "status-404", "status-409", "status-410", "status-422", "status-429"}
)
"""The dependency was made to refuse what was asked for: that may be handed on."""
OF_DEPENDENCIES = frozenset({"502", "503", "504"})
DEFAULTS = frozenset({"default", "5XX"})


def answered_badly(trial: Trial, terms: Terms, operation: Operation) -> Iterator[Blame]:
    """What is wrong with an answer that is no success."""
    status = trial.status
    if 400 <= status < 500 and not _may_refuse(trial):
        yield Blame(
            rule=BLAMES, message=f"Expected 502, 503 or 504; it answered {status}, as if the request were wrong."
        )
    elif status == 500:
        yield Blame(
            rule=CRASHES,
            message="Expected 502, 503 or 504; it answered 500.",
            basis="inferred" if _means_500(operation, terms) else None,
        )
        return
    yield from _undeclared(trial, terms, operation)


def _may_refuse(trial: Trial) -> bool:
    """Whether a refusal tells what the dependency said: it refused itself, or gave a value that is a reason to."""
    if trial.status in STATES or trial.trouble.fault.name in HANDED_ON:
        return True
    return trial.trouble.phase == "semantic" and trial.status not in (401, 403, 405, 406, 408, 415)


def _undeclared(trial: Trial, terms: Terms, operation: Operation) -> Iterator[Blame]:
    wrong = terms.mismatches(trial.exchange, operation)
    by_status = [one for one in wrong if one.place == "status"]
    basis: Basis | None = "inferred" if terms.target.contract.inferred else None
    if by_status:
        told = _tells_of_failures(terms)
        yield Blame(rule=UNDECLARED, message=by_status[0].message, basis=basis if told else "inferred")
    elif wrong:
        yield Blame(rule=SHAPE, message=f"{trial.status}: {wrong[0].message}", basis=basis)


def _means_500(operation: Operation, terms: Terms) -> bool:
    """Whether the contract declares 500, and nothing better for a failure behind the API."""
    declared = {one.status for one in operation.answers}
    if "500" in declared or terms.target.contract.inferred:
        return True
    return bool(declared & DEFAULTS) and not declared & OF_DEPENDENCIES


def _tells_of_failures(terms: Terms) -> bool:
    """Whether the contract declares failures of the server anywhere; many declare none, and mean nothing by it."""
    statuses = {answer.status for one in terms.target.contract.operations for answer in one.answers}
    return any(one.startswith("5") or one == "default" for one in statuses)
