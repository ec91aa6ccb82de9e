"""A v3 collection in one document, as Postman's cloud exports it: `$kind: collection` with its `items` inside."""

from __future__ import annotations

from typing import Any

from assay.formats.json_text import decode_json
from assay.formats.postman.ids import stable_id
from assay.formats.postman.recognise import is_v3_document
from assay.formats.postman.v3.definition import read_definition
from assay.formats.postman.v3.fields import listed, order, text
from assay.formats.postman.v3.kinds import request_kind
from assay.formats.postman.v3.notes import Notes, Source
from assay.formats.postman.v3.request import read_step
from assay.formats.yaml_text import decode_yaml
from assay.model.errors import InputError
from assay.model.suite import Folder, Step, Suite


def read_v3_file(data: bytes | dict[str, Any], *, name: str) -> Suite:
    """The collection in a single JSON or YAML file, or in a document that was decoded."""
    document = _decoded(data, name) if isinstance(data, bytes) else data
    if not is_v3_document(document):
        raise InputError("This is no v3 collection: it has no `$kind: collection`.", where=name)
    source = Source(name, "", Notes())
    definition = read_definition(document, source)
    title = definition.name or name
    return Suite(
        id=text(document.get("id")) or stable_id("collection", title),
        name=title,
        items=_read_items(document, source),
        scripts=definition.scripts,
        auth=definition.auth,
        variables=definition.variables,
        description=definition.description,
        version="3.0",
        warnings=source.notes.sentences(),
    )


def _decoded(data: bytes, name: str) -> Any:
    return decode_json(data, name=name) if data.lstrip()[:1] == b"{" else decode_yaml(data, name=name)


def _read_items(owner: dict[str, Any], source: Source) -> tuple[Folder | Step, ...]:
    found: list[tuple[tuple[bool, float], Folder | Step]] = []
    for index, fields in enumerate(listed(owner.get("items"))):
        item = _read_item(fields, source.inside(index)) if isinstance(fields, dict) else None
        if item is not None:
            number = order(fields)
            found.append(((number is None, number or 0), item))
    return tuple(item for _, item in sorted(found, key=lambda one: one[0]))


def _read_item(fields: dict[str, Any], source: Source) -> Folder | Step | None:
    if fields.get("$kind") in ("collection", "folder") or "items" in fields:
        return _read_folder(fields, source)
    kind = request_kind(fields, source)
    return None if kind is None else read_step(fields, source, kind=kind, stem="")


def _read_folder(fields: dict[str, Any], source: Source) -> Folder:
    definition = read_definition(fields, source)
    return Folder(
        id=text(fields.get("id")) or stable_id("folder", source.place),
        name=definition.name,
        items=_read_items(fields, source),
        scripts=definition.scripts,
        auth=definition.auth,
        variables=definition.variables,
        description=definition.description,
    )
