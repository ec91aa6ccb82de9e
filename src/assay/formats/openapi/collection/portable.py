"""A schema as Postman's sandbox understands it: draft 7 for Ajv 6, without what makes that one stumble."""

from __future__ import annotations

from typing import Any

from assay.formats.openapi.sampling.merging import referred
from assay.formats.openapi.sampling.patterns import Unsupported, read_pattern
from assay.model.contract import Contract, Schema

_FORMATS = {"date", "date-time", "uri", "email", "hostname", "ipv4", "ipv6", "uuid"}
_JUDGING = {
    "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
    "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
}  # fmt: skip
_ONE = ("not", "if", "then", "else", "additionalProperties", "contains", "propertyNames")
_LISTS = ("allOf", "anyOf", "oneOf")
_MAPS = ("properties", "patternProperties")
MAX_DEFINITIONS = 100


def portable(schema: Schema, contract: Contract) -> Schema | None:
    """The schema with all that it refers to; None where that is too much for a script."""
    reached: dict[str, Schema] = {}
    waiting = [*_references(schema)]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in contract.definitions:
            reached[name] = contract.definitions[name]
            waiting.extend(_references(reached[name]))
        if len(reached) > MAX_DEFINITIONS:
            return None
    own = _Portable(contract).of(schema)
    if isinstance(own, bool) or not reached:
        return own
    return own | {"definitions": {name: _Portable(contract).of(one) for name, one in sorted(reached.items())}}


def _references(value: Any) -> list[str]:
    """The names of all definitions that a schema refers to, at any depth."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            name = referred(one)
            found += [] if name is None else [name]
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return found


class _Portable:
    def __init__(self, contract: Contract) -> None:
        self._definitions = contract.definitions

    def of(self, schema: Schema) -> Schema:
        if isinstance(schema, bool):
            return schema
        written = self._judging(schema)
        name = referred(schema)
        if name is None:
            return written
        reference = {"$ref": f"#/definitions/{name}"}
        if not written:  # draft 7 looks at nothing beside a $ref
            return reference
        return {**written, "allOf": [reference, *written.get("allOf", [])]}

    def _judging(self, schema: dict[str, Any]) -> dict[str, Any]:
        written = {key: value for key, value in schema.items() if key in _JUDGING}
        written |= {key: self.of(schema[key]) for key in _ONE if key in schema}
        written |= {key: [self.of(one) for one in schema[key]] for key in _LISTS if key in schema}
        written |= {
            key: {name: self.of(one) for name, one in schema[key].items() if name != "__proto__"}
            for key in _MAPS
            if key in schema
        }
        return written | self._items(schema) | self._texts(schema) | self._required(schema)

    def _items(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "prefixItems" not in schema:
            return {"items": self.of(schema["items"])} if "items" in schema else {}
        written: dict[str, Any] = {"items": [self.of(one) for one in schema["prefixItems"]]}
        return written | ({"additionalItems": self.of(schema["items"])} if "items" in schema else {})

    def _texts(self, schema: dict[str, Any]) -> dict[str, Any]:
        written: dict[str, Any] = {}
        if schema.get("format") in _FORMATS:
            written["format"] = schema["format"]
        if "pattern" in schema and _is_understood(schema["pattern"]):
            written["pattern"] = schema["pattern"]
        return written

    def _required(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The fields that an answer must have: not those that only go the other way."""
        if "required" not in schema:
            return {}
        properties = schema.get("properties", {})
        return {"required": [name for name in schema["required"] if not self._is_sent_only(properties.get(name, True))]}

    def _is_sent_only(self, schema: Schema) -> bool:
        if isinstance(schema, bool):
            return False
        target = self._definitions.get(referred(schema) or "", True)
        return schema.get("writeOnly") is True or (isinstance(target, dict) and target.get("writeOnly") is True)


def _is_understood(pattern: str) -> bool:
    """Whether JavaScript reads a pattern as it is meant: of the plain ones, that is sure."""
    try:
        read_pattern(pattern)
    except (Unsupported, RecursionError):
        return False
    return True
