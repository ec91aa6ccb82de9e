"""Object-level permissions: a stranger reads, changes, removes and acts on a thing that another identity made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.effects import Watched
from assay.probes.objects import Made
from assay.probes.permissions.pairs import Pair, pair_of, pairs, through_own
from assay.probes.permissions.privacy import On, Setting, kept_private, settings, used_up
from assay.probes.permissions.rules import ACTION, CHANGE, PART, READ, REMOVAL
from assay.probes.permissions.sharing import (
    holds,
    listed_for,
    read_by,
    said_to_be_private,
    tells,
)
from assay.probes.permissions.unread import LETTERS, added, call_on, removed_from_list
from assay.probes.probe import Probe
from assay.probes.providing import named_by, ready, some, succeeded
from assay.probes.resources import Resource
from assay.probes.saying import is_refusal
from assay.probes.session import Session
from assay.probes.target import Target
from assay.probes.unlocking import prepared, returned

Attempt = Callable[[Session, Case, Pair, Made], Program[tuple[Finding, ...]]]


def cases(target: Target) -> Iterator[Case]:
    """Every operation on a thing that can be made, for each pair."""
    for resource in target.resources.all:
        if resource.create is None:
            continue
        for operation, rule in _operations(resource):
            if not target.guarded(operation):
                continue
            for pair in pairs(target):
                yield _case(resource, operation, rule, pair)
        yield from _private_cases(target, resource)


def _private_cases(target: Target, resource: Resource) -> Iterator[Case]:
    """A colleague at what its owner made private: also where others may be looked at by anybody."""
    for setting in settings(resource, target.contract):
        for operation, rule in _operations(resource):
            for pair in pairs(target):
                if rule is not ACTION and (pair.relation == "colleague" or not target.guarded(operation)):
                    yield _case(resource, operation, rule, pair, setting)


def _operations(resource: Resource) -> Iterator[tuple[Operation, Rule]]:
    if resource.read is not None:
        yield resource.read, READ
    for operation in resource.changes:
        yield operation, CHANGE
    if resource.remove is not None:
        yield resource.remove, REMOVAL
    for operation in resource.below:
        yield operation, PART if operation.method in ("GET", "HEAD") else ACTION


def _case(
    resource: Resource, operation: Operation, rule: Rule, pair: Pair, setting: Setting | None = None
) -> Case:  # fmt: skip
    kind = f"{'private ' if setting else ''}{resource.name}"
    verb = {READ: "reads", PART: "reads a part of", CHANGE: "changes", REMOVAL: "removes", ACTION: "acts on"}[rule]
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=f"{pair.stranger.name} {verb} what {pair.owner.name} made ({kind})",
        identity=pair.owner.name,
        stranger=pair.stranger.name,
        sends=3,
        weight=95 if pair.relation == "foreigner" else 90,
        writes=rule not in (READ, PART),
        tags=operation.tags,
        data=On(item=resource.item, setting=setting),
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Try what the case says as the stranger; where that went through, make another thing as its owner, and watch it.

    Most strangers are refused at once, and nothing else is sent for them then; but where the thing lies below others,
    they try again through what is their own.
    """
    resource = next(one for one in session.target.resources.all if one.item == case.data.item)
    pair = pair_of(session, resource, case.identity, case.stranger)
    operation = session.target.operation(case.operation)
    thing = yield from _thing(session, case, pair, resource)
    if thing is None:
        return ()
    draft = yield from call_on(session, operation, pair.owner, thing)
    if draft is None:
        return ()
    first = yield from session.send(pair.tried(draft.call))
    if first.response is not None and first.response.status in (400, 422):
        pair = msgspec.structs.replace(pair, speaks=True)
        draft = (yield from call_on(session, operation, pair.writer, thing)) or draft
        first = yield from session.send(pair.tried(draft.call))
    if not succeeded(first) and (other := through_own(session, pair, resource, draft.call)) is not None:
        pair = msgspec.structs.replace(other, speaks=draft.call.body is not msgspec.UNSET)
        draft = (yield from call_on(session, operation, pair.writer, thing)) or draft
        first = yield from session.send(pair.tried(draft.call))
    if not succeeded(first):
        _untouched(session, case, thing)
        return ()
    if operation.method not in ("GET", "HEAD"):
        thing = yield from _thing(session, case, pair, resource, after=thing)
    if thing is None:
        return ()
    found: tuple[Finding, ...] = yield from _ATTEMPTS[case.rule](session, case, pair, thing)
    if operation.method in ("GET", "HEAD"):
        _untouched(session, case, thing)
    return found


def _thing(
    session: Session, case: Case, pair: Pair, resource: Resource, *, after: Made | None = None
) -> Program[Made | None]:  # fmt: skip
    """What the case is about; another one `after` something was done to the first."""
    setting: Setting | None = case.data.setting
    if session.safe:
        return (yield from some(session, resource, pair.owner)) if setting is None else None
    known = session.goods.get((case.operation, pair.owner.name))
    if setting is None and case.rule == PART.name and known is not None and (told := named_by(session, known)):
        return told  # what takes its time to be made has been waited for
    if setting is None:
        return (yield from prepared(session, session.target.operation(case.operation), pair.owner, resource))
    if after is not None:
        used_up(session, after, setting)
    return (yield from kept_private(session, resource, pair.owner, setting))


def _untouched(session: Session, case: Case, thing: Made) -> None:
    if case.data.setting is None and case.rule != PART.name:
        returned(session, session.target.operation(case.operation), thing)


def _said(session: Session, case: Case, pair: Pair) -> str:
    """What the contract says against this stranger; empty where it says nothing."""
    setting: Setting | None = case.data.setting
    if setting is not None:
        return setting.sentence
    roles = {one.role.lower() for one in session.target.identities if one.role} - {pair.stranger.role.lower()}
    return said_to_be_private(session.target.operation(case.operation), pair, roles)


def _read(session: Session, case: Case, pair: Pair, thing: Made) -> Program[tuple[Finding, ...]]:
    both = yield from read_by(session, pair, thing)
    if both is None or not tells(both[1], thing):
        return ()
    listed = yield from listed_for(session, pair, thing)
    said = _said(session, case, pair)
    if not said and (listed or (listed is None and pair.relation == "colleague")):
        return ()
    message = (
        f"Expected {pair.stranger.name} to be told nothing of the {thing.resource.name} {_origin(pair, thing)}; "
        "the answer holds it."
    )
    return (session.finding(READ, case, _quoting(message, said if listed or listed is None else ""), both),)


def _origin(pair: Pair, thing: Made) -> str:
    """Where a thing comes from: with `--safe` it was not made by us."""
    return f"in the list of {pair.owner.name}" if thing.exchange is None else f"that {pair.owner.name} made"


def _part(session: Session, case: Case, pair: Pair, thing: Made) -> Program[tuple[Finding, ...]]:
    """Claimed only where the thing itself is refused to the stranger."""
    refused = yield from _refused(session, pair, thing)
    if refused is None:
        return ()
    draft = yield from ready(session, session.target.operation(case.operation), pair.owner, thing=thing)
    if draft is None:
        return ()
    control = yield from session.send(draft.call)
    attempt = yield from session.send(pair.tried(draft.call))
    if not succeeded(control) or not succeeded(attempt):
        return ()
    if not _alike(control, attempt) and not _told_of(session, pair, thing, attempt):
        return ()
    message = (
        f"Expected a refusal, since {pair.stranger.name} may not read the {thing.resource.name} of {pair.owner.name}; "
        "this part of it is told."
    )
    return (session.finding(PART, case, message, (refused, control, attempt)),)


def _refused(session: Session, pair: Pair, thing: Made) -> Program[Exchange | None]:
    """The refusal of the stranger's direct read; None where it is not refused, or cannot be asked."""
    both = yield from read_by(session, pair, thing)
    if both is None or succeeded(both[1]):
        return None
    return both[1]


def _told_of(session: Session, pair: Pair, thing: Made, attempt: Exchange) -> bool:
    """Whether a list below the thing tells the stranger of what was made there by its owner, or for a foreigner by
    anybody of the owner's tenant: lists may show each reader other things."""
    for made in session.made:
        below = made is not thing and made.path.get(thing.resource.parameter) == thing.path[thing.resource.parameter]
        theirs = made.owner.tenant == pair.owner.tenant and pair.relation == "foreigner"
        if below and (theirs or made.owner == pair.owner) and holds(attempt, made.canaries):
            return True
    return False


def _alike(control: Exchange, attempt: Exchange) -> bool:
    one, other = control.response, attempt.response
    return one is not None and other is not None and bool(one.body) and _settled_body(one.body, other.body)


def _settled_body(one: bytes, other: bytes) -> bool:
    return one == other or (len(one) > 20 and one[:20] == other[:20] and abs(len(one) - len(other)) < 64)


def _changed(session: Session, case: Case, pair: Pair, thing: Made) -> Program[tuple[Finding, ...]]:
    rule = CHANGE if case.rule == CHANGE.name else ACTION
    operation = session.target.operation(case.operation)
    both = yield from read_by(session, pair, thing)
    if both is None:
        return ()
    may_read = succeeded(both[1])
    part = session.target.resources.made_by(operation)
    if not may_read and part is not None and part.list is not None:
        if pair.relation != "foreigner" or set(part.name.split("_")) & LETTERS:
            return ()
        return (yield from added(session, case, pair, thing, part.list))
    if may_read and pair.relation == "colleague" and not _said(session, case, pair):
        return ()
    draft = yield from call_on(session, operation, pair.writer, thing)
    if draft is None:
        return ()
    watched = Watched(session, thing, pair.owner)
    if not (yield from watched.begin()):
        return ()
    attempt = yield from session.send(pair.tried(draft.call))
    if not succeeded(attempt):
        return ()
    after = yield from watched.read()
    moved = sorted(watched.moved(after))
    if not moved:
        return ()
    message = (
        f"Expected nothing that {pair.owner.name} made to be changed by {pair.stranger.name}; {pair.owner.name} "
        f"reads it changed at {', '.join(moved[:3]) or 'its top'}."
    )
    return (session.finding(rule, case, message, (both[0], after, attempt)),)


def _removed(session: Session, case: Case, pair: Pair, thing: Made) -> Program[tuple[Finding, ...]]:
    operation = session.target.operation(case.operation)
    if thing.resource.read is None:
        return (yield from removed_from_list(session, case, pair, thing))
    both = yield from read_by(session, pair, thing)
    if both is None:
        return ()
    if succeeded(both[1]) and pair.relation == "colleague" and not _said(session, case, pair):
        return ()
    draft = yield from call_on(session, operation, pair.writer, thing)
    if draft is None:
        return ()
    attempt = yield from session.send(pair.tried(draft.call))
    after = yield from Watched(session, thing, pair.owner).read()
    if not succeeded(attempt) or not _is_gone(after):
        return ()
    session.gone.add((thing.resource.item, thing.id))
    message = f"Expected what {pair.owner.name} made to stay when {pair.stranger.name} removes it; it is gone."
    return (session.finding(REMOVAL, case, message, (both[0], after, attempt)),)


def _is_gone(exchange: Exchange) -> bool:
    response = exchange.response
    return response is not None and (response.status in (404, 410) or is_refusal(response))


def _quoting(message: str, sentence: str) -> str:
    return f'{message} The contract says: "{sentence}"' if sentence else message


_ATTEMPTS: dict[str, Attempt] = {
    READ.name: _read,
    PART.name: _part,
    CHANGE.name: _changed,
    ACTION.name: _changed,
    REMOVAL.name: _removed,
}
PROBE = Probe(name="foreign-object", rules=(READ, PART, CHANGE, REMOVAL, ACTION), cases=cases, run=run)
