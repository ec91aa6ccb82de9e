"""A schema as it holds for one direction: what a client only reads is not wanted in a request, nor the reverse."""

from __future__ import annotations

from typing import Any, Literal

from assay.contract.subschemas import changed, referred
from assay.model.contract import Schema

Direction = Literal["request", "response"]
_UNWANTED = {"request": "readOnly", "response": "writeOnly"}
_HOPS = 8


def directed(schema: Schema, definitions: dict[str, Schema], direction: Direction) -> Schema:
    """The schema without the fields of the other direction among those that are required (OpenAPI 3.0.4, 4.7.24)."""
    return _Directed(definitions, _UNWANTED[direction]).apply(schema, frozenset())


class _Directed:
    def __init__(self, definitions: dict[str, Schema], mark: str) -> None:
        self._definitions = definitions
        self._mark = mark

    def apply(self, schema: Schema, around: frozenset[str]) -> Schema:
        """`around` are fields that a schema for the same value marks."""
        if isinstance(schema, bool):
            return schema
        marked = around | self._marked_fields(schema)
        result = changed(schema, lambda inner: self.apply(inner, frozenset()))
        if marked and "allOf" in schema:
            result["allOf"] = [self.apply(inner, marked) for inner in schema["allOf"]]
        if marked and "required" in schema:
            result["required"] = [name for name in schema["required"] if name not in marked]
        return result

    def _marked_fields(self, schema: dict[str, Any]) -> frozenset[str]:
        """The fields that carry the mark, also in what the schema is made of."""
        found: set[str] = set()
        waiting: list[Schema] = [schema]
        seen: set[int] = set()
        while waiting:
            one = waiting.pop()
            if isinstance(one, bool) or id(one) in seen:
                continue
            seen.add(id(one))
            found |= {name for name, inner in one.get("properties", {}).items() if self._is_marked(inner, _HOPS)}
            waiting.extend((*one.get("allOf", ()), self._target(one)))
        return frozenset(found)

    def _is_marked(self, schema: Schema, hops: int) -> bool:
        if isinstance(schema, bool) or not hops:
            return False
        return schema.get(self._mark) is True or self._is_marked(self._target(schema), hops - 1)

    def _target(self, schema: dict[str, Any]) -> Schema:
        name = referred(schema)
        return self._definitions.get(name, True) if name is not None else True
