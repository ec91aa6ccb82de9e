"""Places in a good call where a value may stand: fields of a JSON body or form, and parameters of the query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from assay.contract.kinds import kinds, properties
from assay.model.contract import Contract, Operation, Schema
from assay.probes.bodies import media_of, resolved
from assay.probes.call import Call
from assay.probes.pointer import at, joined, put, tokens
from assay.probes.resources import words_of
from assay.probes.target import Target

DEEPEST = 3
_SECRET = ("password", "passwd", "secret", "token", "pin", "otp")
_LOGIN = frozenset({"username", "login"})
_OURS = frozenset({"cursor", "page", "limit", "offset", "sort", "order"})


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """One place. `name` is a JSON Pointer in a body, else the name of the parameter."""

    place: Literal["body", "query"]
    name: str
    schema: dict[str, Any]
    """With its references followed."""
    kinds: frozenset[str]
    """JSON types that may stand there."""

    @property
    def where(self) -> str:
        """As in findings."""
        return self.name if self.place == "body" else f"query {self.name}"

    @property
    def last(self) -> str:
        """The field's own name."""
        return (tokens(self.name) or [""])[-1] if self.place == "body" else self.name

    @property
    def free(self) -> bool:
        """Whether text of one's own may stand there, as far as a pattern allows: no secret, no reference, no format."""
        words = words_of(self.last)
        bound = {"enum", "const", "format", "contentEncoding", "contentMediaType"} & self.schema.keys()
        named = self.last.lower() in _LOGIN | _OURS or (len(words) > 1 and words[-1] in ("id", "ids"))
        return "string" in self.kinds and not bound and not named and not is_secret(self.last)


def is_secret(name: str) -> bool:
    """Whether a field is for credentials, which are not to be changed."""
    return any(word in name.lower() for word in _SECRET)


def spots(operation: Operation, target: Target) -> Iterator[Spot]:
    """All places of an operation, those of the body first."""
    media, contract = media_of(operation), target.contract
    if media is not None and ("json" in media.type or "form" in media.type):
        yield from _fields(media.schema, contract, "", 0)
    for one in operation.parameters:
        if one.place == "query" and not one.media:
            schema = resolved(one.schema, contract)
            if schema:
                yield Spot(place="query", name=one.name, schema=schema, kinds=kinds(schema, contract.definitions))


def _fields(schema: Schema, contract: Contract, place: str, depth: int) -> Iterator[Spot]:
    if depth > DEEPEST:
        return
    for name, inner in properties(resolved(schema, contract), contract.definitions).items():
        one = resolved(inner, contract)
        if not one or one.get("readOnly") is True:
            continue
        pointer = place + joined(name)
        allowed = kinds(one, contract.definitions)
        if not {"object", "array"} <= allowed:
            yield Spot(place="body", name=pointer, schema=one, kinds=allowed)
        items = one.get("items")
        if isinstance(items, dict):
            yield from _fields(items, contract, f"{pointer}/0", depth + 1)
        yield from _fields(one, contract, pointer, depth + 1)


def present(call: Call, spot: Spot) -> Any:
    """The value that stands there; None where there is none."""
    return at(call.body, spot.name) if spot.place == "body" else call.query.get(spot.name)


def filled(call: Call, spot: Spot, value: Any) -> Call:
    """The call with a value there; as it was, where the object around it is missing."""
    if spot.place == "query":
        return call.with_query(spot.name, value)
    return call.with_(body=put(call.body, spot.name, value))
