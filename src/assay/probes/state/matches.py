"""A value of a request that the contract wants to be that of the thing is compared with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.objects import Made
from assay.probes.pointer import joined
from assay.probes.probe import Probe
from assay.probes.providing import ready, succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.state.prose import quoted, sentences
from assay.probes.state.things import read, shown, status_of
from assay.probes.state.values import writable
from assay.probes.target import Target
from assay.probes.unlocking import prepared

UNLIKE = Rule(
    name="mismatch-accepted",
    title="A value that differs from that of the thing is accepted",
    law="A value that has to be that of the thing is refused where it is another one, as the contract says",
    severity="high",
    basis="declared",
    assumes="The contract's words say that a number of the body, which they name, must be that of the thing, or that "
    "another one is refused. The operation succeeds with the value of the thing.",
)
_UNLIKE = re.compile(
    r"\b(?:an?|the|any) (?P<sent>[\w ]{2,40}?) "
    r"(?:unlike|other than|different from|(?:that|which) (?:differs from|does not (?:match|equal))) "
    r"(?:the|its|that of the) (?P<own>[\w' ]{2,40}?) (?:is|gets|answers|gives)\b.{0,30}"
    r"\b(?:4\d\d|refused|rejected|conflict)\b",
    re.IGNORECASE,
)
_MUST = re.compile(
    r"\b(?:the|an?) (?P<sent>[\w ]{2,40}?) (?:must|has to|should) (?:be equal to|be|equal|match) "
    r"(?:the|its|that of the) (?P<own>[\w' ]{2,40})",
    re.IGNORECASE,
)


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a body, the words for that of the thing, and the sentence."""

    item: str
    sent: str
    own: tuple[str, ...]
    sentence: str


def cases(target: Target) -> Iterator[Case]:
    """Each number in the body of an action that the contract wants to be that of the thing."""
    for resource in target.resources.all:
        if resource.create is None or resource.read is None:
            continue
        for operation in resource.below:
            match = _match(target, operation, resource.item) if operation.method in ("POST", "PUT", "PATCH") else None
            if match is not None:
                yield Case(
                    probe=PROBE.name,
                    rule=UNLIKE.name,
                    operation=operation.name,
                    what=f"another {match.sent} than that of the {resource.name}",
                    where=joined(match.sent),
                    sends=5,
                    weight=75,
                    writes=True,
                    tags=operation.tags,
                    data=match,
                )


def _match(target: Target, operation: Operation, item: str) -> Match | None:
    fields = writable(target, operation)
    numbers = [name for name, one in fields.items() if one.get("type") in ("integer", "number")]
    for sentence in sentences(operation):
        for found in (*_UNLIKE.finditer(sentence), *_MUST.finditer(sentence)):
            named = words_of(found["sent"])
            sent = next((name for name in numbers if named and words_of(name)[: len(named)] == named), "")
            if sent:
                return Match(item=item, sent=sent, own=tuple(words_of(found["own"])), sentence=sentence[:300])
    return None


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """On a new thing that is ready for the action: with another value, and on another thing with the right one."""
    operation = session.target.operation(case.operation)
    who = next(iter(session.able(operation.name)), None)
    if who is None:
        return ()
    wrong = yield from _tried(session, case, operation, who, more=1)
    if wrong is None or not succeeded(wrong[0]) or status_of(wrong[0]) == 202:
        return ()
    right = yield from _tried(session, case, operation, who, more=0)
    if right is None or not succeeded(right[0]):
        return ()
    match: Match = case.data
    message = f"Expected {match.sent} to be refused where it is {wrong[1] + 1} and not {wrong[1]}; it was taken."
    return (session.finding(UNLIKE, case, quoted(message, match.sentence), (wrong[0],)),)


def _tried(
    session: Session, case: Case, operation: Operation, who: Identity, *, more: int
) -> Program[tuple[Any, int] | None]:
    """The answer to the action with `more` than the thing has, and what it has; None where that cannot be told."""
    resource = session.target.resources.of(operation)
    owner = session.owners.get((operation.name, who.name), who)
    thing = (yield from prepared(session, operation, owner, resource)) if resource is not None else None
    if thing is None or thing.resource.read is None:
        return None
    value = yield from _own(session, thing, case.data.own)
    variant = session.variants.get(operation.name, 0)
    draft = yield from ready(session, operation, who, variant=variant, thing=thing)
    if value is None or draft is None or not isinstance(draft.call.body, dict):
        return None
    body = {**draft.call.body, case.data.sent: value + more}
    return (yield from session.send(draft.call.with_(body=body))), value


def _own(session: Session, thing: Made, words: tuple[str, ...]) -> Program[int | None]:
    """The one number of the thing that the words name; None where there is none, or several."""
    fields = shown((yield from read(session, thing, thing.owner)), thing)
    last = words[-1] if words else ""
    found = [
        value
        for name, value in fields.items()
        if isinstance(value, int) and not isinstance(value, bool) and last in words_of(name)
    ]
    return found[0] if len(found) == 1 else None


PROBE = Probe(name="matches", rules=(UNLIKE,), cases=cases, run=run)
