"""Where the contract says that others get 404, a refusal does not tell them that a thing is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.permissions.pairs import Pair, pair_of, pairs
from assay.probes.probe import Probe
from assay.probes.providing import ready
from assay.probes.resources import Resource
from assay.probes.session import Session
from assay.probes.sites.strays import unlike
from assay.probes.state.prose import quoted, sentences
from assay.probes.state.things import resource_at, status_of
from assay.probes.target import Target
from assay.probes.unlocking import prepared, returned

TOLD = Rule(
    name="existence-told",
    title="A refusal tells a stranger that a thing is there",
    law="Who may not know of a thing gets the answer of a thing that does not exist, as the contract says",
    severity="medium",
    basis="declared",
    assumes="The operation's own words say that everybody else, or others, get 404. Many an API answers 403 and means "
    "it: without such words nothing is claimed. A colleague whose role the same sentence names is not one of them, and "
    "who is refused with 403 at an id of nothing too is refused for another reason.",
)
_HIDDEN = re.compile(
    r"\b404 (?:for|to) (?:(?:everybody|everyone|anybody|anyone|all) else|(?:all )?others?|strangers)\b"
    r"|\b(?:everybody|everyone|anybody|anyone) else\b.{0,20}\b404\b"
    r"|\bothers? (?:get|gets|see|sees|receive)s? (?:a )?404\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:afterwards?|once|deleted|removed|410)\b", re.IGNORECASE)


def hidden(operation: Operation) -> str:
    """The sentence of an operation that hides things from others; empty where none does."""
    for sentence in sentences(operation):
        if _HIDDEN.search(sentence) and not _LATER.search(sentence):
            return sentence[:300]
    return ""


def cases(target: Target) -> Iterator[Case]:
    """Each such operation on what can be made, for one colleague and one foreigner."""
    for resource in target.resources.all:
        if resource.create is None:
            continue
        for operation in (resource.read, *resource.changes, resource.remove, *resource.below):
            if operation is None or not hidden(operation) or not target.guarded(operation):
                continue
            first: dict[str, Pair] = {}
            for pair in pairs(target):
                first.setdefault(pair.relation, pair)
            for pair in first.values():
                yield _case(operation, resource, pair)


def _case(operation: Operation, resource: Resource, pair: Pair) -> Case:
    return Case(
        probe=PROBE.name,
        rule=TOLD.name,
        operation=operation.name,
        what=f"{pair.stranger.name} asks for what {pair.owner.name} made, and for nothing",
        identity=pair.owner.name,
        stranger=pair.stranger.name,
        sends=2,
        weight=61,
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
        data=resource.item,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """The stranger is refused with 403 where the thing is there, and with 404 where there is none."""
    operation, resource = session.target.operation(case.operation), resource_at(session.target, case.data)
    pair, said = pair_of(session, resource, case.identity, case.stranger), hidden(operation)
    if pair.relation == "colleague" and _is_named(said, pair.stranger.role):
        return ()
    thing = yield from prepared(session, operation, pair.owner, resource)
    draft = (yield from ready(session, operation, pair.owner, thing=thing)) if thing is not None else None
    if thing is None or draft is None:
        return ()
    call = draft.call.as_(pair.stranger)
    attempt = yield from session.send(call)
    if status_of(attempt) in (401, 403, 404):
        returned(session, operation, thing)  # it is as it was
    if status_of(attempt) != 403 or resource.parameter not in call.path:
        return ()
    path = {**call.path, resource.parameter: unlike(call.path[resource.parameter])}
    nothing = yield from session.send(call.with_(path=path))
    if status_of(nothing) != 404:
        return ()
    message = f"Expected {pair.stranger.name} to get 404, as for a {resource.name} that does not exist; it is 403."
    return (session.finding(TOLD, case, quoted(message, said), (nothing, attempt)),)


def _is_named(sentence: str, role: str) -> bool:
    """Whether a sentence speaks of a role."""
    return bool(role) and re.search(rf"\b{re.escape(role)}s?\b", sentence, re.IGNORECASE) is not None


PROBE = Probe(name="existence", rules=(TOLD,), cases=cases, run=run)
