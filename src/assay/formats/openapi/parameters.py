"""Parameters and headers of OpenAPI 3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from assay.formats.openapi.examples import read_examples
from assay.formats.openapi.media import read_content, read_schema
from assay.formats.openapi.node import Node
from assay.formats.openapi.reading import Reading
from assay.model.contract import Media, Parameter, Place, Schema

PLACES = ("path", "query", "header", "cookie")
_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_DESCRIBED_ELSEWHERE = {"accept", "content-type"}
"""Header parameters that OpenAPI ignores. It ignores Authorization too; but who writes that one down means it."""


def merged(parameters: Iterable[Parameter]) -> tuple[Parameter, ...]:
    """The parameters of a path with those of an operation after them: the later of two equals counts."""
    found: dict[tuple[str, str], Parameter] = {}
    for one in parameters:
        found[one.place, one.name.lower() if one.place == "header" else one.name] = one
    return tuple(found.values())


def read_parameters(node: Node, reading: Reading) -> tuple[Parameter, ...]:
    """The members of a list of parameters; what is none is told and left out."""

    def read_parameter(found: Node) -> Parameter | None:
        return _parameter(found, reading)

    listed = (reading.part(item, read_parameter) for item in node.items())
    return tuple(one for one in listed if one is not None)


def _parameter(node: Node, reading: Reading) -> Parameter | None:
    name, place = node.text("name"), node.text("in").strip().lower()
    if not name or place not in PLACES:
        reading.notes.warn(node, "this parameter has no name, or no place that is known; it was left out.")
        return None
    if place == "header" and name.lower() in _DESCRIBED_ELSEWHERE:
        return None
    style = node.text("style") or _STYLES[place]
    content = read_content(node.child("content"), reading)
    return Parameter(
        name=name,
        place=cast("Place", place),
        required=place == "path" or node.flag("required"),
        style=style,
        explode=_explode(node, style),
        description=node.text("description"),
        deprecated=node.flag("deprecated"),
        **_value(node, content, reading),
    )


def read_headers(node: Node, reading: Reading) -> tuple[Parameter, ...]:
    """The headers that an answer declares. Content-Type is told by its content, not here."""

    def read_header(found: Node) -> Parameter:
        content = read_content(found.child("content"), reading)
        return Parameter(
            name="",
            place="header",
            required=found.flag("required"),
            style="simple",
            explode=found.flag("explode"),
            description=found.text("description"),
            deprecated=found.flag("deprecated"),
            **_value(found, content, reading),
        )

    listed: list[Parameter] = []
    for name, member in node.members():
        header = reading.part(member, read_header)
        if header is not None and name.lower() != "content-type":
            listed.append(msgspec.structs.replace(header, name=name))
    return tuple(listed)


def _value(node: Node, content: tuple[Media, ...], reading: Reading) -> dict[str, Any]:
    """What a value looks like: by its schema, or as a text of a media type."""
    examples = read_examples(node, reading)
    if content and "schema" not in node.fields:
        return {"schema": content[0].schema, "media": content[0].type, "examples": examples or content[0].examples}
    schema: Schema = read_schema(node, reading)
    return {"schema": schema, "examples": examples}


def _explode(node: Node, style: str) -> bool:
    given = node.fields.get("explode")
    return given if isinstance(given, bool) else style in ("form", "deepObject")
