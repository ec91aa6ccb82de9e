"""Holds a dependency silent, lets many requests wait for it, and asks for something that does not need it."""

from __future__ import annotations

from assay.model.command import Calm, Disturb, Program
from assay.model.dependency import Trouble
from assay.model.exchange import Exchange
from assay.probes.call import Call
from assay.probes.providing import succeeded
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.resilience.blame import Blame
from assay.resilience.link import Link, Traced
from assay.resilience.rules import BLOCKS

CROWD = 20
"""Requests that wait at the same moment; an API has to serve so many."""
CROWD_OF_WRITES = 8
LATER = 0.3
"""Seconds after which the bystander asks."""
SLOWEST = 1.0
"""Seconds within which it has its answer, or five times what it takes otherwise."""
READS = frozenset({"GET", "HEAD"})


def isolated(
    session: Session, link: Link, traced: Traced, silence: Trouble
) -> Program[tuple[Blame | None, Exchange | None, str]]:
    """What is wrong, what shows it, and the operation of the bystander; empty where there is nobody to ask."""
    stander = yield from _bystander(session, traced, link.dependency)
    if stander is None:
        return None, None, ""
    call, usual = stander
    crowd = yield from _crowd(session, link)
    if len(crowd) < 2:
        return None, None, ""
    yield Calm()
    yield Disturb(dependency=link.dependency, call=link.call, trouble=silence)
    after = (*(0.0 for _ in crowd), LATER)
    *waiting, asked = yield from session.together((*crowd, call), after)
    heard = yield Calm()
    for one, exchange in zip(crowd, waiting, strict=True):
        if succeeded(exchange):
            session.stands.pop((one.operation.name, one.identity.name), None)
    took, most = asked.timings.total / 1000, max(SLOWEST, 5 * usual.timings.total / 1000)
    if not any(one.fault for one in heard) or (succeeded(asked) and took <= most):
        return None, asked, call.operation.name
    told = f"it took {took:.1f} s" if asked.response is not None else f"none came in {took:.1f} s"
    message = (
        f"Expected {call.operation.name} to answer within {most:.1f} s, as it does not use {link.dependency}; while "
        f"{len(crowd)} requests of {link.operation} waited for it, {told}."
    )
    return Blame(rule=BLOCKS, message=message, exchange=asked.id), asked, call.operation.name


def _bystander(session: Session, traced: Traced, dependency: str) -> Program[tuple[Call, Exchange] | None]:
    """The quickest read that does not use the dependency, with an answer of now."""
    best: tuple[Call, Exchange] | None = None
    reads = [(name, who) for name, who in traced.beside(dependency) if name.split(" ")[0] in READS]
    for name, who in reads[:5]:
        call = session.goods.get((name, who.name))
        if call is None:
            continue
        exchange = yield from session.send(call)
        if succeeded(exchange) and (best is None or exchange.timings.total < best[1].timings.total):
            best = call, exchange
    return best


def _crowd(session: Session, link: Link) -> Program[tuple[Call, ...]]:
    """Good calls of the operation: the same read many times, or as many writes as can be made."""
    operation = session.target.operation(link.operation)
    draft = yield from standing(session, operation, link.identity)
    if draft is None:
        return ()
    if operation.method in READS:
        return (draft.call,) * CROWD
    calls = [draft.call]
    while len(calls) < CROWD_OF_WRITES:
        session.stands.pop((operation.name, draft.call.identity.name), None)
        more = yield from standing(session, operation, link.identity)
        if more is None:
            break
        calls.append(more.call)
    return tuple(calls)
