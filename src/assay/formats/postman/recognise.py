"""What a document is that was given as a collection or environment, for an error that helps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assay.model.errors import InputError

_EXPORT = "Export the collection from Postman (… > Export > Collection v2.1) and give that file."


def unboxed(document: Any, kind: str) -> Any:
    """The document inside of {"collection": {…}} and the like, as Postman's API answers; boxes may be doubled."""
    for _ in range(2):
        inner = document.get(kind) if isinstance(document, dict) else None
        if not isinstance(inner, dict) or "values" in document:
            break
        document = inner
    return document


def refuse_other_documents(document: Any, name: str) -> None:
    """Raise InputError unless the document is a collection in format v2."""
    if not isinstance(document, dict):
        raise InputError(f"This is no Postman collection: it holds {_plain(document)}.", where=name, remedy=_EXPORT)
    for seen, is_seen, remedy in _OTHERS:
        if is_seen(document):
            raise InputError(f"This is no Postman collection, but {seen}.", where=name, remedy=remedy)
    if not isinstance(document.get("item"), list | dict) and not isinstance(document.get("info"), dict):
        what = "This is no Postman collection: it has neither `info` nor `item`."
        raise InputError(what, where=name, remedy=_EXPORT)


def refuse_other_scopes(document: Any, name: str, kind: str) -> None:
    """Raise InputError unless the document is a set of variables. `kind` is environment or globals."""
    if isinstance(document, list):
        return
    if not isinstance(document, dict):
        raise InputError(f"This is no Postman {kind} file: it holds {_plain(document)}.", where=name)
    if isinstance(document.get("values"), list | dict) or (
        not document.keys() - _SCOPE_KEYS and "values" not in document
    ):
        return
    seen = "it is a collection" if "item" in document or "requests" in document else "it has no list `values`"
    remedy = 'A file such as {"name": "…", "values": [{"key": "host", "value": "…"}]} is one.'
    raise InputError(f"This is no Postman {kind} file: {seen}.", where=name, remedy=remedy)


_SCOPE_KEYS = {"id", "name", "timestamp", "color", "_postman_variable_scope"}


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    return "only null" if value is None else f"only {'text' if isinstance(value, str) else 'a number or truth value'}"


def _has(*keys: str) -> Callable[[dict[str, Any]], bool]:
    return lambda document: all(key in document for key in keys)


def _is_har(document: dict[str, Any]) -> bool:
    return isinstance(document.get("log"), dict) and "entries" in document["log"]


def _is_insomnia(document: dict[str, Any]) -> bool:
    return "__export_format" in document or str(document.get("type", "")).startswith("collection.insomnia")


def _is_scope(document: dict[str, Any]) -> bool:
    return "values" in document and "item" not in document


_OTHERS: tuple[tuple[str, Callable[[dict[str, Any]], bool], str], ...] = (
    ("an OpenAPI document", _has("openapi"), "Import it into Postman and export the collection that this makes."),
    ("a Swagger document", _has("swagger"), "Import it into Postman and export the collection that this makes."),
    ("an HTTP archive (HAR)", _is_har, "Import it into Postman and export the collection that this makes."),
    ("an Insomnia export", _is_insomnia, "Import it into Postman and export the collection that this makes."),
    ("a set of variables", _is_scope, "Give it with --environment (-e) or --globals (-g), and a collection beside it."),
    ("a Postman data dump", _has("collections", "environments"), _EXPORT),
    ("an error of Postman's API", lambda document: set(document) == {"error"}, "Check the id and the API key."),
    ("an empty object", lambda document: not document, _EXPORT),
)


def is_v3_document(document: Any) -> bool:
    """Whether decoded JSON or YAML is a v3 collection in one file."""
    return isinstance(document, dict) and document.get("$kind") == "collection"
