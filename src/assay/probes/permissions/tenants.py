"""A tenant that a request names beside its token: where both disagree, nothing of the other one is told or changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.contract.kinds import properties
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation, Parameter, Place
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.probes.bodies import media_of
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.objects import Made
from assay.probes.permissions.pairs import Pair, pairs
from assay.probes.permissions.rules import TENANT
from assay.probes.permissions.sharing import holds, newest_first, said_to_be_private
from assay.probes.probe import Probe
from assay.probes.providing import Draft, content_of, fresh, ready, succeeded, thing_of
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session
from assay.probes.target import Target
from assay.probes.tenancy import TENANTS, names_a_tenant, tenant_words


class Selector(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request names a tenant."""

    place: Place | str
    """path, query, header or body."""
    name: str


def cases(target: Target) -> Iterator[Case]:
    """Each place where a tenant can be named, for each foreign pair."""
    foreign = [
        pair for pair in pairs(target) if pair.relation == "foreigner" and pair.owner.tenant and pair.stranger.tenant
    ]
    for operation in target.operations:
        if not target.guarded(operation) or ends_the_caller(operation):
            continue
        for selector in selectors(target, operation):
            for pair in foreign:
                yield _case(operation, selector, pair)


def _case(operation: Operation, selector: Selector, pair: Pair) -> Case:
    return Case(
        probe=PROBE.name,
        rule=TENANT.name,
        operation=operation.name,
        what=f"{pair.stranger.name} names the tenant of {pair.owner.name} in the {selector.place}",
        where=f"/{selector.name}" if selector.place == "body" else f"{selector.place} {selector.name}",
        identity=pair.owner.name,
        stranger=pair.stranger.name,
        sends=6,
        weight=91,
        writes=True,
        tags=operation.tags,
        data=selector,
    )


def selectors(target: Target, operation: Operation) -> Iterator[Selector]:
    """The parameters of a read, and the fields of what makes a thing, that name a tenant."""
    if operation.method == "GET":
        for one in operation.parameters:
            if one.place != "cookie" and names_a_tenant(one.name):
                yield Selector(place=one.place, name=one.name)
    media = media_of(operation)
    if media is not None and "json" in media.type and target.resources.made_by(operation) is not None:
        for name in properties(media.schema, target.contract.definitions):
            if names_a_tenant(name):
                yield Selector(place="body", name=name)


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """What is asked by place: of a read what it tells, of a maker where the thing stands."""
    operation, selector = session.target.operation(case.operation), case.data
    owner = _able(session, operation, session.target.identity(case.identity))
    stranger = _able(session, operation, session.target.identity(case.stranger))
    own, other = _value(session, selector, stranger), _value(session, selector, owner)
    if own == other:
        return ()
    draft = yield from ready(session, operation, stranger, variant=session.variants.get(operation.name, 0))
    if draft is None:
        return ()
    asking = _Asking(session, case, draft, owner, own, other)
    if selector.place == "body":
        return (yield from asking.made())
    if selector.place == "path":
        return (yield from asking.told_by_path())
    return (yield from asking.listed())


def _able(session: Session, operation: Operation, identity: Identity) -> Identity:
    """The identity, or another one of its tenant for whom the operation is known to succeed, where it is not for it."""
    able = session.able(operation.name)
    if identity in able:
        return identity
    return next((one for one in able if one.tenant == identity.tenant), identity)


def _value(session: Session, selector: Selector, identity: Identity) -> Any:
    """How the API calls the tenant of an identity: as what was made there says, else as assay.toml does."""
    wanted = tenant_words(selector.name)
    for made in session.made if set(wanted) <= TENANTS else ():
        if made.owner.tenant != identity.tenant or not isinstance(made.content, dict):
            continue
        for name, value in made.content.items():
            if names_a_tenant(name) and words_of(name) == words_of(selector.name) and isinstance(value, str | int):
                return value
    return identity.tenant


class _Asking:
    """The requests of one case: the stranger's own, and the same with the other tenant."""

    def __init__(self, session: Session, case: Case, draft: Draft, owner: Identity, own: Any, other: Any) -> None:
        self._session = session
        self._case = case
        self._selector: Selector = case.data
        self._draft = draft
        self._call = draft.call
        self._owner = owner
        self._own = own
        self._other = other

    def _naming(self, value: Any, identity: Identity | None = None) -> Call:
        name, call = self._selector.name, self._call.as_(identity or self._call.identity)
        if self._selector.place == "path":
            return call.with_(path={**call.path, name: value})
        if self._selector.place == "query":
            return call.with_query(name, value)
        if self._selector.place == "header":
            return call.with_header(name, value)
        return call.with_(body={**call.body, name: value})

    def _allowed(self) -> bool:
        """Whether both tenants may stand there by the contract."""
        one = next((each for each in self._call.operation.parameters if self._is(each)), None)
        schema = one.schema if one is not None else True
        check = self._session.target.validators.check
        return not any(check(schema, value, "request") for value in (self._own, self._other))

    def _is(self, parameter: Parameter) -> bool:
        return parameter.place == self._selector.place and parameter.name == self._selector.name

    def listed(self) -> Program[tuple[Finding, ...]]:
        """A thing of the other tenant stands in the stranger's list once its tenant is named, and not before."""
        resource = self._session.target.resources.of(self._call.operation)
        control = yield from self._session.send(self._naming(self._own))
        if resource is None or not succeeded(control) or not self._allowed():
            return ()
        attempt = yield from self._longest(self._naming(self._other))
        if not succeeded(attempt):
            return ()
        thing = yield from self._foreign(resource)
        if thing is None:
            return ()
        attempt = yield from self._longest(self._naming(self._other))
        before = yield from self._longest(self._naming(self._own))
        if not succeeded(attempt) or not holds(attempt, thing.canaries) or holds(before, thing.canaries):
            return ()
        told = f"the answer holds a text that only {thing.owner.name} ever sent"
        return (self._found(told, (before, attempt)),)

    def _longest(self, call: Call) -> Program[Exchange]:
        *_, longest = newest_first(call)
        return (yield from self._session.send(longest))

    def _foreign(self, resource: Resource) -> Program[Made | None]:
        """A new thing of the other tenant, by whoever of it can make one."""
        makers = self._session.able(resource.create.name) if resource.create is not None else ()
        for who in makers:
            if who.tenant == self._owner.tenant:
                thing = yield from fresh(self._session, resource, who)
                if thing is not None and thing.canaries:
                    return thing
        return None

    def told_by_path(self) -> Program[tuple[Finding, ...]]:
        """What the owner reads of the own tenant, and the stranger as well; claimed where the contract keeps it."""
        said = said_to_be_private(self._call.operation, self._pair())
        if not said or not self._allowed():
            return ()
        control = yield from self._session.send(self._naming(self._own))
        attempt = yield from self._session.send(self._naming(self._other))
        if not succeeded(control) or not succeeded(attempt):
            return ()
        good = yield from self._session.send(self._naming(self._other, self._owner))
        theirs, told = content_of(good), content_of(attempt)
        if not succeeded(good) or not theirs or theirs != told or told == content_of(control):
            return ()
        return (self._found(f'the answer is that of {self._owner.name}. The contract says: "{said}"', (good, attempt)),)

    def _pair(self) -> Pair:
        return Pair(owner=self._owner, stranger=self._call.identity, relation="foreigner")

    def made(self) -> Program[tuple[Finding, ...]]:
        """What the stranger makes in the name of the other tenant is read by its people."""
        if not isinstance(self._draft.call.body, dict):
            return ()
        call = self._naming(self._other)
        attempt = yield from self._session.send(call)
        draft = msgspec.structs.replace(self._draft, call=call)
        thing = thing_of(self._session, draft, attempt) if succeeded(attempt) else None
        if thing is None:
            return ()
        self._session.made.append(thing)
        seen = yield from self._seen(thing)
        if seen is None:
            return ()
        removable = msgspec.structs.replace(thing, owner=seen[0])
        self._session.made = [removable if one is thing else one for one in self._session.made]
        return (self._found(f"what was made stands in the tenant of {seen[0].name}", (attempt, seen[1])),)

    def _seen(self, thing: Made) -> Program[tuple[Identity, Exchange] | None]:
        """Who of the other tenant reads the thing by its id or in the list, and does not read what is not theirs."""
        resource, session = thing.resource, self._session
        for who in (one for one in session.target.callers if one.tenant == self._owner.tenant):
            if resource.read is not None:
                answer = yield from session.send(Call(operation=resource.read, identity=who, path=thing.path))
                if succeeded(answer) and holds(answer, thing.canaries):
                    return (who, answer) if (yield from self._kept(who, resource)) else None
            elif resource.list is not None and "{" not in resource.list.path:
                answer = yield from self._longest(Call(operation=resource.list, identity=who))
                if succeeded(answer) and holds(answer, thing.canaries):
                    return (who, answer) if (yield from self._kept(who, resource)) else None
        return None

    def _kept(self, who: Identity, resource: Resource) -> Program[bool]:
        """Whether what the stranger makes in the own tenant is refused to somebody of the other: it is not public."""
        thing = yield from fresh(self._session, resource, self._call.identity)
        reader = resource.read or resource.list
        if thing is None or reader is None:
            return False
        path = thing.path if reader is resource.read else {}
        answer = yield from self._session.send(Call(operation=reader, identity=who, path=path))
        return not holds(answer, thing.canaries)

    def _found(self, told: str, exchanges: tuple[Exchange, ...]) -> Finding:
        message = (
            f"Expected {self._call.identity.name} to reach nothing of another tenant by naming it in the "
            f"{self._selector.place}; {told}."
        )
        return self._session.finding(TENANT, self._case, message, exchanges)


PROBE = Probe(name="tenant-selector", rules=(TENANT,), cases=cases, run=run)
