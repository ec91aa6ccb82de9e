"""A request of a stranger's own that names what belongs to another is refused, as one that names nothing is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.contract.kinds import item_schema, kinds, properties
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation, Schema
from assay.model.exchange import Exchange
from assay.model.finding import Finding, Severity
from assay.probes.bodies import media_of
from assay.probes.effects import Watched
from assay.probes.learning import ends_the_caller
from assay.probes.objects import Made
from assay.probes.permissions.pairs import Pair, pair_of, pairs
from assay.probes.permissions.rules import REFERENCE
from assay.probes.permissions.sharing import holds, read_by
from assay.probes.pointer import put
from assay.probes.probe import Probe
from assay.probes.providing import Draft, control, succeeded
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target
from assay.probes.unlocking import brought, keep

_ENDINGS = frozenset({"id", "ids", "uuid", "uuids", "ref", "key"})
_DEEPEST = 4
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a request that names a thing."""

    pointer: str
    """JSON Pointer into the body; in lists, to their first item."""
    item: str
    """The path of the kind of thing that it names."""
    listed: bool = False
    """Whether it holds several ids."""


def cases(target: Target) -> Iterator[Case]:
    """Each field of a body that names a thing which can be made and read, for each pair."""
    for operation in target.operations:
        if operation.method in ("GET", "HEAD", "DELETE") or not target.guarded(operation) or ends_the_caller(operation):
            continue
        for spot in spots(target, operation):
            for pair in pairs(target):
                yield _case(operation, spot, pair)


def _case(operation: Operation, spot: Spot, pair: Pair) -> Case:
    return Case(
        probe=PROBE.name,
        rule=REFERENCE.name,
        operation=operation.name,
        what=f"{pair.stranger.name} names what {pair.owner.name} made",
        where=spot.pointer,
        identity=pair.owner.name,
        stranger=pair.stranger.name,
        sends=6,
        weight=89,
        writes=True,
        tags=operation.tags,
        data=spot,
    )


def spots(target: Target, operation: Operation) -> Iterator[Spot]:
    """The fields of the body that name things by their ids."""
    media = media_of(operation)
    if media is None or "json" not in media.type:
        return
    for pointer, name, schema in _fields(target, media.schema, "", 0):
        resource = _named(target, operation, name)
        if resource is not None and resource.create is not None and resource.read is not None:
            allowed = kinds(schema, target.contract.definitions)
            listed = "array" in allowed and "string" not in allowed
            yield Spot(pointer=pointer, item=resource.item, listed=listed)


def _fields(target: Target, schema: Schema, pointer: str, depth: int) -> Iterator[tuple[str, str, Schema]]:
    definitions = target.contract.definitions
    for name, inner in properties(schema, definitions).items() if depth < _DEEPEST else ():
        place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        yield place, name, inner
        yield from _fields(target, inner, place, depth + 1)
        yield from _fields(target, item_schema(inner, definitions), f"{place}/0", depth + 1)


def _named(target: Target, operation: Operation, name: str) -> Resource | None:
    """What a field names: `product_id`; and plain `ids`, in an action on a list, the things of that list."""
    words = words_of(name)
    if not words or words[-1] not in _ENDINGS:
        return None
    if len(words) > 1:
        return target.resources.named(name)
    parent = operation.path.rstrip("/").rpartition("/")[0]
    return next((one for one in target.resources.all if one.item.rpartition("/{")[0] == parent), None)


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A thing that the stranger may not read, though they read their own; named in what they may otherwise send."""
    spot: Spot = case.data
    resource = next(one for one in session.target.resources.all if one.item == spot.item)
    pair = pair_of(session, resource, case.identity, case.stranger)
    operation = session.target.operation(case.operation)
    assert resource.read is not None
    if (operation.name, pair.stranger.name) not in session.goods:
        return ()
    if (yield from control(session, resource.read, pair.stranger)) is None:
        return ()  # a kind of thing that one never reads, one may name all the same: a colleague to be asked
    thing = yield from brought(session, resource, pair.owner)
    both = (yield from read_by(session, pair, thing)) if thing is not None else None
    if thing is None or both is None or succeeded(both[1]):
        return ()
    attempt = yield from _sent(session, operation, pair, spot, thing.path[resource.parameter])
    if attempt is None or not succeeded(attempt):
        keep(session, thing, pair.owner)
        return ()
    judged = yield from _evidence(session, operation, pair, spot, thing, attempt)
    if judged is None:
        return ()
    severity, told, exchanges = judged
    message = (
        f"Expected {pair.stranger.name}, who may not read the {resource.name} of {pair.owner.name}, to be refused when "
        f"naming it; {told}."
    )
    return (session.finding(REFERENCE, case, message, (both[1], *exchanges), severity=severity),)


def _sent(session: Session, operation: Operation, pair: Pair, spot: Spot, value: Any) -> Program[Exchange | None]:
    """The stranger's own good request with another id in one place."""
    draft = yield from standing(session, operation, pair.stranger)
    if draft is None or not isinstance(draft.call.body, dict):
        return None
    body = put(draft.call.body, spot.pointer, [value] if spot.listed else value)
    if body == draft.call.body:
        return None
    changed: Draft = msgspec.structs.replace(draft, call=draft.call.with_(body=body))
    exchange = yield from session.send(changed.call)
    spent(session, changed, exchange)
    return exchange


def _evidence(
    session: Session, operation: Operation, pair: Pair, spot: Spot, thing: Made, attempt: Exchange
) -> Program[tuple[Severity, str, tuple[Exchange, ...]] | None]:
    """What shows that it was more than a polite answer: the owner's text, a refusal of nothing, or what it did."""
    if holds(attempt, thing.canaries):
        return "critical", f"the answer holds a text that only {pair.owner.name} ever sent", (attempt,)
    nothing = yield from _sent(session, operation, pair, spot, unheld(session, thing))
    if nothing is not None and nothing.response is not None and 400 <= nothing.response.status < 500:
        status = attempt.response.status if attempt.response is not None else 0
        told = f"the answer is {status}, where an id of nothing is refused with {nothing.response.status}"
        return "high", told, (nothing, attempt)
    return (yield from _effect(session, operation, pair, spot, thing.resource))


def _effect(
    session: Session, operation: Operation, pair: Pair, spot: Spot, resource: Resource
) -> Program[tuple[Severity, str, tuple[Exchange, ...]] | None]:
    """Where any id is taken: what naming a new thing of the owner changes in it."""
    thing = yield from brought(session, resource, pair.owner)
    if thing is None:
        return None
    watched = Watched(session, thing, pair.owner)
    if not (yield from watched.begin()):
        return None
    attempt = yield from _sent(session, operation, pair, spot, thing.path[resource.parameter])
    after = yield from watched.read()
    if attempt is None or not succeeded(attempt) or after.response is None:
        return None
    if after.response.status in (404, 410):
        session.gone.add((resource.item, thing.id))
        return "critical", f"{pair.owner.name} finds it gone", (after, attempt)
    moved = sorted(watched.moved(after)) if succeeded(after) else []
    return (
        ("critical", f"{pair.owner.name} reads it changed at {', '.join(moved[:3])}", (after, attempt))
        if moved
        else None
    )


def unheld(session: Session, thing: Made) -> Any:
    """An id of the same form that names nothing: that of a thing that is gone, else one that was made up."""
    real = thing.path[thing.resource.parameter]
    gone = [known for item, known in sorted(session.gone) if item == thing.resource.item and known != thing.id]
    if gone:
        return int(gone[-1]) if isinstance(real, int) and gone[-1].isdigit() else gone[-1]
    return made_up(real, session.token())


def made_up(real: Any, token: str) -> Any:
    """An id like another one: its last letters and digits are others of the same kinds."""
    if isinstance(real, int) and not isinstance(real, bool):
        return 987_654_321 if real != 987_654_321 else 987_654_322
    text = str(real)
    seed = int.from_bytes(json.dumps(token).encode()) % (1 << 61)
    digits = "0123456789abcdef" if _UUID.fullmatch(text) else ""
    changed = list(text)
    for index in range(max(0, len(text) - 12), len(text)):
        seed = (seed * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % (1 << 64)
        changed[index] = _like(text[index], seed >> 33, digits)
    return "".join(changed)


def _like(letter: str, number: int, digits: str) -> str:
    kind = next(
        (one for one in ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ") if letter in one), ""
    )
    kind = digits or kind if kind else ""
    return kind[number % len(kind)] if kind else letter


PROBE = Probe(name="foreign-reference", rules=(REFERENCE,), cases=cases, run=run)
