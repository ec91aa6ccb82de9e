"""Finds out which operation calls which dependency: each is called once as it is meant, and the stand-ins listen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from assay.model.command import Calm, Program, Sleep
from assay.model.contract import Operation
from assay.model.dependency import Heard
from assay.model.identity import Identity
from assay.probes.learning import ends_the_caller
from assay.probes.providing import noted, succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.resilience.link import Link, Traced

LINGER = 0.05
"""Seconds that calls are waited for which an operation makes after its answer."""


def traced(session: Session, wanted: Container[str] | None = None) -> Program[Traced]:
    """Call each operation once, and tell what it called. `wanted` are the names of the only ones that matter."""
    links: list[Link] = []
    quiet: list[tuple[str, Identity]] = []
    unreached: list[str] = []
    for operation in session.target.operations:
        if ends_the_caller(operation) or (wanted is not None and operation.name not in wanted):
            continue
        found = yield from _traced(session, operation)
        if found is None:
            unreached.append(operation.name)
        elif isinstance(found, Identity):
            quiet.append((operation.name, found))
        else:
            links.extend(found)
    return Traced(links=tuple(links), quiet=tuple(quiet), unreached=tuple(unreached))


def _traced(session: Session, operation: Operation) -> Program[tuple[Link, ...] | Identity | None]:
    """The links of an operation; who may call it, where it has none; None where it could not be called."""
    draft = yield from standing(session, operation)
    if draft is None:
        return None
    yield Calm()
    exchange = yield from session.send(draft.call)
    yield Sleep(seconds=LINGER)
    heard: tuple[Heard, ...] = yield Calm()
    noted(session, draft, exchange)
    spent(session, draft, exchange)
    if not succeeded(exchange):
        return None
    times = Counter((one.dependency, one.call) for one in heard)
    first = {(one.dependency, one.call): one for one in reversed(heard)}
    links = tuple(
        Link(operation=operation.name, identity=draft.call.identity, dependency=dependency, call=call,
             healthy=exchange, heard=first[dependency, call], times=count)
        for (dependency, call), count in times.items()
    )  # fmt: skip
    return links or draft.call.identity
