"""Finds out which operation calls which dependency: each is called once as it is meant, and the stand-ins listen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from typing import NamedTuple

from assay.model.command import Calm, Program, Sleep
from assay.model.contract import Operation
from assay.model.dependency import Heard
from assay.model.exchange import Exchange
from assay.model.identity import Identity
from assay.probes.learning import ends_the_caller
from assay.probes.providing import noted, succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.resilience.link import Link, Traced

MOST_BYSTANDERS = 5
"""Operations without a dependency that are looked for beside those that are asked for."""
READS = frozenset({"GET", "HEAD"})
LINGER = 0.05
LINGER_AFTER_WRITES = 0.15
"""Seconds that calls are waited for which an operation makes after its answer."""


def traced(session: Session, wanted: Container[str] | None = None) -> Program[Traced]:
    """Call each operation once, and tell what it called. `wanted` are the names of the only ones that matter."""
    seen: list[_Seen] = []
    quiet: list[tuple[str, Identity]] = []
    unreached: list[str] = []
    for operation in session.target.operations:
        is_wanted = wanted is None or operation.name in wanted
        is_bystander = operation.method in READS and len(quiet) < MOST_BYSTANDERS
        if ends_the_caller(operation) or not (is_wanted or is_bystander):
            continue
        found = yield from _traced(session, operation)
        if found is None:
            unreached += [operation.name] if is_wanted else []
        elif isinstance(found, Identity):
            quiet.append((operation.name, found))
        else:
            seen.extend(found if is_wanted else ())
            if not any(one.is_sure for one in found):  # it may do without, as it did the second time
                quiet.append((operation.name, found[0].link.identity))
    return Traced(links=_believed(seen), quiet=tuple(quiet), unreached=tuple(unreached))


def _traced(session: Session, operation: Operation) -> Program[tuple[_Seen, ...] | Identity | None]:
    """The links of an operation; who may call it, where it has none; None where it could not be called."""
    first = yield from _called(session, operation)
    if first is None:
        return None
    if not first.heard:
        return first.identity
    second = yield from _called(session, operation)
    again = {(one.dependency, one.call) for one in second.heard} if second is not None else set()
    times = Counter((one.dependency, one.call) for one in first.heard)
    return tuple(
        _Seen(_link(operation, first, dependency, call, count), second is None or (dependency, call) in again)
        for (dependency, call), count in times.items()
    )


def _link(operation: Operation, called: _Called, dependency: str, call: str, times: int) -> Link:
    heard = next(one for one in called.heard if (one.dependency, one.call) == (dependency, call))
    return Link(
        operation=operation.name, identity=called.identity, dependency=dependency, call=call, times=times,
        healthy=called.exchange, heard=heard, afterwards=_is_afterwards(heard, called.exchange),
    )  # fmt: skip


def _believed(seen: list[_Seen]) -> tuple[Link, ...]:
    """Without what was heard once of an operation and of others as well: that came by chance, from the background."""
    operations = Counter((one.link.dependency, one.link.call) for one in seen)
    return tuple(one.link for one in seen if one.is_sure or operations[one.link.dependency, one.link.call] == 1)


class _Seen(NamedTuple):
    link: Link
    is_sure: bool
    """Whether it was heard a second time."""


class _Called(NamedTuple):
    identity: Identity
    exchange: Exchange
    heard: tuple[Heard, ...]


def _called(session: Session, operation: Operation) -> Program[_Called | None]:
    """One good call, and what it called."""
    draft = yield from standing(session, operation)
    if draft is None:
        return None
    yield Calm()
    exchange = yield from session.send(draft.call)
    yield Sleep(seconds=LINGER if operation.method in READS else LINGER_AFTER_WRITES)
    heard: tuple[Heard, ...] = yield Calm()
    noted(session, draft, exchange)
    spent(session, draft, exchange)
    return _Called(draft.call.identity, exchange, heard) if succeeded(exchange) else None


def _is_afterwards(heard: Heard, exchange: Exchange) -> bool:
    """Whether the call came when the answer had been given."""
    return bool(exchange.started and heard.at) and heard.at > exchange.started + exchange.timings.total / 1000 + 0.02
