"""How much of a contract a run exercised: what stood in a request that succeeded, and which statuses were answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.contract import Body, Contract, Operation, Schema
from assay.model.event import ItemRef
from assay.model.exchange import Exchange
from assay.probes.call import Call
from assay.probes.target import Target

KINDS = ("operations", "statuses", "parameters", "properties", "enum values", "identities")
MOST_MISSING = 100
"""Of a kind, by name; the rest is counted."""
MOST = 200_000
"""Things of a kind that are told apart."""
_DEEPEST = 6
_COMBINED = ("allOf", "anyOf", "oneOf")
Key = tuple[str, ...]
"""Operation, and then what of it: place and name, pointer, value."""


class Coverage:
    """Listens to a session. A request counts where it succeeded; a status wherever it was answered."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._seen: dict[str, set[Key]] = {kind: set() for kind in KINDS}

    def __call__(self, call: Call, exchange: Exchange, _item: ItemRef) -> None:
        """Take note of one exchange."""
        response = exchange.response
        if response is None or call.method:
            return
        name = call.operation.name
        self._see("statuses", (name, str(response.status)))
        if not 200 <= response.status < 400:
            return
        self._see("operations", (name,))
        self._see("identities", (call.identity.name,))
        for place, values in _places(call):
            for parameter, value in values.items():
                self._see("parameters", (name, place, parameter.lower() if place == "header" else parameter))
                for one in value if isinstance(value, list) else (value,):
                    self._see("enum values", (name, f"{place} {parameter}", _written(one)))
        if call.body is not msgspec.UNSET and call.raw is None:
            for pointer, value in _fields(call.body, "", 0):
                self._see("properties", (name, pointer))
                if not isinstance(value, dict | list):
                    self._see("enum values", (name, pointer, _written(value)))

    def told(self) -> dict[str, Any]:
        """By kind: `total`, `exercised`, `missing` by name, and how many were `left_out` of these; and `percent`."""
        inventory = _Inventory(self._target)
        found = {kind: self._kind(kind, inventory.of(kind)) for kind in KINDS}
        return {"percent": percent(found), **found}

    def _kind(self, kind: str, wanted: dict[Key, str]) -> dict[str, Any]:
        missing = [name for key, name in wanted.items() if not self._met(kind, key)]
        told: dict[str, Any] = {"total": len(wanted), "exercised": len(wanted) - len(missing)}
        told["missing"] = missing[:MOST_MISSING]
        if len(missing) > MOST_MISSING:
            told["left_out"] = len(missing) - MOST_MISSING
        return told

    def _met(self, kind: str, key: Key) -> bool:
        if kind != "statuses" or key[1].isdigit():
            return key in self._seen[kind]
        statuses = [status for name, status in self._seen[kind] if name == key[0]]
        if key[1] != "default":
            return any(status[0] == key[1][0] for status in statuses)
        declared = {one.status for one in self._target.operation(key[0]).answers}
        return any(not {status, f"{status[0]}XX"} & declared for status in statuses)

    def _see(self, kind: str, key: Key) -> None:
        seen = self._seen[kind]
        if len(seen) < MOST:
            seen.add(key)


def percent(kinds: dict[str, Any]) -> float:
    """All kinds together, each thing counted once; 100 where there is nothing to exercise."""
    rows = [row for row in kinds.values() if isinstance(row, dict)]
    total = sum(row["total"] for row in rows)
    # Cut, not rounded: 100 means all of it.
    return int(1000 * sum(row["exercised"] for row in rows) / total) / 10 if total else 100.0


def _places(call: Call) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from (("path", call.path), ("query", call.query), ("header", call.headers), ("cookie", call.cookies))


def _fields(value: Any, pointer: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Each field of a body with its pointer, in which `*` stands for any item of a list."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value[:20]:
            yield f"{pointer}/*", one
            yield from _fields(one, f"{pointer}/*", depth)
    elif isinstance(value, dict):
        for key, one in value.items():
            place = f"{pointer}/{_key(key)}"
            yield place, one
            yield from _fields(one, place, depth + 1)


def _key(name: Any) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def _written(value: Any) -> str:
    return (
        value[:200] if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)[:200]
    )


class _Inventory:
    """What there is to be exercised, each with the name that a reader knows it by."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._contract: Contract = target.contract

    def of(self, kind: str) -> dict[Key, str]:
        """Everything of a kind, in the order of the contract."""
        found: dict[Key, str] = {}
        for key, name in self._each(kind):
            found[key] = name
            if len(found) >= MOST:
                break
        return found

    def _each(self, kind: str) -> Iterator[tuple[Key, str]]:
        if kind == "identities":
            yield from (((one.name,), one.name) for one in self._target.callers)
            return
        for operation in self._contract.operations:
            yield from getattr(self, f"_{kind.replace(' ', '_')}")(operation)

    def _operations(self, operation: Operation) -> Iterator[tuple[Key, str]]:
        yield (operation.name,), operation.name

    def _statuses(self, operation: Operation) -> Iterator[tuple[Key, str]]:
        for answer in operation.answers:
            yield (operation.name, answer.status), f"{operation.name} {answer.status}"

    def _parameters(self, operation: Operation) -> Iterator[tuple[Key, str]]:
        for one in operation.parameters:
            name = one.name.lower() if one.place == "header" else one.name
            yield (operation.name, one.place, name), f"{operation.name} {one.place} {one.name}"

    def _properties(self, operation: Operation) -> Iterator[tuple[Key, str]]:
        for pointer, _ in self._schemas(operation):
            yield (operation.name, pointer), f"{operation.name} {pointer}"

    def _enum_values(self, operation: Operation) -> Iterator[tuple[Key, str]]:
        for one in operation.parameters:
            for value in self._enum(one.schema):
                place = f"{one.place} {one.name}"
                yield (operation.name, place, _written(value)), f"{operation.name} {place}={_written(value)}"
        for pointer, schema in self._schemas(operation):
            for value in self._enum(schema):
                text = _written(value)
                yield (operation.name, pointer, text), f"{operation.name} {pointer}={text}"

    def _schemas(self, operation: Operation) -> Iterator[tuple[str, Schema]]:
        for media in (operation.body or Body()).media[:1]:
            yield from self._below(media.schema, "", 0, frozenset())

    def _below(
        self, schema: Schema, pointer: str, depth: int, on_the_way: frozenset[str]
    ) -> Iterator[tuple[str, Schema]]:
        """The fields that a request may hold; what only the server writes is none of them."""
        if depth > _DEEPEST:
            return
        for name, one in self._branches(schema, on_the_way):
            way = on_the_way | {name}
            for key, field in (one.get("properties") or {}).items():
                if isinstance(field, dict) and field.get("readOnly") is True:
                    continue
                place = f"{pointer}/{_key(key)}"
                yield place, field
                yield from self._below(field, place, depth + 1, way)
            if isinstance(one.get("items"), dict):
                yield f"{pointer}/*", one["items"]
                yield from self._below(one["items"], f"{pointer}/*", depth + 1, way)

    def _branches(self, schema: Schema, on_the_way: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The schema and what it is combined of, each with the name that it is defined by."""
        waiting: list[tuple[str, Schema]] = [("", schema)]
        met = set(on_the_way) - {""}
        while waiting:
            name, one = waiting.pop()
            if not isinstance(one, dict):
                continue
            reference = str(one.get("$ref", "")).removeprefix("#/$defs/")
            if reference and reference not in met:
                met.add(reference)
                waiting.append((reference, self._contract.definitions.get(reference, True)))
            for word in _COMBINED:
                waiting.extend((name, branch) for branch in one.get(word) or ())
            yield name, one

    def _enum(self, schema: Schema) -> list[Any]:
        values = [value for _, one in self._branches(schema, frozenset()) for value in one.get("enum") or ()]
        items = schema.get("items") if isinstance(schema, dict) else None
        found = values or (self._enum(items) if isinstance(items, dict) else [])
        return [value for value in found if value is not None]
