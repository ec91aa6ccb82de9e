"""Fieldnotes' OpenAPI document: its operations, and judges of what comes in and goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

PATH = Path(__file__).with_name("openapi.json")
METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One operation; `node` is its part of the document, `parameters` are resolved."""

    id: str
    method: str
    path: str
    node: dict[str, Any]
    parameters: tuple[dict[str, Any], ...]

    @property
    def security(self) -> list[dict[str, list[str]]]:
        found: list[dict[str, list[str]]] = self.node.get("security", document()["security"])
        return found

    @property
    def media(self) -> dict[str, Any]:
        """The schema by media type of the request's body."""
        content = self.node.get("requestBody", {}).get("content", {})
        return {media: part["schema"] for media, part in content.items()}


@cache
def document() -> dict[str, Any]:
    """The document as it is served."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


@cache
def operations() -> dict[str, Operation]:
    """By operationId."""
    return {found.id: found for path, item in document()["paths"].items() for found in _of_path(path, item)}


def _of_path(path: str, item: dict[str, Any]) -> Iterator[Operation]:
    for method in METHODS:
        if method in item:
            node = item[method]
            raw = (*item.get("parameters", ()), *node.get("parameters", ()))
            yield Operation(node["operationId"], method.upper(), path, node, tuple(target(one) for one in raw))


def target(node: dict[str, Any]) -> dict[str, Any]:
    """What a reference names; anything else as it is."""
    found: Any = document()
    if "$ref" not in node:
        return node
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return target(found)


def judge(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Judges by a schema of the document, in which OpenAPI 3.0 has `nullable`."""
    return _judge(json.dumps(schema))


@cache
def _judge(schema: str) -> jsonschema_rs.Draft202012Validator:
    whole = {**_modern(json.loads(schema)), "components": _modern(document()["components"])}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def _modern(node: Any) -> Any:
    if isinstance(node, list):
        return [_modern(one) for one in node]
    if not isinstance(node, dict):
        return node
    found = {key: _modern(value) for key, value in node.items()}
    if found.pop("nullable", False):
        found["type"] = [found["type"], "null"]
    return found


def defaults(schema: dict[str, Any]) -> dict[str, Any]:
    """The default of each property that has one."""
    schema = target(schema)
    found = {name: rules["default"] for name, rules in schema.get("properties", {}).items() if "default" in rules}
    for part in schema.get("allOf", ()):
        found |= defaults(part)
    return found
