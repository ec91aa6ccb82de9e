"""Judges one trial: in time, declared, nothing told, nothing corrupt, nothing twice, nothing half, and well again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from assay.checks.check import Seen
from assay.checks.leaks import CHECK as LEAKS
from assay.contract.matching import Match
from assay.contract.responses import declared_answer, judge_response
from assay.model.contract import Operation
from assay.model.dependency import Heard
from assay.model.exchange import Exchange
from assay.model.finding import Basis
from assay.probes.providing import content_of, succeeded
from assay.probes.target import Target
from assay.resilience.blame import Blame
from assay.resilience.rules import (
    BLAMES,
    CORRUPT,
    CRASHES,
    DOUBLED,
    HALF,
    LEAKED,
    OUTLASTS,
    PRETENDS,
    SHAPE,
    STORM,
    STUCK,
    UNANSWERED,
    UNCHECKED,
    UNDECLARED,
)
from assay.resilience.trial import Trial

READS = frozenset({"GET", "HEAD"})
STATES = frozenset({409, 423, 424, 429})
"""Refusals that tell of a state, not of a mistake."""
HANDED_ON = frozenset(
    {"status-400", "status-404", "status-409", "status-410", "status-422", "status-429", "unexpected-state"}
)
BAD = ("fail", "declin", "cancel", "reject", "refus", "error", "expir", "void", "releas", "revers", "block")
"""Words of states in which nothing was done, or all of it was undone."""
OUTCOMES = frozenset({"status", "state", "result", "outcome", "success", "ok", "approved", "accepted", "decision"})
"""Fields by which a dependency says how it went; what else its answer holds, an API need not look at."""
MOST_RETRIES = 4
SHORTEST = 6
"""Characters of a planted text that are found again by no chance."""
LATE = frozenset({"ETIMEDOUT", "ESOCKETTIMEDOUT"})


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What trials are held against."""

    target: Target
    budget: float
    """Seconds that an answer may take."""
    addresses: Mapping[str, str] = {}
    """By dependency: the `host:port` at which the API looks for it."""


def blames(trial: Trial, terms: Terms) -> tuple[Blame, ...]:
    """Everything that is wrong with how the API stood it; nothing where it did not meet the fault."""
    if not trial.met:
        return ()
    return tuple(_blames(trial, terms))


def _blames(trial: Trial, terms: Terms) -> Iterator[Blame]:
    operation = terms.target.operation(trial.link.operation)
    yield from _in_time(trial, terms)
    if trial.exchange.response is not None:
        yield from _told(trial, terms)
        if succeeded(trial.exchange):
            yield from _corrupt(trial, terms, operation)
            yield from _pretends(trial, operation)
        else:
            yield from _status(trial, terms, operation)
    if trial.moved:
        what = ", ".join(trial.moved[:3])
        yield Blame(
            rule=HALF, message=f"Expected nothing to have changed, since it failed ({_answer(trial)}); {what} did."
        )
    yield from _retries(trial)
    yield from _doubled(trial)
    yield from _stuck(trial)


def _in_time(trial: Trial, terms: Terms) -> Iterator[Blame]:
    outcome = trial.exchange.outcome
    is_late = trial.seconds > terms.budget or getattr(outcome, "code", "") in LATE
    if is_late:
        took = (
            f"none came in {trial.seconds:.1f} s"
            if trial.exchange.response is None
            else f"it took {trial.seconds:.1f} s"
        )
        yield Blame(rule=OUTLASTS, message=f"Expected an answer within {terms.budget:g} s; {took}.")
    elif trial.exchange.response is None:
        code = getattr(outcome, "code", "")
        yield Blame(rule=UNANSWERED, message=f"Expected an answer; the connection ended without one ({code}).")


def _status(trial: Trial, terms: Terms, operation: Operation) -> Iterator[Blame]:
    status = trial.status
    if 400 <= status < 500:
        if status not in STATES and not _is_refusal_of_its_own(trial):
            yield Blame(
                rule=BLAMES, message=f"Expected 502, 503 or 504; it answered {status}, as if the request were wrong."
            )
    elif status == 500:
        declared = declared_answer(operation, 500) is not None
        yield Blame(
            rule=CRASHES,
            message="Expected 502, 503 or 504; it answered 500.",
            basis="inferred" if declared or terms.target.contract.inferred else None,
        )
        if not declared:
            return
    wrong = _mismatches(trial.exchange, terms, operation)
    by_status = [one for one in wrong if one.place == "status"]
    basis: Basis | None = "inferred" if terms.target.contract.inferred else None
    if by_status and status != 500:
        yield Blame(rule=UNDECLARED, message=by_status[0].message, basis=basis)
    elif wrong and not by_status:
        yield Blame(rule=SHAPE, message=f"{status}: {wrong[0].message}", basis=basis)


def _mismatches(exchange: Exchange, terms: Terms, operation: Operation) -> list[Any]:
    if exchange.response is None:
        return []
    found = judge_response(
        terms.target.contract, Match(operation=operation), exchange.response, terms.target.validators,
        method=operation.method,
    )  # fmt: skip
    return [one for one in found if not one.info]


def _is_refusal_of_its_own(trial: Trial) -> bool:
    """Whether the dependency was made to refuse what was asked for: that may be handed on."""
    return trial.trouble.fault.name in HANDED_ON


def _told(trial: Trial, terms: Terms) -> Iterator[Blame]:
    """What is told of the inside: of a dependency by its address, and whatever leaks anywhere."""
    response = trial.exchange.response
    assert response is not None
    text = response.body.decode("utf-8", "replace") + "\n".join(value for _, value in response.headers)
    address = terms.addresses.get(trial.link.dependency, "")
    healthy = trial.link.healthy.response
    if address and address in text and address.encode() not in (healthy.body if healthy else b""):
        yield Blame(rule=LEAKED, message="Expected nothing of the dependency; the answer tells its address.")
        return
    words = _words(trial)
    if found := next((one for one in words if one in text), ""):
        yield Blame(
            rule=LEAKED, message=f"Expected nothing of the dependency; the answer repeats its words: {found[:60]}."
        )
        return
    seen = Seen(
        exchange=trial.exchange, response=response, match=Match(operation=terms.target.operation(trial.link.operation)),
        identity=trial.link.identity, contract=terms.target.contract, validators=terms.target.validators, honest=True,
    )  # fmt: skip
    for finding in LEAKS.judge()(seen):
        yield Blame(rule=LEAKED, message=finding.message)
        return


def _words(trial: Trial) -> list[str]:
    """Texts that the fault itself put into the dependency's answer, and nobody else has."""
    planted = trial.trouble.fault.settings.get("text")
    return [planted] if isinstance(planted, str) and len(planted) >= SHORTEST else []


def _corrupt(trial: Trial, terms: Terms, operation: Operation) -> Iterator[Blame]:
    """A success with something in it that may not be there."""
    healthy = _mismatches(trial.link.healthy, terms, operation)
    known = {(one.place, one.pointer, one.keyword) for one in healthy}
    for one in _mismatches(trial.exchange, terms, operation):
        if (one.place, one.pointer, one.keyword) not in known:
            yield Blame(rule=CORRUPT, message=f"{trial.status}: {one.message}")
            return
    planted = planted_value(trial)
    healthy_content, content = content_of(trial.link.healthy), content_of(trial.exchange)
    if planted is not None and _holds(content, planted) and not _holds(healthy_content, planted):
        shown = json.dumps(planted)[:60]
        is_forbidden = any(one.given is not None and not one.valid for one in trial.heard)
        yield Blame(
            rule=CORRUPT,
            message=f"Expected nothing that makes no sense; {shown}, planted at {trial.trouble.pointer} of what "
            f"{trial.link.dependency} answered, is passed on.",
            basis=None if is_forbidden else "inferred",
        )


def planted_value(trial: Trial) -> Any:
    """The value that the fault put at its place; None where there is none that can be told apart."""
    laid = next((one for one in trial.heard if one.given is not None), None)
    if laid is None or laid.given is None or not trial.trouble.pointer:
        return None
    try:
        value = json.loads(laid.given.body)
        for key in trial.trouble.pointer.split("/")[1:]:
            key = key.replace("~1", "/").replace("~0", "~")
            value = value[int(key)] if isinstance(value, list) else value[key]
    except (ValueError, LookupError, TypeError):
        return None
    if isinstance(value, str):
        return value if len(value) >= SHORTEST else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > 999 else None


def _holds(content: Any, value: Any) -> bool:
    pending = [content]
    for _ in range(100_000):
        if not pending:
            return False
        one = pending.pop()
        if isinstance(one, dict):
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)
        elif one == value and type(one) is type(value):
            return True
    return False


def _pretends(trial: Trial, operation: Operation) -> Iterator[Blame]:
    """A success of a write although the dependency's part of it failed, or was not looked at."""
    healthy = trial.link.healthy.response
    if trial.link.heard.method in READS or operation.method in READS or trial.status == 202:
        return
    if healthy is None or healthy.status != trial.status:
        return
    calls = [one for one in trial.heard if one.call == trial.link.call and one.dependency == trial.link.dependency]
    if any(not one.fault for one in calls):
        return  # a later try went through
    if trial.trouble.phase == "semantic":
        if _makes_no_sense(trial):
            message = f"Expected a failure; it answered {trial.status} as ever, on an answer that makes no sense."
            yield Blame(rule=UNCHECKED, message=message)
    elif calls and _says_nothing(trial):
        each = f"each of {len(calls)} calls" if len(calls) > 1 else "the only call"
        message = f"Expected a failure; it answered {trial.status} as ever, though {each} of {trial.link.call} failed."
        yield Blame(rule=PRETENDS, message=message)


def _makes_no_sense(trial: Trial) -> bool:
    """Whether the field that says how it went was not there, or said that it went badly."""
    name = trial.trouble.pointer.rpartition("/")[2].lower().replace("_", "")
    if name not in OUTCOMES:
        return False
    if trial.trouble.fault.name == "unexpected-state":
        return any(word in trial.trouble.change.lower() for word in BAD)
    return any(one.given is not None and not one.valid for one in trial.heard)


def _says_nothing(trial: Trial) -> bool:
    """Whether no answer came that could be taken for a success, or for `it is so already`."""
    trouble = trial.trouble
    if trouble.phase == "status":
        return trouble.fault.name not in ("status-404", "status-409", "status-410", "redirect-loop")
    return (trouble.phase in ("connection", "request") and trouble.fault.name != "slow-connect") or (
        trouble.fault.name in ("timeout-in-headers", "reset-in-headers", "no-http")
    )


def _retries(trial: Trial) -> Iterator[Blame]:
    calls = [one for one in trial.heard if one.dependency == trial.link.dependency and one.call == trial.link.call]
    if len(calls) > trial.link.times + MOST_RETRIES:
        yield Blame(
            rule=STORM, message=f"Expected at most {trial.link.times + MOST_RETRIES} calls; it made {len(calls)}."
        )


def _doubled(trial: Trial) -> Iterator[Blame]:
    """What reached the dependency more than once, and was not known there as the same."""
    again = trial.heard_after if trial.repeated else ()
    calls: dict[str, list[Heard]] = defaultdict(list)
    for one in (*trial.heard, *again):
        if one.dependency == trial.link.dependency and one.method in ("POST", "PATCH") and _was_done(one):
            calls[one.call].append(one)
    healthy = trial.link.times
    for call, done in calls.items():
        if (
            len(done) > healthy
            and len({_same(one) for one in done}) > healthy
            and len({one.body for one in done}) <= healthy
        ):
            when = "the client sent the same request again" if again else "the API tried again"
            yield Blame(rule=DOUBLED, message=f"Expected {call} to be done once; when {when}, it was done {len(done)} "
                        "times, and the dependency took them for different ones.")  # fmt: skip


def _was_done(one: Heard) -> bool:
    return one.response is not None and 200 <= one.response.status < 300


def _same(one: Heard) -> tuple[str, bytes]:
    """Equal where the dependency answered the same: then it knew the call again."""
    return one.key, one.response.body if one.response is not None else b""


def _stuck(trial: Trial) -> Iterator[Blame]:
    if trial.recovered is None:
        after = _shown(trial.after) if trial.after is not None else "no good request could be made any more"
        yield Blame(rule=STUCK, message=f"Expected success once the fault was over; three seconds later: {after}.")


def _answer(trial: Trial) -> str:
    return _shown(trial.exchange)


def _shown(exchange: Exchange) -> str:
    return str(exchange.response.status) if exchange.response is not None else "no answer"
