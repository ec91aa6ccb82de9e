"""Judges a success under a fault: nothing corrupt in it, and no write told as done that the dependency never did."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from assay.model.contract import Operation
from assay.model.http import Response
from assay.probes.providing import content_of
from assay.resilience.blame import Blame
from assay.resilience.rules import CORRUPT, PRETENDS, UNCHECKED
from assay.resilience.terms import Terms, value_at
from assay.resilience.trial import Trial

READS = frozenset({"GET", "HEAD"})
BAD = ("fail", "declin", "cancel", "reject", "refus", "error", "expir", "void", "releas", "revers", "block")
"""Words of states in which nothing was done, or all of it was undone."""
OUTCOMES = frozenset({"status", "state", "result", "outcome", "success", "ok", "approved", "accepted", "decision"})
"""Fields by which a dependency says how it went; what else its answer holds, an API need not look at."""
DISTINCT = 6
"""Characters of a text that is found again by no chance."""
FAR = 999
"""Numbers beyond it are."""
TOLD_OFF = re.compile(
    r"notif|mail|sms|push|audit|\blog|logs\b|event|metric|analytic|track|telemetr|webhook|hook|index|search|cache|"
    r"publish|message|broadcast|feed|stat(?:s|istics)\b|recommend|newsletter|activity|beacon|ping",
    re.IGNORECASE,
)
"""Names of what an API tells others and does not wait for: its failure need not be that of the write."""
DEGRADED = (
    "pending", "queued", "fail", "retry", "degrad", "stale", "unknown", "unavailable", "warning", "later", "delay",
    "deferred", "unconfirmed", "partial", "await", "waiting", "processing", "scheduled", "backorder", "hold",
)  # fmt: skip
"""Words by which an answer says that not everything was done."""
NOTHING = object()


def believed(trial: Trial, terms: Terms, operation: Operation) -> Iterator[Blame]:
    """What is wrong with a success."""
    yield from _corrupt(trial, terms, operation)
    yield from _pretends(trial, operation)


def _corrupt(trial: Trial, terms: Terms, operation: Operation) -> Iterator[Blame]:
    """A success with something in it that may not be there."""
    known = {(one.place, one.pointer, one.keyword) for one in terms.mismatches(trial.link.healthy, operation)}
    for one in terms.mismatches(trial.exchange, operation):
        if one.place != "status" and (one.place, one.pointer, one.keyword) not in known:
            yield Blame(rule=CORRUPT, message=f"{trial.status}: {one.message}")
            return
    if not _passes_on(trial):
        return
    is_forbidden = any(one.given is not None and not one.valid for one in trial.calls)
    shown = json.dumps(planted_value(trial))[:60]
    yield Blame(
        rule=CORRUPT,
        message=f"Expected nothing that makes no sense; {shown}, planted at {trial.trouble.pointer} of what "
        f"{trial.link.dependency} answered, is passed on.",
        basis=None if is_forbidden else "inferred",
    )


def _passes_on(trial: Trial) -> bool:
    """Whether the value that was planted stands in the answer: as it could by no chance, or where the healthy one did.

    Null is no value: an answer that may be null there degrades.
    """
    planted = planted_value(trial)
    if planted is NOTHING or planted is None or isinstance(planted, bool | dict | list):
        return False
    content, usual = content_of(trial.exchange), content_of(trial.link.healthy)
    distinct = len(planted) >= DISTINCT if isinstance(planted, str) else abs(planted) > FAR
    if distinct:
        return _holds(content, planted) and not _holds(usual, planted)
    name = trial.trouble.pointer.rpartition("/")[2]
    places = [place for place, value in _places(content) if value == planted and type(value) is type(planted)]
    return any(
        place.rpartition("/")[2] == name and _at(usual, place) not in (NOTHING, None, planted) for place in places
    )


def planted_value(trial: Trial) -> Any:
    """The value that the fault put at its place; NOTHING where there is none."""
    laid = next((one for one in trial.calls if one.given is not None), None)
    if laid is None or laid.given is None or not trial.trouble.pointer:
        return NOTHING
    value = _in_body(laid.given, trial.trouble.pointer)
    usual = _in_body(laid.response, trial.trouble.pointer) if laid.response is not None else NOTHING
    return NOTHING if value == usual and type(value) is type(usual) else value


def _in_body(response: Response, pointer: str) -> Any:
    try:
        return _at(json.loads(response.body), pointer)
    except (ValueError, RecursionError):
        return NOTHING


def _at(content: Any, pointer: str) -> Any:
    try:
        return value_at(content, pointer)
    except (ValueError, LookupError, TypeError):
        return NOTHING


def _holds(content: Any, value: Any) -> bool:
    return any(one == value and type(one) is type(value) for _, one in _places(content))


def _places(content: Any) -> Iterator[tuple[str, Any]]:
    """Every leaf with its JSON Pointer, up to a limit."""
    pending = [("", content)]
    for _ in range(100_000):
        if not pending:
            return
        pointer, one = pending.pop()
        if isinstance(one, dict):
            pending.extend((f"{pointer}/{_escaped(key)}", value) for key, value in one.items())
        elif isinstance(one, list):
            pending.extend((f"{pointer}/{number}", value) for number, value in enumerate(one))
        else:
            yield pointer, one


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _pretends(trial: Trial, operation: Operation) -> Iterator[Blame]:
    """A success of a write although the dependency's part of it failed, or was not looked at."""
    link, healthy = trial.link, trial.link.healthy.response
    if link.heard.method in READS or operation.method in READS or trial.status == 202 or link.afterwards:
        return
    if healthy is None or healthy.status != trial.status or _says_that_it_degrades(trial):
        return
    if any(not one.fault for one in trial.calls):
        return  # a later try went through
    if trial.trouble.phase == "semantic":
        if _makes_no_sense(trial):
            message = f"Expected a failure; it answered {trial.status} as ever, on an answer that makes no sense."
            yield Blame(rule=UNCHECKED, message=message)
    elif trial.met and _says_nothing(trial) and not _is_told_off(trial):
        made = len(trial.calls)
        each = f"each of {made} calls" if made > 1 else "the only call"
        message = f"Expected a failure; it answered {trial.status} as ever, though {each} of {link.call} failed."
        yield Blame(rule=PRETENDS, message=message)


def _says_that_it_degrades(trial: Trial) -> bool:
    """Whether a field says something else than ever in a word that tells of it, or by being a flag."""
    usual, content = content_of(trial.link.healthy), content_of(trial.exchange)
    for place, value in _places(content):
        before = _at(usual, place)
        if isinstance(value, bool) and value is not before:
            return True
        words = f"{place.rpartition('/')[2]} {value}".lower()
        is_new = before != value and not any(word in str(before).lower() for word in DEGRADED)
        if is_new and any(word in words for word in DEGRADED):
            return True
    return False


def _is_told_off(trial: Trial) -> bool:
    path = trial.link.call.partition(" ")[2]
    return TOLD_OFF.search(f"{trial.link.dependency} {path}") is not None


def _makes_no_sense(trial: Trial) -> bool:
    """Whether the field that says how it went was not there, or said that it went badly."""
    name = trial.trouble.pointer.rpartition("/")[2].lower().replace("_", "")
    if name not in OUTCOMES:
        return False
    if trial.trouble.fault.name == "unexpected-state":
        return any(word in trial.trouble.change.lower() for word in BAD)
    return any(one.given is not None and not one.valid for one in trial.calls)


def _says_nothing(trial: Trial) -> bool:
    """Whether no answer came that could be taken for a success, or for `it is so already`."""
    laid = (trial.trouble, trial.breakage.then) if trial.breakage.then is not None else (trial.trouble,)
    for trouble in laid:
        name = trouble.fault.name
        if trouble.phase == "status":
            is_nothing = name not in ("status-404", "status-409", "status-410", "redirect-loop")
        elif trouble.phase in ("connection", "request"):
            is_nothing = name != "slow-connect"
        else:
            is_nothing = name in ("timeout-in-headers", "reset-in-headers", "no-http")
        if not is_nothing:
            return False
    return True
