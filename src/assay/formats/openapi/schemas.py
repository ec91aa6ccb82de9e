"""Schemas of any OpenAPI version as JSON Schema 2020-12, what they refer to gathered under `#/$defs`."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from assay.formats.openapi.keywords import ANNOTATIONS, PLAIN, read_bounds, read_enum, read_names, read_types
from assay.formats.openapi.node import Node, unescaped
from assay.formats.openapi.notes import Notes
from assay.formats.openapi.nullable import with_null
from assay.formats.openapi.references import References
from assay.model.contract import Schema

MAX_DEPTH = 60
"""Levels of schemas inside one another without a $ref."""

_ONE = frozenset(
    {
        "not", "if", "then", "else", "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema",
    }
)  # fmt: skip
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})


class Schemas:
    """Reads schemas; each that is referred to is read once and has a name of its own."""

    def __init__(self, references: References, notes: Notes, *, old: bool) -> None:
        self._references = references
        self._notes = notes
        self._old = old
        """OpenAPI 2 or 3.0, where nothing counts beside a $ref and null is allowed by `nullable`."""
        self._names: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._waiting: list[tuple[str, Node]] = []
        self._read: dict[tuple[str, str], Schema] = {}

    def read(self, node: Node) -> Schema:
        """The schema at a node; whatever is wrong with it is told, and anything is allowed in its place."""
        if node.place not in self._read:
            self._read[node.place] = self._schema(node, 0)
        return self._read[node.place]

    def define(self, node: Node) -> str:
        """The name under which the schema at a node will be among the definitions."""
        if node.place not in self._names:
            name = self._free_name(node)
            self._names[node.place] = name
            self._taken.add(name)
            self._waiting.append((name, node))
        return self._names[node.place]

    def definitions(self) -> dict[str, Schema]:
        """All that was referred to, by name."""
        found: dict[str, Schema] = {}
        while self._waiting:
            name, node = self._waiting.pop()
            found[name] = self._schema(node, 0)
        return {name: found[name] for name in self._names.values() if name in found}

    def _free_name(self, node: Node) -> str:
        last = unescaped(node.pointer.rpartition("/")[2]) or PurePosixPath(node.file).stem
        name = wanted = _UNSAFE.sub("_", last)[:100] or "schema"
        number = 2
        while name in self._taken:
            name, number = f"{wanted}_{number}", number + 1
        return name

    def _schema(self, node: Node, depth: int) -> Schema:
        self._notes.count(node)
        if isinstance(node.value, bool):
            return node.value
        if not isinstance(node.value, dict):
            self._notes.warn(node, "this is no schema; anything is taken as allowed.")
            return True
        if depth >= MAX_DEPTH:
            self._notes.warn(node, "schemas are nested too deep here; anything is taken as allowed.")
            return True
        return self._object(node, depth)

    def _object(self, node: Node, depth: int) -> Schema:
        schema: dict[str, Any] = {}
        reference = node.fields.get("$ref")
        if isinstance(reference, str):
            target = self._references.target(node, reference)
            if target is not None:
                schema["$ref"] = f"#/$defs/{self.define(target)}"
        if "$ref" not in schema or not self._old:
            schema |= self._judging(node, depth)
        schema |= self._annotations(node)
        return self._nulled(node, schema)

    def _judging(self, node: Node, depth: int) -> dict[str, Any]:
        read = self._plain(node)
        for key, value in node.fields.items():
            if key in _ONE and isinstance(value, dict | bool):
                read[key] = self._schema(node.child(key), depth + 1)
            elif key in _LISTS and isinstance(value, list) and value:
                read[key] = [self._schema(item, depth + 1) for item in node.child(key).items()]
            elif key in _MAPS and isinstance(value, dict):
                read[key] = {name: self._schema(member, depth + 1) for name, member in node.child(key).members()}
            elif key in _RARE:
                read |= _RARE[key](self, node, depth)
        return read

    def _plain(self, node: Node) -> dict[str, Any]:
        fields = node.fields
        read: dict[str, Any] = read_bounds(fields) if not _BOUNDS.isdisjoint(fields) else {}
        for key, given in fields.items():
            reader = None if key in ANNOTATIONS or key in _BOUNDS else PLAIN.get(key)
            if reader is not None:
                value = reader(given)
                if value is None:
                    self._notes.warn(node, f"its {key} is not what it must be, and counts for nothing.")
                else:
                    read[key] = value
        return read | self._types(node)

    def _types(self, node: Node) -> dict[str, Any]:
        read: dict[str, Any] = {}
        fields = node.fields
        types = read_types(fields["type"]) if "type" in fields else None
        if types is not None:
            read["type"] = types
        elif "type" in fields:
            self._notes.warn(node, "its type is none of JSON Schema's, and counts for nothing.")
        if fields.get("type") == "file":
            read["format"] = "binary"
        enum = read_enum(fields.get("enum"), types)
        if enum is not None:
            read["enum"] = enum
        if "const" in fields:
            read["const"] = fields["const"]
        return read

    def _annotations(self, node: Node) -> dict[str, Any]:
        fields = node.fields
        read = {key: PLAIN[key](fields[key]) for key in fields if key in ANNOTATIONS and key in PLAIN}
        read = {key: value for key, value in read.items() if value is not None}
        if "default" in fields:
            read["default"] = fields["default"]
        examples = list(fields["examples"]) if isinstance(fields.get("examples"), list) else []
        if "example" in fields:
            examples.insert(0, fields["example"])
        if examples:
            read["examples"] = examples
        return read | {key: value for key, value in fields.items() if key.startswith("x-")}

    def _dependencies(self, node: Node, depth: int) -> dict[str, Any]:
        """Until 2019-09 one keyword held what are two now."""
        read: dict[str, Any] = {}
        for name, member in node.child("dependencies").members():
            if isinstance(member.value, list):
                read.setdefault("dependentRequired", {})[name] = read_names(member.value)
            else:
                read.setdefault("dependentSchemas", {})[name] = self._schema(member, depth + 1)
        return read

    def _tuples(self, node: Node, depth: int) -> dict[str, Any]:
        """Until 2019-09 `items` could be a list; `additionalItems` stood beside it."""
        if not isinstance(node.fields.get("items"), list):
            return {}
        listed = [self._schema(item, depth + 1) for item in node.child("items").items()]
        read: dict[str, Any] = {"prefixItems": listed} if listed else {}
        if isinstance(node.fields.get("additionalItems"), dict | bool):
            read["items"] = self._schema(node.child("additionalItems"), depth + 1)
        return read

    def _discriminator(self, node: Node, _: int) -> dict[str, Any]:
        """Kept as an annotation that tells which of several schemas is meant, by definition."""
        found = node.child("discriminator")
        if isinstance(found.value, str):
            return {"discriminator": {"propertyName": found.value}}
        if not found.text("propertyName"):
            return {}
        mapping = {
            value: f"#/$defs/{self.define(target)}"
            for value, named in found.child("mapping").members()
            if (target := self._mapped(named)) is not None
        }
        return {"discriminator": {"propertyName": found.text("propertyName"), "mapping": mapping}}

    def _mapped(self, named: Node) -> Node | None:
        if not isinstance(named.value, str):
            return None
        bare = re.fullmatch(r"[A-Za-z0-9._-]+", named.value) and "." not in named.value
        return self._references.target(named, f"#/components/schemas/{named.value}" if bare else named.value)

    def _nulled(self, node: Node, schema: dict[str, Any]) -> Schema:
        if not (node.flag("nullable") or node.flag("x-nullable")):
            return schema
        if not self._old:
            self._notes.once(
                node, "OpenAPI 3.1 knows no nullable, here and perhaps elsewhere; it was read as it is meant."
            )
        return with_null(schema)


_RARE = {
    "items": Schemas._tuples,
    "dependencies": Schemas._dependencies,
    "discriminator": Schemas._discriminator,
}
"""Keywords that were written in another way once, or are OpenAPI's own."""
