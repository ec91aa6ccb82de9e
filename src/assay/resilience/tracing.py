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
    links: list[Link] = []
    quiet: list[tuple[str, Identity]] = []
    unreached: list[str] = []
    for operation in session.target.operations:
        is_wanted = wanted is None or operation.name in wanted
        is_bystander = operation.method in READS and len(quiet) < MOST_BYSTANDERS
        if ends_the_caller(operation) or not (is_wanted or is_bystander):
            continue
        found = yield from _traced(session, operation)
        if not is_wanted:
            if isinstance(found, Identity):
                quiet.append((operation.name, found))
        elif found is None:
            unreached.append(operation.name)
        elif isinstance(found, Identity):
            quiet.append((operation.name, found))
        else:
            links.extend(found)
    return Traced(links=tuple(links), quiet=tuple(quiet), unreached=tuple(unreached))


def _traced(session: Session, operation: Operation) -> Program[tuple[Link, ...] | Identity | None]:
    """The links of an operation; who may call it, where it has none; None where it could not be called."""
    first = yield from _called(session, operation)
    if first is None:
        return None
    if not first.heard:
        return first.identity
    second = yield from _called(session, operation)  # what came by chance does not come twice
    again = {(one.dependency, one.call) for one in second.heard} if second is not None else set()
    times = Counter((one.dependency, one.call) for one in first.heard)
    links = []
    for (dependency, call), count in times.items():
        if second is None or (dependency, call) in again:
            heard = next(one for one in first.heard if (one.dependency, one.call) == (dependency, call))
            links.append(Link(
                operation=operation.name, identity=first.identity, dependency=dependency, call=call, times=count,
                healthy=first.exchange, heard=heard, afterwards=_is_afterwards(heard, first.exchange),
            ))  # fmt: skip
    return tuple(links) or first.identity


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
