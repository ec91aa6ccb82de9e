"""Enough different things in a list to tell right from wrong: made once, by those who may, before it is judged."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.contract.kinds import item_schema, kinds, properties
from assay.model.command import Program, Sleep
from assay.model.contract import Operation, Schema
from assay.model.identity import Identity
from assay.probes.bodies import resolved
from assay.probes.call import Call
from assay.probes.lists.names import joined
from assay.probes.lists.terms import terms_of
from assay.probes.lists.walking import Listing, Whole, sizes, whole
from assay.probes.objects import Made
from assay.probes.pointer import put
from assay.probes.providing import Draft, ready, succeeded, thing_of
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session
from assay.probes.standing import standing

FEWEST = 5
"""Records that a list should have to be judged."""
VARIED = 3
"""Things with differing values that are made in any case."""
MOST_MADE = 12
"""Things that are made for one list at most."""
PAUSES = (0.05, 0.2, 0.5, 1.0)
"""Seconds between looks at a list that does not show yet what was made."""
_NUMBERS = (9, 100, 2, 20, 1, 11, 3, 30, 4, 5, 6, 7)
"""Of one, two and three digits, so that an order of texts is not one of numbers."""
_MOMENTS = ("2031-02-03T04:05:06Z", "2031-12-01T00:00:00Z", "2032-01-15T10:00:00Z", "2030-06-30T23:59:00Z")
_NAMED = frozenset({"id", "ids", "uuid", "ref", "key", "password", "secret", "token", "pin", "version"})
_TENANTS = frozenset({"tenant", "organization", "organisation", "org", "account", "workspace", "company", "team"})


def listing(session: Session, operation: Operation) -> Program[Listing | None]:
    """The list with enough different things in it, where some can be made; None where nobody reads it."""
    known = session.lists.get(operation.name)
    if known is not None and not _is_gone(session, known):
        return Listing(call=known, terms=terms_of(operation, session.target.contract), noun=_noun(session, operation))
    resource = session.target.resources.of(operation)
    who = _reader(session, operation, resource)
    draft = (yield from standing(session, operation, who)) if who is not None else None
    if draft is None:
        return None
    needed = {one.name for one in operation.parameters if one.place == "query" and one.required}
    query = {name: value for name, value in draft.call.query.items() if name in needed}
    call = draft.call.with_(query=query, honest=True)
    terms = terms_of(operation, session.target.contract)
    made = Listing(call=call, terms=terms, noun=_noun(session, operation))
    wanted = max(FEWEST, sizes(session, terms.size)[0] + 2 if terms.size is not None else FEWEST)
    there = yield from whole(session, made)
    if (
        not session.safe
        and there is not None
        and resource is not None
        and resource.list is operation
        and wanted <= MOST_MADE
    ):
        yield from _supplied(session, made, resource, there, wanted)
    session.lists[operation.name] = call
    return made


def _is_gone(session: Session, call: Call) -> bool:
    """Whether the thing whose list it is was removed meanwhile."""
    named = [(session.target.resources.at(call.operation.path, name), value) for name, value in call.path.items()]
    return any(one is not None and (one.item, str(value)) in session.gone for one, value in named)


def _noun(session: Session, operation: Operation) -> str:
    resource = session.target.resources.of(operation)
    return resource.name if resource is not None else ""


def _reader(session: Session, operation: Operation, resource: Resource | None) -> Identity | None:
    """Who reads the list: somebody who can also make what it lists, where there is one."""
    able = session.able(operation.name)
    makers = session.able(resource.create.name) if resource is not None and resource.create is not None else ()
    return next((one for one in able if one in makers), able[0] if able else None)


def _supplied(session: Session, made: Listing, resource: Resource, there: Whole, wanted: int) -> Program[None]:
    """Make what is missing, and in any case some with values of our own, and wait until the list shows it."""
    missing = max(wanted - len(there.keys), VARIED)
    ids: list[str] = []
    for number in range(min(missing, MOST_MADE)):
        thing = yield from _made(session, made.call, resource, number)
        if thing is None:
            break
        ids.append(thing.id)
    if not ids:
        return
    for pause in PAUSES:
        now = yield from whole(session, made)
        if now is None or not now.complete or not now.key or ids[-1] in now.keys:
            return
        yield Sleep(seconds=pause)


def _made(session: Session, call: Call, resource: Resource, number: int) -> Program[Made | None]:
    """One more thing in this list: by its reader, else by others of the same tenant."""
    operation = resource.create
    if operation is None:
        return None
    makers = session.able(operation.name)
    for who in sorted(makers, key=lambda one: one.name != call.identity.name):
        if who.tenant != call.identity.tenant:
            continue
        thing = yield from _made_by(session, operation, who, call, resource, number)
        if thing is not None:
            return thing
    return None


def _made_by(
    session: Session, operation: Operation, who: Identity, call: Call, resource: Resource, number: int
) -> Program[Made | None]:
    parent = Made(resource=resource, owner=who, path=call.path) if call.path else None
    variant = session.variants.get(operation.name, 0)
    draft = yield from ready(session, operation, who, variant=variant, thing=parent)
    if draft is None:
        return None
    for body in _bodies(session, draft, number):
        sent = msgspec.structs.replace(draft, call=draft.call.with_(body=body, honest=True))
        exchange = yield from session.send(sent.call)
        if succeeded(exchange):
            thing = thing_of(session, sent, exchange)
            if thing is not None:
                session.made.append(thing)
            return thing
        if exchange.response is None or exchange.response.status not in (400, 422):
            return None
    return None


def _bodies(session: Session, draft: Draft, number: int) -> tuple[Any, ...]:
    """With other values, and as it was."""
    changed = varied(session, draft, number)
    return (draft.call.body,) if changed == draft.call.body else (changed, draft.call.body)


def varied(session: Session, draft: Draft, number: int) -> Any:
    """The body of a good call with other numbers, choices, truth values, tags and moments in it; valid still."""
    body = draft.call.body
    operation = draft.call.operation
    media = next(
        (one for one in (operation.body.media if operation.body else ()) if one.type == draft.call.media), None
    )
    if media is None or not isinstance(body, dict):
        return body
    return _Variation(session, media.schema, number).of(body)


class _Variation:
    """One change at a time: what breaks the whole is left out again."""

    def __init__(self, session: Session, schema: Schema, number: int) -> None:
        self._session = session
        self._contract = session.target.contract
        self._schema = schema
        self._number = number

    def of(self, body: dict[str, Any]) -> Any:
        return self._object(body, self._schema, body, "", 0)

    def _object(self, value: dict[str, Any], schema: Schema, body: Any, pointer: str, depth: int) -> Any:
        for name, inner in properties(schema, self._contract.definitions).items():
            if name in value or (depth == 0 and _is_plain(resolved(inner, self._contract))):
                body = self._field(value.get(name), inner, body, f"{pointer}/{_escaped(name)}", depth)
        return body

    def _field(self, value: Any, schema: Schema, body: Any, pointer: str, depth: int) -> Any:
        words = words_of(pointer.rpartition("/")[2])
        if not words or words[-1] in _NAMED or joined("".join(words)) in _TENANTS:
            return body
        if isinstance(value, dict) and depth < 2:
            return self._object(value, schema, body, pointer, depth + 1)
        if isinstance(value, list) and value and isinstance(value[0], dict) and depth < 2:
            items = item_schema(schema, self._contract.definitions)
            return self._object(value[0], items, body, f"{pointer}/0", depth + 1)
        for new in self._others(resolved(schema, self._contract), value):
            changed = put(body, pointer, new)
            if not self._session.target.validators.check(self._schema, changed, "request"):
                return changed
        return body

    def _others(self, schema: dict[str, Any], value: Any) -> tuple[Any, ...]:
        allowed = kinds(schema, self._contract.definitions)
        if "readOnly" in schema or "const" in schema:
            return ()
        if isinstance(choices := schema.get("enum"), list) and choices:
            return (choices[self._number % len(choices)],)
        if allowed == {"boolean"}:
            return (self._number % 2 == 0,)
        if allowed & {"integer", "number"} and "string" not in allowed:
            low, high = schema.get("minimum", 0), schema.get("maximum")
            number = _NUMBERS[self._number % len(_NUMBERS)]
            low = low if isinstance(low, int | float) else 0
            span = int(high - low) + 1 if isinstance(high, int | float) and high >= low else 0
            return (number, low + (number % span if span else number))
        if "string" in allowed and schema.get("format") in ("date-time", "date"):
            moment = _MOMENTS[self._number % len(_MOMENTS)]
            return (moment if schema["format"] == "date-time" else moment[:10],)
        if allowed == {"array"} and (value is None or (value and isinstance(value[0], str)) or value == []):
            return (["abcdefghijkl"[self._number % 12] + "tag", "shared"], [f"t{self._number}"])
        return ()


def _is_plain(schema: dict[str, Any]) -> bool:
    """Whether a field that was left out may be set: its values are few, and say nothing of other things."""
    return "enum" in schema or schema.get("type") in ("boolean", "array") or schema.get("type") == ["array"]


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
