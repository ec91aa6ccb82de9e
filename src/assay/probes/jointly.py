"""Mistakes that are tried together first: those that the refusal names need no request of their own.

A finding is never made of such a request. A mistake that the server does not name, or of which it tells the first one
alone, is sent by itself as before; one that it names in the same refusal is one that it sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.exchange import Exchange
from assay.probes.call import Call
from assay.probes.naming import Place, named_in
from assay.probes.pointer import tokens
from assay.probes.providing import content_of
from assay.probes.session import Session
from assay.probes.standing import spent, standing

JOINT = frozenset({"negative-body", "negative-parameter"})
"""Probes whose cases each change one place of a good request."""
FEWEST = 2
MOST = 12
"""Mistakes in one request: servers tell of so many at most."""
MOST_IN_VAIN = 4
"""Requests in a row of which the server named less than two mistakes: after them nothing is tried together."""
_REFUSALS = frozenset({400, 422})
_PATH = "path "

Change = Callable[[Call, Case], Call | None]
"""The call with the mistake of a case; None where it has no place for it."""
Breaks = Callable[[Session, Call, Case], bool]
"""Whether the mistake of a case is one in what leaves."""


def plan(cases: Iterable[Case], session: Session) -> None:
    """Put together the cases of an operation that change different places, the most telling ones first."""
    alike: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        if case.probe in JOINT and case.where and not case.where.startswith(_PATH):
            alike.setdefault((case.probe, case.operation), []).append(case)
    for group in alike.values():
        for layer in _layers(group):
            session.beside.update({case.id: layer for case in layer})


def _layers(group: list[Case]) -> Iterator[tuple[Case, ...]]:
    waiting = group
    while waiting:
        layer: list[Case] = []
        left: list[Case] = []
        for case in waiting:
            fits = len(layer) < MOST and not any(_overlap(case.where, one.where) for one in layer)
            (layer if fits else left).append(case)
        if len(layer) >= FEWEST:
            yield tuple(layer)
        waiting = left


def _overlap(place: str, other: str) -> bool:
    return f"{place}/".startswith(f"{other}/") or f"{other}/".startswith(f"{place}/")


def is_settled(session: Session, case: Case, change: Change, breaks: Breaks) -> Program[bool]:
    """Whether the server was seen to refuse the mistake of a case. What is carried out again is sent by itself."""
    layer = session.beside.get(case.id, ())
    for one in layer:
        session.beside.pop(one.id, None)
    if layer and session.terse < MOST_IN_VAIN:
        yield from _tried(session, layer, change, breaks)
    if case.id not in session.settled:
        return False
    session.settled.remove(case.id)
    return True


def _tried(session: Session, layer: tuple[Case, ...], change: Change, breaks: Breaks) -> Program[None]:
    draft = yield from standing(session, session.target.operation(layer[0].operation))
    if draft is None:
        return
    call = draft.call
    for case in layer:
        call = change(call, case) or call
    parts = [case for case in layer if breaks(session, call, case)]
    if len(parts) < FEWEST:
        return
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    named = _named(exchange)
    seen = [case for case in parts if _place(case) in named and not _is_sent(call, _place(case))]
    session.terse = 0 if len(seen) > 1 else session.terse + 1
    session.settled.update(case.id for case in seen)


def _named(exchange: Exchange) -> frozenset[Place]:
    if exchange.response is None or exchange.response.status not in _REFUSALS:
        return frozenset()
    return named_in(content_of(exchange))


def _place(case: Case) -> Place:
    return tuple(tokens(case.where)) if case.where.startswith("/") else (case.where.partition(" ")[2],)


def _is_sent(call: Call, place: Place) -> bool:
    """Whether a name is a value that was sent as well: an answer that repeats it does not name the place."""
    words = set(re.findall(r"\w+", repr([*_values(call.body), *_values(call.query), *_values(call.headers)])))
    return place[-1] in words


def _values(content: object) -> Iterator[object]:
    if isinstance(content, dict):
        for one in content.values():
            yield from _values(one)
    elif isinstance(content, list):
        for one in content:
            yield from _values(one)
    else:
        yield content
