"""What a JSONPath finds in a text, and whether it is an instance of a JSON Schema."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import jsonschema_rs
import msgspec

from assay.model.stub.matcher import Absent, EqualToJson, MatchesJsonPath, MatchesJsonSchema
from assay.stub.json_path.find import found
from assay.stub.json_path.steps import MISSING, BadPath
from assay.stub.matching.comparison import Comparison, json_of, plain

_DRAFTS: dict[str, Any] = {
    "V4": jsonschema_rs.Draft4Validator,
    "V6": jsonschema_rs.Draft6Validator,
    "V7": jsonschema_rs.Draft7Validator,
    "V201909": jsonschema_rs.Draft201909Validator,
    "V202012": jsonschema_rs.Draft202012Validator,
}
_ASSERTING = frozenset({"V4", "V6", "V7"})
"""Drafts in which `format` is a demand, as WireMock takes them; from 2019-09 on it is only a note."""


def matches_json_path(matcher: MatchesJsonPath, inner: Comparison | None) -> Comparison:
    """The path finds something; with an inner comparison, one of the values that it finds fits."""
    told = f"has {matcher.expression}" + (f" that {inner.told}" if inner else "")

    def search(value: str | None) -> Any:
        try:
            return found(matcher.expression, json_of(value or ""))
        except BadPath:
            return MISSING
        except ValueError:
            return _NO_JSON

    if inner is None:
        return plain(lambda value: _is_something(search(value)), told)
    texts = _texts_of(matcher)
    wants_nothing = isinstance(matcher.value, Absent)

    def distance(value: str | None) -> float:
        result = search(value)
        if result is _NO_JSON or (_is_nothing(result) and not wants_nothing):
            return 1.0
        if wants_nothing:
            return 0.0 if _is_nothing(result) else 1.0
        return min((inner.distance(text) for text in texts(result)), default=1.0)

    def fits(value: str | None) -> bool:
        result = search(value)
        if wants_nothing or result is _NO_JSON or _is_nothing(result):
            return wants_nothing and result is not _NO_JSON and _is_nothing(result)
        return any(inner.fits(text) for text in texts(result))

    return Comparison(fits, distance, told)


_NO_JSON = object()


def _is_something(result: Any) -> bool:
    return result is not _NO_JSON and result is not MISSING and result is not None and result not in ([], {})


def _is_nothing(result: Any) -> bool:
    return result is MISSING or result is None or result == []


def _texts_of(matcher: MatchesJsonPath) -> Callable[[Any], list[str]]:
    """What of a result is compared: a list as a whole where JSON is wanted, else each of its items."""
    whole = isinstance(matcher.value, EqualToJson | MatchesJsonPath | MatchesJsonSchema)

    def texts(result: Any) -> list[str]:
        if isinstance(result, list) and not whole:
            return [_text(item) for item in result]
        return [_json(result) if whole else _text(result)]

    return texts


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return (
        msgspec.json.format(msgspec.json.encode(value), indent=2).decode() if isinstance(value, dict) else _json(value)
    )


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def matches_json_schema(matcher: MatchesJsonSchema) -> Comparison:
    """An instance of the schema; what is no JSON counts as a text, as it does for WireMock."""
    validator: Any = None
    with suppress(jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        formats = matcher.version in _ASSERTING
        validator = _DRAFTS[matcher.version](matcher.schema, validate_formats=formats, retriever=_nothing_fetched)

    def fits(value: str | None) -> bool:
        if value is None or validator is None:
            return False
        try:
            instance = json_of(value)
        except ValueError:
            instance = str(value)
        try:
            return bool(validator.is_valid(instance))
        except (ValueError, RecursionError):
            return False

    return plain(fits, "is an instance of the JSON Schema")


def _nothing_fetched(uri: str) -> Any:
    """A schema is looked up nowhere: a stub opens no connections for one."""
    raise ValueError(f"{uri} is not fetched")
