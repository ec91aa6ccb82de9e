"""Reads the OpenAPI document into operations: the one source of paths, parameters, constraints and security."""

from functools import cache
from typing import Any, Literal

import msgspec
import yaml

from assay.demo import resources
from assay.demo.schema import Schema, unknown_keywords

METHODS = ("get", "put", "post", "patch", "delete")


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter and the schema of its value."""

    name: str
    place: Literal["path", "query", "header", "cookie"]
    required: bool
    schema: Schema


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """An operation: `bodies` has a schema for each media type that it takes, `security` the schemes that admit.

    `scopes` are what a token of a scheme with scopes must be good for.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    bodies: dict[str, Schema]
    security: tuple[str, ...]
    scopes: tuple[str, ...]
    produces: tuple[str, ...]


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as parsed."""
    # The C loader is ten times faster; it is not in every build of PyYAML.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    parsed: dict[str, Any] = yaml.load(resources.contract().read_text("utf-8"), Loader=loader)  # noqa: S506 - both are safe
    return parsed


@cache
def operations() -> tuple[Operation, ...]:
    """All operations, in the document's order; ValueError if an input schema has a keyword that is not judged."""
    paths = document()["paths"].items()
    return tuple(_operation(path, method, item) for path, item in paths for method in METHODS if method in item)


def _operation(path: str, method: str, item: dict[str, Any]) -> Operation:
    node = item[method]
    content = node.get("requestBody", {}).get("content", {})
    schemes = node.get("security", document()["security"])
    return Operation(
        id=node["operationId"],
        method=method.upper(),
        path=path,
        parameters=tuple(_parameter(raw) for raw in (*item.get("parameters", ()), *node.get("parameters", ()))),
        bodies={media: _input_schema(value["schema"]) for media, value in content.items()},
        security=tuple(name for scheme in schemes for name in scheme),
        scopes=tuple(scope for scheme in schemes for scopes in scheme.values() for scope in scopes),
        produces=tuple(_success_media(node["responses"])),
    )


def _parameter(raw: dict[str, Any]) -> Parameter:
    node = _target(raw)
    return Parameter(
        name=node["name"],
        place=node["in"],
        required=node.get("required", False),
        schema=_input_schema(node["schema"]),
    )


def _success_media(responses: dict[str, Any]) -> list[str]:
    return [media for status, node in responses.items() if status < "300" for media in node.get("content", {})]


def _input_schema(raw: Any) -> Schema:
    schema: Schema = _inlined(raw)
    if unknown := unknown_keywords(schema):
        raise ValueError(f"openapi.yaml: an input schema uses {sorted(unknown)}, which the shop does not judge")
    return schema


def _inlined(node: Any) -> Any:
    """The node with each $ref replaced by its target; words beside a $ref are narrower, so they win."""
    if isinstance(node, list):
        return [_inlined(part) for part in node]
    if not isinstance(node, dict):
        return node
    parts = {key: _inlined(value) for key, value in node.items() if key != "$ref"}
    return {**_inlined(_target(node)), **parts} if "$ref" in node else parts


def _target(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    found: dict[str, Any] = document()
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found
