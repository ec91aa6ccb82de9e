"""The set-up of a run: every operation tried as it is meant, by everybody who may call; probes have controls then."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from itertools import pairwise

from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.event import Cursor, ItemEnded, ItemRef, ItemStarted
from assay.model.identity import Identity
from assay.probes.call import Call
from assay.probes.log_ins import teach_log_ins
from assay.probes.objects import Made
from assay.probes.providing import attempted, noted, ready, some, succeeded
from assay.probes.resources import Resource, variables_of, words_of
from assay.probes.session import Session
from assay.probes.tenancy import lies_beyond
from assay.probes.unlocking import MOST_OWNERS, NOT_READY, acted, awaited, brought, keep, owners

ENDING = frozenset({"logout", "signout", "revoke", "deactivate", "disconnect"})
"""Words in a path of what ends the caller's own session."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"me", "self", "account", "profile", "session", "sessions", "current"})


def ends_the_caller(operation: Operation) -> bool:
    """Whether an operation may end the session or account of whoever calls it."""
    words = words_of(operation.path)
    joined = {"".join(pair) for pair in pairwise(words)}
    if ENDING & (set(words) | joined):
        return True
    last = operation.path.rstrip("/").rpartition("/")[2]
    return (operation.method == "DELETE" and last in OWN) or ("password" in words and "{" not in operation.path)


def learn(
    session: Session, wanted: Container[str] | None = None, enough: Callable[[], bool] = lambda: False
) -> Program[None]:
    """Try each operation for each caller, makers first and removals last. Removals are tried on new things.

    Everything is tried until somebody succeeds, then for one of each kind of caller, then for all others: with a budget
    that ends it early, most of what probes need is known. `wanted` are the names of the only operations that matter;
    None: all do. `enough` says that no more is to be sent.
    """
    teach_log_ins(session)
    tried: set[tuple[str, str]] = set()
    everybody = session.target.callers
    for turn, chosen in enumerate((everybody, _one_of_each_kind(everybody), everybody)):
        for number, operation in enumerate(session.target.operations):
            if ends_the_caller(operation) or (wanted is not None and operation.name not in wanted):
                continue
            if session.safe and operation.method not in READS:
                continue
            if enough():
                return
            callers = [one for one in chosen if (operation.name, one.name) not in tried]
            length = 3 * len(session.target.operations)
            item = ItemRef(id=f"learn-{turn}-{number}", name=operation.name, path=("set-up",))
            cursor = Cursor(position=turn * len(session.target.operations) + number, length=length, ref=item.id)
            if callers:
                yield from _learnt(session, operation, callers, item, cursor, tried, until_able=turn == 0)


def _one_of_each_kind(callers: tuple[Identity, ...]) -> tuple[Identity, ...]:
    """The first caller of each role, tenant and set of scopes."""
    kinds = {(one.role, one.tenant, one.scopes, one.expired): one for one in reversed(callers)}
    return tuple(kinds.values())[::-1]


def _learnt(
    session: Session, operation: Operation, callers: Iterable[Identity], item: ItemRef, cursor: Cursor,
    tried: set[tuple[str, str]], *, until_able: bool,
) -> Program[None]:  # fmt: skip
    session.item = item
    yield ItemStarted(cursor=cursor, item=item)
    for identity in callers:
        if session.is_silent(operation.name) or (until_able and session.able(operation.name)):
            break
        tried.add((operation.name, identity.name))
        yield from _tried_safely(session, operation, identity)
    if operation.method not in READS:
        yield from _read_after(session, operation)
    yield ItemEnded(cursor=cursor, item=item)


def _read_after(session: Session, writer: Operation) -> Program[None]:
    """A part of a thing that nobody could read before something wrote it there."""
    resource = session.target.resources.of(writer)
    if resource is None or writer not in resource.below or not session.able(writer.name):
        return
    for reader in resource.below:
        if reader.method == "GET" and reader.path == writer.path and not session.able(reader.name):
            for identity in session.target.callers:
                yield from acted(session, reader, identity, resource)


def _tried_safely(session: Session, operation: Operation, identity: Identity) -> Program[None]:
    try:
        yield from _tried(session, operation, identity)
    except Exception as problem:  # noqa: BLE001 - a mistake about one operation must not cost all others
        session.note_failure(operation.name, f"the set-up of {operation.name}", problem)


def _tried(session: Session, operation: Operation, identity: Identity) -> Program[None]:
    resource = session.target.resources.of(operation)
    if resource is None or _is_plain(operation, resource):
        yield from attempted(session, operation, identity)
    elif operation is resource.remove:
        yield from _removed(session, operation, identity, resource)
    elif operation.method in ("GET", "HEAD"):
        yield from _read(session, operation, identity, resource)
    else:
        yield from acted(session, operation, identity, resource)


def _is_plain(operation: Operation, resource: Resource) -> bool:
    """Whether an operation neither ends a thing nor acts on it: what lies further below a tenant does not act on it."""
    if lies_beyond(operation, resource):
        return True
    return operation not in resource.below and operation is not resource.remove


def _read(session: Session, operation: Operation, identity: Identity, resource: Resource) -> Program[None]:
    """A part of a thing, which may take its time."""
    if (yield from attempted(session, operation, identity)) is not None:
        return
    thing = yield from some(session, resource, identity)
    if thing is not None and session.status.get((operation.name, identity.name)) in NOT_READY:
        yield from awaited(session, operation, identity, thing)


def _removed(session: Session, operation: Operation, identity: Identity, resource: Resource) -> Program[None]:
    for owner in owners(session, identity)[:MOST_OWNERS]:
        thing = yield from brought(session, resource, owner)
        if thing is None:
            continue
        draft = yield from ready(session, operation, identity, thing=thing)
        if draft is None:
            return
        exchange = yield from session.send(draft.call)
        noted(session, draft, exchange)
        if succeeded(exchange):
            session.gone.add((resource.item, thing.id))
            session.owners[operation.name, identity.name] = owner
            return
        keep(session, thing, owner)
        if exchange.response is not None and exchange.response.status in (401, 403):
            return


def clean_up(session: Session) -> Program[tuple[str, ...]]:
    """Remove what was made, the newest first; returns what could not be removed."""
    left = []
    for thing in reversed(session.made):
        key = (thing.resource.item, thing.id)
        if key in session.gone:
            continue
        operation = thing.resource.remove
        if operation is None:
            left.append(f"{thing.resource.name} {thing.id}")
            continue
        if (yield from _is_gone_at_once(session, operation, thing)) or (yield from _is_gone(session, operation, thing)):
            session.gone.add(key)
        else:
            left.append(f"{thing.resource.name} {thing.id}")
    return tuple(left)


def _is_gone_at_once(session: Session, operation: Operation, thing: Made) -> Program[bool]:
    """Whether its maker could remove a thing as it was when it was made: most were not changed since."""
    wanted = [one for one in operation.parameters if one.required or one.name.lower() == "if-match"]
    answer = thing.exchange.response if thing.exchange else None
    etag = answer.header("etag") if answer else None
    others = [one for one in wanted if one.place != "path" and one.name.lower() != "if-match"]
    headers = {one.name: etag for one in wanted if one.place == "header"}
    path = {name: thing.path[name] for name in variables_of(operation.path) if name in thing.path}
    if etag is None or not headers or others or len(path) < len(list(variables_of(operation.path))):
        return False
    call = Call(operation=operation, identity=thing.owner, path=path, headers=headers, honest=True)
    return succeeded((yield from session.send(call)))


def _is_gone(session: Session, operation: Operation, thing: Made) -> Program[bool]:
    """Whether its maker could remove a thing, or else somebody of the same tenant who may remove others."""
    others = [one for one in session.able(operation.name) if one.tenant == thing.owner.tenant and one != thing.owner]
    for identity in (thing.owner, *others[:2]):
        draft = yield from ready(session, operation, identity, thing=thing)
        exchange = (yield from session.send(draft.call)) if draft is not None else None
        status = exchange.response.status if exchange is not None and exchange.response else 0
        if 200 <= status < 300 or (status in (404, 410) and identity is thing.owner):
            return True
    return False
