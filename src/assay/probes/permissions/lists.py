"""Lists, searches and exports hold nothing that the same caller may not read by its id."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.objects import Made
from assay.probes.permissions.pairs import Pair, pair_of, pairs
from assay.probes.permissions.privacy import On, Setting, kept_private, settings
from assay.probes.permissions.rules import LISTED
from assay.probes.permissions.sharing import holds, newest_first, read_by, tells
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.target import Target
from assay.probes.tenancy import is_given, names_tenants_alone
from assay.probes.unlocking import brought, keep

PAUSES = (0.05, 0.1, 0.2, 0.4)
"""Seconds between looks for a new thing in a list."""
_WHOSE = frozenset(
    {"owner", "author", "user", "customer", "creator", "account", "member", "person", "created", "assignee"}
)
"""Words that begin a parameter which asks for the things of one person."""
_SEARCHED = frozenset({"q", "query", "search", "text", "term", "filter", "name", "keyword"})


def cases(target: Target) -> Iterator[Case]:
    """Every operation that may list things, for each pair, with each kind of thing that can be made and read."""
    for operation in target.operations:
        if operation.method != "GET" or not names_tenants_alone(operation.path) or not target.guarded(operation):
            continue
        for resource in target.resources.all:
            if resource.create is None or resource.read is None or not _may_list(target, operation, resource):
                continue
            for pair in pairs(target):
                yield _case(operation, resource, pair)
            for setting in settings(resource, target.contract):
                for pair in pairs(target):
                    if pair.relation == "colleague":
                        yield _case(operation, resource, pair, setting)


def _case(operation: Operation, resource: Resource, pair: Pair, setting: Setting | None = None) -> Case:
    return Case(
        probe=PROBE.name,
        rule=LISTED.name,
        operation=operation.name,
        what=f"{pair.stranger.name} finds what {pair.owner.name} made ({'private ' if setting else ''}{resource.name})",
        where=resource.name,
        identity=pair.owner.name,
        stranger=pair.stranger.name,
        sends=2,
        weight=88,
        writes=True,
        tags=operation.tags,
        data=On(item=resource.item, setting=setting),
    )


def _may_list(target: Target, operation: Operation, resource: Resource) -> bool:
    """Its own list, and whatever is about no other kind of thing: a search, an export, a feed."""
    about = target.resources.of(operation)
    return about is None or about.name == resource.name or (is_given(about) and operation is not about.read)


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A list of the stranger's holds a marker of the owner's thing, and yet the stranger's read of it is refused."""
    resource = next(one for one in session.target.resources.all if one.item == case.data.item)
    pair = pair_of(session, resource, case.identity, case.stranger)
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation, pair.stranger)
    if draft is None:
        return ()
    setting: Setting | None = case.data.setting
    if setting is not None:
        thing = yield from kept_private(session, resource, pair.owner, setting)
    else:
        thing = yield from brought(session, resource, pair.owner)
    if thing is None:
        return ()
    if setting is None:
        keep(session, thing, pair.owner)
    if operation is resource.list and (resource.item, thing.id) not in session.shown:
        yield from _awaited(session, operation, thing)
    telling = yield from _telling(session, draft.call, thing, pair)
    if telling is None:
        return ()
    both = yield from read_by(session, pair, thing)
    if both is None or succeeded(both[1]):
        return ()
    message = (
        f"Expected no trace of a {resource.name} that {pair.stranger.name} may not read; the answer holds its "
        f"{'text' if holds(telling, thing.canaries) else 'id'}, which {pair.owner.name} made."
    )
    return (session.finding(LISTED, case, message, (*both, telling)),)


def _awaited(session: Session, operation: Operation, thing: Made) -> Program[None]:
    """Wait until a new thing stands in its owner's own list, since lists may be behind; earlier looks are forgotten."""
    session.shown.add((thing.resource.item, thing.id))
    for key in [key for key in session.looks if key[0] == operation.name]:
        del session.looks[key]
    if thing.owner not in session.able(operation.name):
        return
    call = session.goods[operation.name, thing.owner.name]
    for pause in PAUSES:
        *_, look = _looks(call, thing)
        if tells((yield from session.send(look)), thing):
            return
        yield Sleep(seconds=pause)


def _telling(session: Session, call: Call, thing: Made, pair: Pair) -> Program[Exchange | None]:
    """An answer to the stranger that holds a marker of the thing, or for a foreigner its id; None where none does."""
    elsewhere = call.with_(path={name: thing.path.get(name, value) for name, value in call.path.items()})
    looks = [*_looks(call, thing), *(_looks(elsewhere, thing) if elsewhere.path != call.path else ())]
    for look in looks:
        answer = yield from _looked(session, look, thing)
        if succeeded(answer) and (
            holds(answer, thing.canaries) or (pair.relation == "foreigner" and tells(answer, thing))
        ):
            return answer
    return None


def _looked(session: Session, look: Call, thing: Made) -> Program[Exchange]:
    """The answer to a look; one from before is as good where the thing was there by then."""
    key = (look.operation.name, look.identity.name, repr((look.path, look.query)))
    known = session.looks.get(key)
    if known is not None and any(one.id == thing.id for one in session.made[: known[0]]):
        return known[1]
    answer = yield from session.send(look)
    session.looks[key] = (len(session.made), answer)
    return answer


def _looks(call: Call, thing: Made) -> Iterator[Call]:
    """Searched for the marker, filtered by whose the thing is, and with no filters and as long as it may be."""
    shown = thing.content if isinstance(thing.content, dict) else {}
    inner = next((one for one in shown.values() if isinstance(one, dict) and thing.resource.parameter not in shown), {})
    fields = {**inner, **shown}
    bare = call.with_(query={one.name: call.query[one.name] for one in call.operation.parameters
                             if one.place == "query" and one.required and one.name in call.query})  # fmt: skip
    for one in call.operation.parameters:
        if one.place == "query" and one.name.lower() in _SEARCHED and thing.canaries:
            yield _longest(bare.with_query(one.name, thing.canaries[0]))
        elif one.place == "query" and words_of(one.name)[:1] and words_of(one.name)[0] in _WHOSE:
            value = fields.get(one.name)
            if isinstance(value, str | int):
                yield _longest(bare.with_query(one.name, value))
    yield _longest(bare)


def _longest(call: Call) -> Call:
    """The list as long as it may be: what is new may stand on its last page."""
    *_, longest = newest_first(call)
    return longest


PROBE = Probe(name="foreign-in-list", rules=(LISTED,), cases=cases, run=run)
