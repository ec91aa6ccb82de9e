"""Judges one trial: in time, declared, nothing told, nothing corrupt, nothing twice, nothing half, and well again."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.exchange import Exchange
from assay.probes.providing import succeeded
from assay.resilience.answering import answered_badly
from assay.resilience.believing import believed
from assay.resilience.blame import Blame
from assay.resilience.leaking import leaked
from assay.resilience.recovering import is_failure
from assay.resilience.repeating import repeated_badly
from assay.resilience.rules import HALF, OUTLASTS, STUCK, UNANSWERED
from assay.resilience.terms import Terms
from assay.resilience.trial import Trial

LATE = frozenset({"ETIMEDOUT", "ESOCKETTIMEDOUT"})
SLACK = 0.5
"""Seconds beyond the budget that a machine may need."""
SOON = 3.5
"""Seconds after a fault within which a circuit breaker tries again."""


def blames(trial: Trial, terms: Terms) -> tuple[Blame, ...]:
    """Everything that is wrong with how the API stood it; nothing where it did not meet the fault."""
    if not trial.met:
        return ()
    return tuple(_blames(trial, terms))


def _blames(trial: Trial, terms: Terms) -> Iterator[Blame]:
    operation = terms.target.operation(trial.link.operation)
    yield from _in_time(trial, terms)
    if trial.exchange.response is not None:
        yield from leaked(trial, terms)
        if succeeded(trial.exchange):
            yield from believed(trial, terms, operation)
        else:
            yield from answered_badly(trial, terms, operation)
    if trial.moved:
        what = ", ".join(trial.moved[:3])
        shown = _shown(trial.exchange)
        yield Blame(rule=HALF, message=f"Expected nothing to have changed, since it failed ({shown}); {what} did.")
    yield from repeated_badly(trial, terms)
    yield from _stuck(trial)


def _in_time(trial: Trial, terms: Terms) -> Iterator[Blame]:
    outcome = trial.exchange.outcome
    usual = trial.link.healthy.timings.total / 1000
    is_late = trial.seconds > max(terms.budget, 2 * usual) + SLACK or getattr(outcome, "code", "") in LATE
    if is_late:
        took = "none came in" if trial.exchange.response is None else "it took"
        message = f"Expected an answer within {terms.budget:g} s; {took} {trial.seconds:.1f} s."
        yield Blame(rule=OUTLASTS, message=message)
    elif trial.exchange.response is None:
        code = getattr(outcome, "code", "")
        yield Blame(rule=UNANSWERED, message=f"Expected an answer; the connection ended without one ({code}).")


def _stuck(trial: Trial) -> Iterator[Blame]:
    if trial.recovered is None:
        after = _shown(trial.after) if trial.after is not None else "no good request could be made any more"
        yield Blame(
            rule=STUCK,
            message=f"Expected success once the fault was over; in a quarter of a minute there was none: {after}.",
            basis=None if trial.after is None or is_failure(trial.after) else "inferred",
        )
    elif trial.recovered > max(SOON, trial.asked_to_wait + 1):
        yield Blame(
            rule=STUCK,
            message=f"Expected success once the fault was over; it came {trial.recovered:.0f} s later.",
            basis="inferred",
        )


def _shown(exchange: Exchange) -> str:
    return str(exchange.response.status) if exchange.response is not None else "no answer"
