"""Drafts what a good answer must show again: status, type, shape, required fields, and what the request asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from assay.contract.inference import infer, looks_volatile, volatile
from assay.draft.anatomy import Anatomy, Locator
from assay.draft.blocks import Block
from assay.draft.javascript import access, literal, value
from assay.draft.likeness import STAND_IN, is_id_name
from assay.draft.origins import json_of
from assay.draft.promised import Promise, relaxed, required
from assay.model.http import Response

Texts = Mapping[Locator, tuple[tuple[str, str], ...]]
_STATES = frozenset({"status", "state"})
_CODES = ("code", "error", "type", "status")
MOST_FIELDS = 12
"""Fields of a request that are looked for again in the answer."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A call, and all that is known of its answer."""

    parts: Anatomy
    texts: Texts
    promise: Promise | None = None
    samples: tuple[Response, ...] = ()
    """Other answers to the same read: repeated just now, or dropped as the same."""
    repeated: int = 0
    """How many of the samples were fetched just now, with the same status."""

    @property
    def response(self) -> Response:
        """The answer that stands."""
        response = self.parts.call.response
        assert response is not None, "calls without an answer are never drafted"
        return response

    @property
    def bodies(self) -> tuple[Any, ...]:
        """The JSON of the answer and of its samples."""
        found = (json_of(one) for one in (self.response, *self.samples) if one.status == self.response.status)
        return tuple(body for body in found if body is not None)

    @property
    def changing(self) -> frozenset[str]:
        """Pointers of what differed between two answers that were fetched one after the other, else of what differs."""
        bodies = self.bodies
        return frozenset(volatile(bodies[-self.repeated :] if self.repeated > 1 else bodies))


def assertions(seen: Seen) -> Iterator[Block]:
    """The tests of one step, in the order in which a person reads them."""
    response = seen.response
    yield Block(
        "The status that was seen.",
        f"status is {response.status}",
        [f"pm.response.to.have.status({response.status});"],
    )
    yield from _headers(response)
    if not response.body:
        if seen.parts.method != "HEAD" and not 300 <= response.status < 400:
            yield Block("There was nothing in it.", "body is empty", ['pm.expect(pm.response.text()).to.eql("");'])
        return
    yield from _type(response)
    body = json_of(response)
    if body is None:
        return
    yield from _shape(seen)
    yield from _required(seen, body)
    if response.status >= 400:
        yield from _problem(body)
    elif isinstance(body, dict):
        yield from _asked_for(seen, body)
        yield from _kept(seen, body)
        yield from _state(seen, body)


def _headers(response: Response) -> Iterator[Block]:
    """Headers that a status calls for (RFC 9110, 15), where they were there."""
    wanted = {
        201: ("Location", "Where the new thing is (RFC 9110, 10.2.2)."),
        401: ("WWW-Authenticate", "How to prove who one is (RFC 9110, 11.6.1)."),
        405: ("Allow", "What can be done instead (RFC 9110, 10.2.1)."),
        429: ("Retry-After", "When to come back (RFC 9110, 10.2.3)."),
    }
    name, why = wanted.get(response.status, ("Location", "Where it sends the client (RFC 9110, 10.2.2)."))
    if (response.status in wanted or 300 <= response.status < 400) and response.header(name) is not None:
        yield Block(why, f"header {name} is there", [f"pm.response.to.have.header({literal(name)});"])


def _type(response: Response) -> Iterator[Block]:
    media = (response.header("content-type") or "").partition(";")[0].strip().lower()
    if media:
        line = f'pm.expect(pm.response.headers.get("Content-Type")).to.include({literal(media)});'
        yield Block("The type that was seen; its parameters may change.", f"content type is {media}", [line])


def _shape(seen: Seen) -> Iterator[Block]:
    schema = infer(seen.bodies)
    why = f"The shape of {_count(len(seen.bodies))}: types and formats, no values; further fields are welcome."
    if seen.promise is not None and seen.promise.schema is not None:
        schema = relaxed(schema, seen.promise)
        why = f"{why[:-1]}, and what {seen.promise.source} leaves open stays open."
    if schema:
        before = [f"const schema = {value(schema)};"]
        yield Block(why, "body has the shape that was seen", ["pm.response.to.have.jsonSchema(schema);"], before)


def _count(number: int) -> str:
    return "the answer that was seen" if number == 1 else f"{number} answers that were seen"


def _required(seen: Seen, body: Any) -> Iterator[Block]:
    promise = seen.promise
    if promise is None or promise.schema is None or not isinstance(body, dict):
        return
    names = [name for name in required(promise) if name in body]
    if names:
        why = f"{promise.source} requires these of {promise.operation.name}."
        line = f"pm.expect(pm.response.json()).to.include.all.keys({value(names, '    ')});"
        yield Block(why, "every required field is there", [line])


def _problem(body: Any) -> Iterator[Block]:
    """What names the error for programs: `code`, or the fields of a problem (RFC 9457). Texts for people may change."""
    if not isinstance(body, dict):
        return
    lines = [
        f"pm.expect({access('problem', [name])}).to.eql({value(body[name])});"
        for name in _CODES
        if name in body and _is_stable(body[name], name)
    ]
    if lines:
        first = "const problem = pm.response.json();"
        yield Block(
            "What names the error for programs; texts for people may change.",
            "error is the expected one",
            [first, *lines],
        )


def _is_stable(found: Any, name: str) -> bool:
    if isinstance(found, bool) or not isinstance(found, str | int):
        return False
    if isinstance(found, str) and (len(found) > 120 or STAND_IN.search(found) or not found):
        return False
    return name in ("status", "code") or not looks_volatile(found, name)


def _asked_for(seen: Seen, body: dict[str, Any]) -> Iterator[Block]:
    """The id of the path is the id of the answer."""
    for slot in reversed(seen.parts.slots):
        if slot.kind != "path" or slot.where not in seen.texts:
            continue
        for name, found in body.items():
            if is_id_name(name) and not isinstance(found, bool) and str(found) == slot.value:
                variable = _variable(seen.texts, slot.where)
                if variable:
                    line = f"pm.expect({_spoken(found, name)}).to.eql({_looked_up(variable, found)});"
                    yield Block("The id in the URL, again in the answer.", "it is the one that was asked for", [line])
                return


def _kept(seen: Seen, body: dict[str, Any]) -> Iterator[Block]:
    """What was sent comes back, as far as it did."""
    if seen.parts.method not in ("POST", "PUT", "PATCH") or seen.parts.content is None:
        return
    lines = []
    sent = {slot.where[1]: slot for slot in seen.parts.slots if slot.kind == "body" and len(slot.where) == 2}
    for name, slot in list(sent.items())[:MOST_FIELDS]:
        found = body.get(str(name))
        if (
            slot.secret
            or isinstance(found, bool | None)
            or not isinstance(found, str | int)
            or str(found) != slot.value
        ):
            continue
        variable = _variable(seen.texts, slot.where)
        if slot.where in seen.texts and not variable:
            continue
        expected = _looked_up(variable, found) if variable else value(found)
        actual = _spoken(found, str(name), "body") if variable else access("body", [str(name)])
        lines.append(f"pm.expect({actual}).to.eql({expected});")
    if lines:
        first = f"const body = {_JSON};"
        yield Block("What was sent comes back.", "what was sent is kept", [first, *lines])


_JSON = "pm.response.json()"


def _spoken(found: Any, name: str, body: str = _JSON) -> str:
    """A field of the answer, as text where it is a number: a variable may hold either."""
    field = access(body, [name])
    return field if isinstance(found, str) else f"String({field})"


def _looked_up(variable: str, found: Any) -> str:
    looked_up = f"pm.variables.get({literal(variable)})"
    return looked_up if isinstance(found, str) else f"String({looked_up})"


def _variable(texts: Texts, where: Locator) -> str:
    """The variable that stands there, where nothing else does."""
    some = texts.get(where, ())
    text = some[0][1] if len(some) == 1 else ""
    return text[2:-2] if text.startswith("{{") and not text.startswith("{{$") else ""


def _state(seen: Seen, body: dict[str, Any]) -> Iterator[Block]:
    """The state that a write led to, or that a read showed three times."""
    is_read = seen.parts.method in ("GET", "HEAD")
    changing = seen.changing
    if is_read and seen.repeated < 2:
        return
    for name, found in body.items():
        if name.lower() not in _STATES or not isinstance(found, str) or not found or looks_volatile(found, name):
            continue
        same = all(isinstance(one, dict) and one.get(name) == found for one in seen.bodies)
        if same and f"/{name}" not in changing and len(found) <= 40:
            why = "It was the same each time." if is_read else "Where this request leads to."
            yield Block(
                why, f"its {name} is {found}", [f"pm.expect({access(_JSON, [name])}).to.eql({literal(found)});"]
            )


def changing_fields(seen: Seen) -> tuple[str, ...]:
    """What differed between answers to the same read, as pointers."""
    return tuple(sorted(seen.changing)) if seen.repeated > 1 else ()
