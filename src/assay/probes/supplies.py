"""What creations use up (stock, seats): where one is refused, what it named is given up, and new ones have plenty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.contract.kinds import kinds, properties
from assay.model.contract import Media
from assay.probes.bodies import resolved
from assay.probes.call import Call
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session

SUPPLIES = frozenset(
    {"stock", "quantity", "capacity", "seats", "uses", "limit", "available", "availability", "inventory", "count",
     "remaining", "slots", "places", "copies", "redemptions", "tickets", "units", "balance"}
)  # fmt: skip
"""Words for how much there is of something."""
PLENTY = 5_000
MOST = 12
"""Things of one kind that are given up: what is refused for another reason would use up all."""
_DEEPEST = 6


def worn(session: Session, call: Call) -> bool:
    """Take what the body of a call names for used up that was refused with 409; whether it can be made anew.

    The next good call names new ones. Only 409 says that it is not the request which is wrong (RFC 9110, 15.5.10).
    """
    found = False
    for name, value in _named(call.body, 0):
        resource = session.target.resources.named(name)
        if resource is None or resource.create is None or resource.item in session.making:
            continue
        known = session.worn.setdefault(resource.item, set())
        if len(known) < MOST and value not in known:
            known.add(value)
            _empty(session, resource)
            found = True
    return found


def _empty(session: Session, resource: Resource) -> None:
    """Use no more what was made before anybody knew that plenty is needed."""
    for key in session.pool:
        if key[0] == resource.item:
            session.pool[key] = []


def is_worn(session: Session, resource: Resource, value: Any) -> bool:
    """Whether a thing may be used up."""
    return str(value) in session.worn.get(resource.item, ())


def plentiful(session: Session, call: Call, media: Media, body: Any) -> Any:
    """A body that makes a thing with plenty of what it has, where others of its kind were used up."""
    resource = session.target.resources.made_by(call.operation)
    if resource is None or not session.worn.get(resource.item) or not isinstance(body, dict):
        return body
    return {**body, **dict(_raised(session, media, body))}


def _raised(session: Session, media: Media, body: dict[str, Any]) -> Iterator[tuple[str, int]]:
    definitions = session.target.contract.definitions
    for name, inner in properties(media.schema, definitions).items():
        schema, present = resolved(inner, session.target.contract), body.get(name, 0)
        most = schema.get("maximum", PLENTY)
        if "integer" not in kinds(schema, definitions) or not SUPPLIES & set(words_of(name)):
            continue
        if isinstance(present, int) and isinstance(most, int | float):
            yield name, max(present, min(PLENTY, int(most)))


def _named(value: Any, depth: int, name: str = "") -> Iterator[tuple[str, str]]:
    """The texts and numbers in a body that may be ids of others, with the names of their fields."""
    if isinstance(value, dict | list) and depth < _DEEPEST:
        pairs = value.items() if isinstance(value, dict) else ((name, one) for one in value[:50])
        for key, one in pairs:
            yield from _named(one, depth + 1, key)
    elif isinstance(value, str | int) and not isinstance(value, bool) and len(words_of(name)) > 1:
        yield name, str(value)
