"""Lays faults on calls: the healthy request before, the same one under the fault, and again when it is over."""

from __future__ import annotations

import msgspec

from assay.model.command import Calm, Disturb, Program, Sleep
from assay.model.dependency import Heard
from assay.model.exchange import Exchange
from assay.probes.providing import Draft, noted, succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.resilience.breakage import Breakage
from assay.resilience.link import Link
from assay.resilience.recovering import recovering
from assay.resilience.trial import Trial
from assay.resilience.watching import Look, looked

LINGER = 0.01
LINGER_AFTERWARDS = 0.5
"""Seconds that calls are waited for which an operation makes after its answer."""


class _Set(msgspec.Struct, frozen=True, kw_only=True):
    """A trial that is ready to begin."""

    breakage: Breakage
    draft: Draft
    look: Look | None


def tried(session: Session, breakages: tuple[Breakage, ...]) -> Program[tuple[Trial | None, ...]]:
    """Trials at the same moment, one for each; None where no good call could be made."""
    ready = yield from _ready(session, breakages)
    if not ready:
        return (None,) * len(breakages)
    exchanges, heard = yield from _under(session, tuple(ready.values()))
    trials = {}
    for (number, begun), exchange in zip(ready.items(), exchanges, strict=True):
        noted(session, begun.draft, exchange)
        spent(session, begun.draft, exchange)
        own = _heard_of(begun.breakage, heard, breakages)
        trials[number] = Trial(breakage=begun.breakage, exchange=exchange, heard=own)
    for number, begun in ready.items():
        if begun.look is not None and not succeeded(trials[number].exchange):
            moved = yield from begun.look.moved()
            trials[number] = msgspec.structs.replace(trials[number], moved=moved)
    for number, begun in ready.items():
        trials[number] = yield from recovering(session, trials[number], begun.draft)
    return tuple(trials.get(number) for number in range(len(breakages)))


def _ready(session: Session, breakages: tuple[Breakage, ...]) -> Program[dict[int, _Set]]:
    """Those for which a good call could be made, by their number; all are made before the first look."""
    drafts = {}
    for number, one in enumerate(breakages):
        draft = yield from _drafted(session, one.link)
        if draft is not None:
            drafts[number] = draft
    ready = {}
    for number, draft in drafts.items():
        usual = breakages[number].link.healthy.response
        look = yield from looked(session, draft, usual.body.decode("utf-8", "replace") if usual else "")
        ready[number] = _Set(breakage=breakages[number], draft=draft, look=look)
    return ready


def _under(session: Session, ready: tuple[_Set, ...]) -> Program[tuple[tuple[Exchange, ...], tuple[Heard, ...]]]:
    yield Calm()
    for one in ready:
        broken, link = one.breakage, one.breakage.link
        yield Disturb(dependency=link.dependency, call=link.call, trouble=broken.trouble, then=broken.then)
        if broken.beside is not None:
            other, trouble = broken.beside
            yield Disturb(dependency=other.dependency, call=other.call, trouble=trouble)
    if len(ready) == 1:
        exchanges: tuple[Exchange, ...] = ((yield from session.send(ready[0].draft.call)),)
    else:
        exchanges = yield from session.together(tuple(one.draft.call for one in ready))
    late = any(one.breakage.link.afterwards for one in ready)
    yield Sleep(seconds=LINGER_AFTERWARDS if late else LINGER)
    heard: tuple[Heard, ...] = yield Calm()
    return exchanges, heard


def _heard_of(one: Breakage, heard: tuple[Heard, ...], together: tuple[Breakage, ...]) -> tuple[Heard, ...]:
    """What was called, without the calls that are broken for others."""
    of_others = {(other.link.dependency, other.link.call) for other in together if other is not one}
    return tuple(call for call in heard if (call.dependency, call.call) not in of_others)


def _drafted(session: Session, link: Link) -> Program[Draft | None]:
    """A good call, with an Idempotency-Key where the operation takes one, so that a client may send it again."""
    draft = yield from standing(session, session.target.operation(link.operation), link.identity)
    if draft is None:
        return None
    for one in draft.call.operation.parameters:
        if one.place == "header" and "idempotency" in one.name.lower() and one.name not in draft.call.headers:
            call = draft.call.with_(headers={**draft.call.headers, one.name: session.token()}, honest=True)
            return msgspec.structs.replace(draft, call=call)
    return draft
