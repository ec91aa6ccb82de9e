"""What the contract promises of one answer: the fields that it declares required, and what may be null."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.contract.matching import Match, Routes
from assay.model.contract import Answer, Contract, Media, Operation
from assay.model.http import Response

DEEPEST = 20
MOST = 2_000
"""Places of a schema that are looked at."""


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """An operation, and the schema that it declares for the answer that came."""

    operation: Operation
    source: str
    schema: Any = None
    """None where nothing is declared for this status or type."""
    definitions: dict[str, Any] = {}


class Promises:
    """A contract, ready to be asked."""

    def __init__(self, contract: Contract | None, bases: tuple[str, ...]) -> None:
        self._contract = contract
        self._routes = Routes(contract, bases) if contract is not None else None

    def of(self, method: str, url: str, response: Response | None) -> Promise | None:
        """What is promised; None where the contract does not know the operation."""
        if self._contract is None or self._routes is None:
            return None
        found = self._routes.find(method, url)
        if not isinstance(found, Match):
            return None
        media = _media(found.operation, response) if response else None
        return Promise(
            operation=found.operation,
            source=self._contract.source.replace("\\", "/").rpartition("/")[2] or "the contract",
            schema=media.schema if media else None,
            definitions=self._contract.definitions,
        )


def _media(operation: Operation, response: Response) -> Media | None:
    answer = _answer(operation, response.status)
    sent = (response.header("content-type") or "").partition(";")[0].strip().lower()
    return next((media for media in answer.media if media.type.lower() == sent), None) if answer else None


def _answer(operation: Operation, status: int) -> Answer | None:
    declared = {answer.status.upper(): answer for answer in operation.answers}
    return declared.get(str(status)) or declared.get(f"{status // 100}XX") or declared.get("DEFAULT")


def required(promise: Promise) -> tuple[str, ...]:
    """The top-level fields that are declared required."""
    return tuple(_Object(promise.schema, promise).required)


class _Object:
    """What the alternatives and parts of a schema say together of an object."""

    def __init__(self, schema: Any, promise: Promise) -> None:
        self.required: dict[str, None] = {}
        self.fields: dict[str, Any] = {}
        self.items: Any = None
        self.kinds: set[str] = set()
        self.free = False
        """Whether it is one of several alternatives, so that nothing in it is sure."""
        self._promise = promise
        self._take(schema, 0)

    def _take(self, schema: Any, depth: int) -> None:
        if depth > DEEPEST or not isinstance(schema, dict):
            return
        ref = schema.get("$ref")
        if isinstance(ref, str):
            self._take(self._promise.definitions.get(ref.removeprefix("#/$defs/")), depth + 1)
        for part in _list(schema.get("allOf")):
            self._take(part, depth + 1)
        for word in ("anyOf", "oneOf"):
            for part in _list(schema.get(word)):
                self.free = True
                self.kinds |= set(_kinds(part))
        self.kinds |= set(_kinds(schema))
        self.required |= dict.fromkeys(name for name in _list(schema.get("required")) if isinstance(name, str))
        fields = schema.get("properties")
        self.fields |= fields if isinstance(fields, dict) else {}
        self.items = schema.get("items", self.items)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _kinds(schema: Any) -> Iterator[str]:
    kind = schema.get("type") if isinstance(schema, dict) else None
    yield from (kind,) if isinstance(kind, str) else (one for one in _list(kind) if isinstance(one, str))
    if isinstance(schema, dict) and None in _list(schema.get("enum")):
        yield "null"


def relaxed(schema: dict[str, Any], promise: Promise) -> dict[str, Any]:
    """A schema that was inferred, without what the contract does not promise.

    Required is what both say; a type that the contract allows as well is allowed.
    """
    budget = iter(range(MOST))
    return _relaxed(schema, promise.schema, promise, budget, 0)


def _relaxed(
    schema: dict[str, Any], declared: Any, promise: Promise, budget: Iterator[int], depth: int
) -> dict[str, Any]:
    if not isinstance(declared, dict) or not schema or depth > DEEPEST or next(budget, None) is None:
        return schema
    known = _Object(declared, promise)
    changed = dict(schema)
    kinds = [changed["type"]] if isinstance(changed.get("type"), str) else list(changed.get("type", ()))
    if known.kinds and kinds:
        more = sorted(known.kinds - set(kinds))
        if more:
            changed["type"] = [*kinds, *more]
    if known.free:
        changed.pop("required", None)
    elif "required" in changed and known.fields:
        changed["required"] = [name for name in changed["required"] if name in known.required]
    if not changed.get("required", True):
        del changed["required"]
    if "properties" in changed:
        changed["properties"] = {
            name: _relaxed(one, known.fields.get(name), promise, budget, depth + 1)
            for name, one in changed["properties"].items()
        }
    if "items" in changed:
        changed["items"] = _relaxed(changed["items"], known.items, promise, budget, depth + 1)
    return changed
