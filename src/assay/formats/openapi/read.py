"""A contract from an OpenAPI document: what is broken in a part of it is told, and the rest is read."""

from __future__ import annotations

from collections.abc import Mapping

from assay.formats.ecmascript import to_string
from assay.formats.openapi.files import Read
from assay.formats.openapi.node import Node
from assay.formats.openapi.operations import read_operations
from assay.formats.openapi.reading import Reading
from assay.formats.openapi.security import read_schemes
from assay.formats.openapi.servers import read_host, read_servers
from assay.model.contract import Contract


def read_openapi(files: Mapping[str, bytes], main: str, *, read: Read | None = None) -> Contract:
    """The contract whose main document is `files[main]`, or what `read` gives for `main`; OpenAPI 2.0 to 3.2.

    `files` holds contents by path, `/` between its parts; `read` is asked for the paths of others, all of them in
    the folder of `main`. Raises InputError with line and column where `main` is no JSON or YAML, where it is no
    OpenAPI document, and where it is beyond all bounds.
    """
    reading = Reading(files, main, read)
    root = reading.root
    _define(reading)
    operations = read_operations(reading)
    definitions = reading.schemas.definitions()
    schemes = read_schemes(reading)
    if not operations:
        reading.notes.warn(root.child("paths"), "this contract declares no operation.")
    info = root.child("info")
    return Contract(
        title=_text(info, "title"),
        description=_text(info, "description"),
        tags={tag.text("name"): tag.text("description") for tag in root.child("tags").items()},
        version=_text(info, "version"),
        source=main,
        dialect=reading.dialect,
        servers=read_host(root) if reading.is_swagger else read_servers(root.child("servers")) or ("/",),
        operations=operations,
        definitions=definitions,
        inferred=info.flag("x-inferred"),
        security_schemes=schemes,
        warnings=reading.notes.warnings,
    )


def _define(reading: Reading) -> None:
    """Name the document's own schemas first, so that each keeps the name that it has there."""
    root = reading.root
    node = root.child("definitions") if reading.is_swagger else root.child("components").child("schemas")
    for _, member in node.members():
        reading.schemas.define(member)


def _text(node: Node, key: str) -> str:
    value = node.fields.get(key)
    return "" if value is None or isinstance(value, dict | list) else to_string(value)
