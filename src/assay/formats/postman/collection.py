"""A collection from JSON (v2.0 and v2.1, and v1 after conversion), with every sloppiness that Postman forgives."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.formats.ecmascript import to_string
from assay.formats.json_text import MAX_DEPTH, decode_json, is_deeper, too_deep
from assay.formats.postman.auth import read_auth
from assay.formats.postman.description import read_description
from assay.formats.postman.ids import stable_id
from assay.formats.postman.limits import ITEM, MAX_WARNINGS, Meter, parts
from assay.formats.postman.recognise import is_v3_document, refuse_other_documents, unboxed
from assay.formats.postman.request import read_request
from assay.formats.postman.scripts import read_scripts, unread_sources
from assay.formats.postman.v1 import V1Request, converted, is_v1
from assay.formats.postman.variables import read_variables
from assay.model.errors import InputError
from assay.model.suite import Folder, Step, Suite

_DEPRECATED = (
    "This collection has Postman's format v1, which is no longer exported. It was converted; "
    "export it from Postman as v2.1 to have it read as it is."
)


class _Reading:
    """One reading: what it has to say, how much it has read, and whether it may use up the document on the way."""

    def __init__(self, *, owned: bool) -> None:
        self.warnings: dict[str, None] = {}
        self.meter = Meter()
        self.owned = owned

    def warn(self, what: str) -> None:
        """Say something once; the person reads no more than MAX_WARNINGS sentences."""
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings[what] = None


def read_collection(data: bytes | dict[str, Any], *, name: str) -> Suite:
    """A collection from the bytes of a file, or from JSON that was decoded. `name` stands for it in errors."""
    try:
        return _read_collection(data, name)
    except InputError as error:
        raise error if error.where else InputError(error.what, where=name, remedy=error.remedy) from None


def _read_collection(data: bytes | dict[str, Any], name: str) -> Suite:
    if isinstance(data, bytes) and _is_v3_yaml(data):
        return _read_v3(data, name)
    owned = isinstance(data, bytes)
    document = unboxed(decode_json(data, name=name) if isinstance(data, bytes) else data, "collection")
    if not owned and is_deeper(document, MAX_DEPTH):
        raise too_deep(name)
    if is_v1(document):
        return _read_v1(document, name)
    if is_v3_document(document):
        return _read_v3(document, name)
    refuse_other_documents(document, name)
    return _read_document(document, name, owned=owned)


def _read_v3(document: bytes | dict[str, Any], name: str) -> Suite:
    from assay.formats.postman.v3.single import read_v3_file  # only now: it brings YAML along

    return read_v3_file(document, name=name)


def _is_v3_yaml(data: bytes) -> bool:
    return data[:64].lstrip()[:1] not in (b"{", b"[") and b"$kind" in data[:4096]


def _read_v1(document: dict[str, Any], name: str) -> Suite:
    """Folders refer to each other by id, so that only the converted document shows how deep they lie."""
    tree = converted(document)
    if is_deeper(tree, MAX_DEPTH):
        raise too_deep(name)
    suite = _read_document(tree, name, owned=True)
    return msgspec.structs.replace(suite, version="1.0", warnings=(_DEPRECATED, *suite.warnings))


def _read_document(document: dict[str, Any], name: str, *, owned: bool) -> Suite:
    info = document["info"] if isinstance(document.get("info"), dict) else document
    title = _text(info.get("name")) or name
    reading = _Reading(owned=owned)
    _note_sources(document, title, reading)
    place = _text(info.get("_postman_id")) or _text(info.get("id")) or stable_id("collection", title)
    return Suite(
        id=place,
        name=title,
        items=_read_items(document.get("item"), place, reading),
        scripts=read_scripts(document.get("event"), place=place),
        auth=read_auth(document.get("auth")),
        variables=read_variables(document.get("variable")),
        settings=_object(document.get("protocolProfileBehavior")),
        description=read_description(info.get("description")),
        version=_version(info.get("schema")),
        info={} if info is document else info,
        warnings=tuple(reading.warnings),
    )


def _version(schema: Any) -> str:
    return "2.0" if isinstance(schema, str) and "/v2.0" in schema else "2.1"


def _read_items(items: Any, place: str, reading: _Reading) -> tuple[Folder | Step, ...]:
    listed = [items] if isinstance(items, dict) else items if isinstance(items, list) else []
    found: list[Folder | Step] = []
    for index, item in enumerate(listed):
        if isinstance(item, V1Request):
            item = item.item()
        if isinstance(item, dict):
            found.append(_read_item(item, f"{place}/{index}", reading))
        elif item is not None:
            reading.warn(f"An item of the collection was skipped: it is {_kind(item)}, not an object.")
        if reading.owned:
            listed[index] = None
    return tuple(found)


def _read_item(item: dict[str, Any], place: str, reading: _Reading) -> Folder | Step:
    _note_sources(item, _name(item), reading)
    children = item.get("item")
    if children or isinstance(children, list | dict):
        folder = _read_folder(item, place, reading)
        reading.meter.add(ITEM + len(folder.scripts) + len(folder.variables))
        return folder
    step = _read_step(item, place)
    reading.meter.add(ITEM + len(step.scripts) + len(step.variables) + len(step.examples) + parts(step.request))
    return step


def _read_folder(item: dict[str, Any], place: str, reading: _Reading) -> Folder:
    return Folder(
        id=_id(item, place),
        name=_name(item),
        items=_read_items(item["item"], place, reading),
        scripts=read_scripts(item.get("event"), place=place),
        auth=read_auth(item.get("auth")),
        variables=read_variables(item.get("variable")),
        settings=_object(item.get("protocolProfileBehavior")),
        description=read_description(item.get("description")),
    )


def _read_step(item: dict[str, Any], place: str) -> Step:
    examples = item.get("response")
    listed = [examples] if isinstance(examples, dict) else examples if isinstance(examples, list) else []
    return Step(
        id=_id(item, place),
        name=_name(item),
        request=read_request(item.get("request")),
        scripts=read_scripts(item.get("event"), place=place),
        settings=_object(item.get("protocolProfileBehavior")),
        variables=read_variables(item.get("variable")),
        description=read_description(item.get("description")),
        examples=tuple(example for example in listed if isinstance(example, dict)),
    )


def _note_sources(owner: dict[str, Any], title: str, reading: _Reading) -> None:
    for source in unread_sources(owner.get("event")):
        reading.warn(f"A script of {title!r} was skipped: its code is kept elsewhere ({source[:200]}).")


def _id(item: dict[str, Any], place: str) -> str:
    return _text(item.get("id")) or _text(item.get("_postman_id")) or stable_id("item", place, _name(item))


def _name(item: dict[str, Any]) -> str:
    return to_string(item["name"]) if item.get("name") else ""


def _kind(value: Any) -> str:
    return {bool: "true or false", str: "text", list: "a list"}.get(type(value), "a number")


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
