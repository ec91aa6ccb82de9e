"""Judges how often a dependency is called: retries are few, and do nothing twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from assay.model.dependency import Heard
from assay.resilience.blame import Blame
from assay.resilience.rules import DOUBLED, STORM
from assay.resilience.terms import Terms
from assay.resilience.trial import Trial

MOST_RETRIES = 4
WRITES = frozenset({"POST", "PATCH"})
ASKS = re.compile(
    r"search|query|quer(?:y|ies)|token|oauth|login|auth\b|quote|estimate|calculat|preview|validat|verif|check(?!out)|convert|"
    r"translat|lookup|resolve|graphql|score|classif|\bprices?\b|\brates?\b",
    re.IGNORECASE,
)
"""Names of calls that ask for something, by a POST: to ask twice does nothing twice."""

TAKES_BACK = re.compile(r"cancel|releas|refund|void|revers|revok|undo|rollback|compensat|abort", re.IGNORECASE)


def repeated_badly(trial: Trial, terms: Terms) -> Iterator[Blame]:
    """What is wrong with the calls that were made."""
    most = trial.link.times + MOST_RETRIES
    if len(trial.calls) > most:
        yield Blame(rule=STORM, message=f"Expected at most {most} calls; it made {len(trial.calls)}.")
    yield from _doubled(trial, terms)


def _doubled(trial: Trial, terms: Terms) -> Iterator[Blame]:
    """What reached the dependency more than once, and was not known there as the same."""
    again = trial.heard_again if trial.repeated else ()
    calls: dict[str, list[Heard]] = defaultdict(list)
    for one in (*trial.heard, *again):
        if one.dependency == trial.link.dependency and one.method in WRITES and _was_done(one):
            calls[one.call].append(one)
    for call, done in calls.items():
        if len(done) <= trial.link.times or ASKS.search(call.partition(" ")[2]):
            continue
        by_itself = sum(one in done for one in trial.heard) > trial.link.times
        basis = _taken_for_different(trial, terms, call, done, by_itself=by_itself)
        if basis == "same":
            continue
        when = "the API tried again" if by_itself else "the client sent the same request again"
        yield Blame(
            rule=DOUBLED,
            message=f"Expected {call} to be done once; when {when}, it was done {len(done)} times, and nothing told "
            "the dependency that they are one.",
            basis="inferred" if basis == "perhaps" else None,
        )


def _taken_for_different(trial: Trial, terms: Terms, call: str, done: list[Heard], *, by_itself: bool) -> str:
    """`different`, `same` or `perhaps`: by the keys that were sent, and by what the dependency answered."""
    healthy = trial.link.times
    if len({one.body for one in done}) > healthy:  # each says something else, such as a reference of its own
        if any(_takes_back(one) for one in (*trial.heard, *trial.heard_again)):
            return "same"
        return "different" if by_itself else "perhaps"
    keys = {one.key for one in done}
    if len(keys) > healthy:
        return "different"
    if "" not in keys:
        return "same"
    answers = {one.response.body for one in done if one.response is not None}
    if len(answers) > healthy:
        return "different"
    if terms.takes_a_key(trial.link.dependency, call):
        return "different"
    return "perhaps" if _answers_all_alike(trial, call, done) else "same"


def _answers_all_alike(trial: Trial, call: str, done: list[Heard]) -> bool:
    """Whether the dependency answers other requests in the very same words: then they tell nothing."""
    usual = trial.link.heard
    if usual.call != call or usual.response is None:
        return False
    return any(
        one.response is not None and one.body != usual.body and one.response.body == usual.response.body for one in done
    )


def _takes_back(one: Heard) -> bool:
    """Whether a call undoes what another one did."""
    return one.method == "DELETE" or TAKES_BACK.search(one.call) is not None


def _was_done(one: Heard) -> bool:
    return one.response is not None and 200 <= one.response.status < 300
