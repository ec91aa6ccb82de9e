"""A request body from the examples or the schema of its media type."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from assay.formats.openapi.collection.chain import Chain
from assay.formats.openapi.collection.media_types import is_json
from assay.formats.openapi.collection.values import text_of
from assay.formats.openapi.sampling import Direction, sample
from assay.model.contract import Body, Contract, Media, Schema
from assay.model.suite import BodyTemplate, Entry

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_LANGUAGES = (("json", "json"), ("xml", "xml"), ("html", "html"), ("javascript", "javascript"))


def body_of(body: Body, contract: Contract, chain: Chain, seed: int) -> tuple[BodyTemplate, str] | None:
    """(the body, its Content-Type) in the media type that shows most; None where none is declared."""
    media = chosen(body.media)
    if media is None:
        return None
    kind = "application/json" if media.type in ("*/*", "application/*") else media.type
    value = chain.filled(example_of(media, contract, seed, "request"))
    if media.type == _FORM:
        fields = tuple(Entry(key=key, value=text_of(one)) for key, one in _fields(value))
        return BodyTemplate(mode="urlencoded", urlencoded=fields), kind
    if media.type == _MULTIPART:
        return BodyTemplate(mode="formdata", formdata=_form_data(value, media.schema, contract)), ""
    if media.type == "application/octet-stream" or _is_file(media.schema, contract):
        return BodyTemplate(mode="file"), kind
    return BodyTemplate(mode="raw", raw=raw(value, kind), language=language(kind)), kind


def chosen(media: Sequence[Media]) -> Media | None:
    """JSON before forms, forms before all others."""
    ranked = sorted(media, key=lambda one: _rank(one.type))
    return ranked[0] if ranked else None


def _rank(kind: str) -> int:
    if is_json(kind):
        return 0 if kind == "application/json" else 1
    return {"*/*": 2, _FORM: 3, _MULTIPART: 4}.get(kind, 5)


def example_of(media: Media, contract: Contract, seed: int, direction: Direction) -> Any:
    """The first example of a media type, or what its schema gives."""
    return media.examples[0] if media.examples else sample(media.schema, contract, seed=seed, direction=direction)


def raw(value: Any, kind: str) -> str:
    """A value as the text of a body."""
    if isinstance(value, str) and not is_json(kind):
        return value
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):  # an example that was written as JSON text
        return value
    return json.dumps(value, indent=2, ensure_ascii=False)


def language(kind: str) -> str | None:
    """Postman's name for the language of a media type."""
    return next((name for part, name in _LANGUAGES if part in kind), "text" if kind.startswith("text/") else None)


def _fields(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        return []
    return [(key, one) for key, many in value.items() for one in (many if isinstance(many, list) else [many])]


def _form_data(value: Any, schema: Schema, contract: Contract) -> tuple[Entry, ...]:
    declared = _properties(schema, contract)
    return tuple(
        Entry(key=key, type="file") if _is_file(declared.get(key, True), contract) else _text_field(key, one)
        for key, one in _fields(value)
    )


def _text_field(key: str, value: Any) -> Entry:
    content_type = "application/json" if isinstance(value, dict) else ""
    return Entry(key=key, value=text_of(value), type="text", content_type=content_type)


def _properties(schema: Schema, contract: Contract) -> dict[str, Schema]:
    target = _target(schema, contract)
    properties: dict[str, Schema] = target.get("properties", {}) if isinstance(target, dict) else {}
    return properties


def _is_file(schema: Schema, contract: Contract) -> bool:
    target = _target(schema, contract)
    if not isinstance(target, dict):
        return False
    items = target.get("items", True)
    return target.get("format") == "binary" or (isinstance(items, dict) and items.get("format") == "binary")


def _target(schema: Schema, contract: Contract) -> Schema:
    for _ in range(10):
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        if not isinstance(reference, str):
            return schema
        schema = contract.definitions.get(reference.removeprefix("#/$defs/"), True)
    return schema
