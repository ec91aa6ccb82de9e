"""OpenAPI 2.0: parameters that hold their own type, bodies and forms among them, media types beside the schemas."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from assay.formats.openapi.answers import read_status
from assay.formats.openapi.examples import read_examples
from assay.formats.openapi.media import read_schema
from assay.formats.openapi.node import Node
from assay.formats.openapi.parameters import PLACES
from assay.formats.openapi.reading import Reading
from assay.model.contract import Answer, Body, Media, Parameter, Place, Schema

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_STYLES = {"ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}
_NOT_SCHEMA = {"name", "in", "required", "description", "example", "x-example"}
_ANY = ("*/*",)
"""Where a document says nothing of media types, it says nothing against any."""


class Given(msgspec.Struct, frozen=True):
    """The parameters of one operation, sorted out: those of the URL and head, and what makes the body."""

    parameters: tuple[Parameter, ...]
    body: Body | None


def read_given(nodes: list[Node], consumes: tuple[str, ...], reading: Reading) -> Given:
    """Parameters of the path item and of the operation, in this order."""
    found: dict[tuple[str, str], Node] = {}
    for node in nodes:
        reading.notes.count(node)
        target = reading.references.follow(node)
        if target is not None:
            found[target.text("in"), target.text("name")] = target
    fields = [node for (place, _), node in found.items() if place == "formData"]
    body = next((node for (place, _), node in found.items() if place == "body"), None)
    plain = [_parameter(node, reading) for (place, _), node in found.items() if place not in ("formData", "body")]
    return Given(
        tuple(one for one in plain if one is not None),
        _form(fields, consumes, reading) if fields else _body(body, consumes, reading) if body is not None else None,
    )


def media_types(node: Node, root: Node, key: str) -> tuple[str, ...]:
    """`consumes` or `produces` of an operation, else of the document."""
    listed = node.fields.get(key, root.fields.get(key))
    named = [name.strip().lower() for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    return tuple(dict.fromkeys(named)) or _ANY


def read_answers(node: Node, produces: tuple[str, ...], reading: Reading) -> tuple[Answer, ...]:
    """What `responses` declares, in its order."""

    def read_old_answer(found: Node) -> Answer:
        return _answer(found, produces, reading)

    listed: list[Answer] = []
    for key, member in node.members():
        status = read_status(key.strip())
        answer = reading.part(member, read_old_answer, *produces) if status is not None else None
        if status is not None:
            listed.append(msgspec.structs.replace(answer or Answer(status=""), status=status))
        elif not key.startswith("x-"):
            reading.notes.warn(member, "this is no status; the answer was left out.")
    return tuple(listed)


def _answer(node: Node, produces: tuple[str, ...], reading: Reading) -> Answer:
    examples = node.child("examples").fields
    schema = read_schema(node, reading)
    has_body = "schema" in node.fields
    media = [_media(name, schema, examples) for name in produces] if has_body else []
    headers = (_header(name, member, reading) for name, member in node.child("headers").members())
    return Answer(status="", description=node.text("description"), media=tuple(media), headers=tuple(headers))


def _media(name: str, schema: Schema, examples: dict[str, Any]) -> Media:
    return Media(type=name, schema=schema, examples=(examples[name],) if name in examples else ())


def _header(name: str, node: Node, reading: Reading) -> Parameter:
    return Parameter(
        name=name,
        place="header",
        schema=_own_schema(node, reading),
        style="simple",
        explode=False,
        description=node.text("description"),
    )


def _parameter(node: Node, reading: Reading) -> Parameter | None:
    name, place = node.text("name"), node.text("in").strip().lower()
    if not name or place not in PLACES:
        reading.notes.warn(node, "this parameter has no name, or no place that is known; it was left out.")
        return None
    style, explode = _style(node, place)
    return Parameter(
        name=name,
        place=cast("Place", place),
        required=place == "path" or node.flag("required"),
        schema=_own_schema(node, reading),
        style=style,
        explode=explode,
        examples=read_examples(node, reading),
        description=node.text("description"),
    )


def _style(node: Node, place: str) -> tuple[str, bool]:
    collected = node.text("collectionFormat")
    if collected in _STYLES:
        return _STYLES[collected], False
    return ("form", collected == "multi") if place == "query" else ("simple", False)


def _own_schema(node: Node, reading: Reading) -> Schema:
    """The schema that a parameter is, apart from what makes it a parameter."""
    if "schema" in node.fields and "type" not in node.fields:  # as in OpenAPI 3: people mix them up
        return read_schema(node, reading)
    fields = {key: value for key, value in node.fields.items() if key not in _NOT_SCHEMA}
    return reading.schemas.read(Node(fields, node.file, node.pointer))


def _body(node: Node, consumes: tuple[str, ...], reading: Reading) -> Body:
    schema, examples = read_schema(node, reading), read_examples(node, reading)
    media = tuple(Media(type=name, schema=schema, examples=examples) for name in consumes)
    return Body(required=node.flag("required"), media=media)


def _form(nodes: list[Node], consumes: tuple[str, ...], reading: Reading) -> Body:
    """A form: its fields are the properties of one object."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {node.text("name"): _own_schema(node, reading) for node in nodes},
    }
    required = [node.text("name") for node in nodes if node.flag("required")]
    if required:
        schema["required"] = required
    has_file = any(node.text("type") == "file" for node in nodes)
    named = tuple(name for name in consumes if name in _FORMS) or (_FORMS[0 if has_file else 1],)
    return Body(required=bool(required), media=tuple(Media(type=name, schema=schema) for name in named))
