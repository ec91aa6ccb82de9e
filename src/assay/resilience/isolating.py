"""Holds a dependency silent, lets many requests wait for it, and asks for something that does not need it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.model.command import Calm, Disturb, Program
from assay.model.dependency import Trouble
from assay.model.exchange import Exchange
from assay.probes.call import Call
from assay.probes.providing import succeeded
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.resilience.blame import Blame
from assay.resilience.link import Link, Traced
from assay.resilience.recovering import LONG_PATIENCE, Recovery, is_failure, recovery
from assay.resilience.rules import BLOCKS, STUCK

CROWD = 20
"""Requests that wait at the same moment; an API has to serve so many."""
CROWD_OF_WRITES = 8
LATER = 0.3
"""Seconds after which the bystander asks."""
SLOWEST = 1.0
"""Seconds within which it has its answer, or five times what it takes otherwise."""
FEWEST = 2
BYSTANDERS = 3
MOST_LOOKED_AT = 5
READS = frozenset({"GET", "HEAD"})


class Crowded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a crowd."""

    asked: str = ""
    """The operation of the bystander; empty where there was nobody to ask, or no crowd could be made."""
    exchange: Exchange | None = None
    """What the bystander was answered."""
    blames: tuple[Blame, ...] = ()


def isolated(session: Session, link: Link, traced: Traced, silence: Trouble) -> Program[Crowded]:
    """A crowd, and bystanders; then until the operation is well again, which a circuit breaker may keep it from."""
    standers = yield from _bystanders(session, traced, link.dependency)
    crowd = yield from _crowd(session, link)
    if not standers or len(crowd) < FEWEST:
        return Crowded()
    yield Calm()
    yield Disturb(dependency=link.dependency, call=link.call, trouble=silence)
    after = (*(0.0 for _ in crowd), *(LATER for _ in standers))
    exchanges = yield from session.together((*crowd, *(call for call, _ in standers)), after)
    heard = yield Calm()
    for one, exchange in zip(crowd, exchanges, strict=False):
        if succeeded(exchange):
            session.stands.pop((one.operation.name, one.identity.name), None)
    found = yield from recovery(session, link, LONG_PATIENCE)
    asked = exchanges[len(crowd) :]
    blocked = [
        blame for (call, usual), one in zip(standers, asked, strict=True)
        for blame in _blocked(link, call, usual, one, len(crowd))
    ]  # fmt: skip
    is_met = any(one.fault for one in heard)
    shown = next((one for one in asked if blocked and one.id == blocked[0].exchange), asked[0])
    blames = (*blocked[:1], *_stuck(found, len(crowd))) if is_met else ()
    return Crowded(asked=standers[0][0].operation.name, exchange=shown, blames=blames)


def _blocked(link: Link, call: Call, usual: Exchange, asked: Exchange, crowd: int) -> Iterator[Blame]:
    took, most = asked.timings.total / 1000, max(SLOWEST, 5 * usual.timings.total / 1000)
    if succeeded(asked) and took <= most:
        return
    told = f"it took {took:.1f} s" if asked.response is not None else f"none came in {took:.1f} s"
    message = (
        f"Expected {call.operation.name} to answer within {most:.1f} s, as it does not use {link.dependency}; while "
        f"{crowd} requests of {link.operation} waited for it, {told}."
    )
    yield Blame(rule=BLOCKS, message=message, exchange=asked.id)


def _stuck(found: Recovery, crowd: int) -> Iterator[Blame]:
    if found.seconds is None and found.exchange is not None and is_failure(found.exchange):
        shown = str(found.exchange.response.status) if found.exchange.response else "no answer"
        message = f"Expected success once the fault was over, after {crowd} failures; a minute later: {shown}."
        yield Blame(rule=STUCK, message=message, exchange=found.exchange.id)


def _bystanders(session: Session, traced: Traced, dependency: str) -> Program[list[tuple[Call, Exchange]]]:
    """The quickest reads that do not use the dependency, with their answers of now."""
    found: list[tuple[Call, Exchange]] = []
    reads = [(name, who) for name, who in traced.beside(dependency) if name.split(" ")[0] in READS]
    for name, who in reads[:MOST_LOOKED_AT]:
        call = session.goods.get((name, who.name))
        if call is None:
            continue
        exchange = yield from session.send(call)
        if succeeded(exchange):
            found.append((call, exchange))
    return sorted(found, key=lambda one: one[1].timings.total)[:BYSTANDERS]


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
