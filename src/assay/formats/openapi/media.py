"""What `content` declares: a schema and examples for each media type."""

from __future__ import annotations

import msgspec

from assay.formats.openapi.examples import read_examples
from assay.formats.openapi.node import Node
from assay.formats.openapi.reading import Reading
from assay.model.contract import Media, Schema


def read_content(node: Node, reading: Reading) -> tuple[Media, ...]:
    """Each media type of a `content` object, in its order; names in lower case, as they are compared."""

    def read_media(found: Node) -> Media:
        return Media(
            type="",
            schema=read_schema(found, reading),
            examples=read_examples(found, reading),
            parts=_parts(found.child("encoding")),
        )

    listed: list[Media] = []
    for name, member in node.members():
        media = reading.part(member, read_media)
        if media is not None:
            listed.append(msgspec.structs.replace(media, type=name.strip().lower()))
    return tuple(listed)


def _parts(encoding: Node) -> dict[str, tuple[str, ...]]:
    """The media types of each field of a form (OpenAPI 3.1, 4.8.15); of those that name some."""
    found: dict[str, tuple[str, ...]] = {}
    for name, member in encoding.members():
        types = tuple(one.strip().lower() for one in member.text("contentType").split(",") if one.strip())
        if types:
            found[name] = types
    return found


def read_schema(node: Node, reading: Reading) -> Schema:
    """The `schema` of a parameter, header or media type; anything where there is none."""
    return reading.schemas.read(node.child("schema")) if node.fields.get("schema") is not None else True
