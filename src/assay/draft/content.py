"""Reads the body of a request as what it is: JSON, a form, parts, a file, or just text."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

import msgspec

from assay.draft.values import Call
from assay.model.http import BytesPart, FilePart
from assay.model.transfer import Data, Form, Part, Upload

LARGEST = 1024 * 1024
"""Bytes of a body that is drafted; a larger one becomes a file."""
DEEPEST = 60
MOST_ROWS = 1000


class Number(float):
    """A number with a point or exponent, as it was written."""

    text: str

    def __new__(cls, text: str) -> Number:
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __str__(self) -> str:
        return self.text


class FormRow(NamedTuple):
    """A field of a form: a value, or files."""

    name: str
    value: str = ""
    files: tuple[str, ...] = ()
    type: str = ""
    file_name: str | None = None


class JsonContent(msgspec.Struct, frozen=True, kw_only=True):
    """JSON (RFC 8259), decoded."""

    value: Any


class FormContent(msgspec.Struct, frozen=True, kw_only=True):
    """application/x-www-form-urlencoded, decoded."""

    rows: tuple[FormRow, ...]


class PartsContent(msgspec.Struct, frozen=True, kw_only=True):
    """multipart/form-data (RFC 7578)."""

    rows: tuple[FormRow, ...]


class RawContent(msgspec.Struct, frozen=True, kw_only=True):
    """Any other text."""

    text: str
    language: str = "text"


class FileContent(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is sent as it is; bytes that are no text have none, and an empty path."""

    path: str


Content = JsonContent | FormContent | PartsContent | RawContent | FileContent


def content_of(call: Call) -> Content | None:
    """The body that was meant; None where there is none."""
    meant = call.transfer.content
    if isinstance(meant, Form):
        return PartsContent(rows=tuple(row for part in meant.parts[:MOST_ROWS] for row in _part(part)))
    if isinstance(meant, Upload):
        return FileContent(path=meant.path)
    request = call.asked.request
    for part in request.body:
        if isinstance(part, FilePart):
            return FileContent(path=part.path)
    data = b"".join(part.data for part in request.body if isinstance(part, BytesPart))
    if not data and isinstance(meant, Data) and request.method not in ("GET", "HEAD"):
        data = meant.content
    return _read(data, (request.header("content-type") or "").lower()) if data else None


def _read(data: bytes, media: str) -> Content:
    if len(data) > LARGEST:
        return FileContent(path="")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return FileContent(path="")
    if text.lstrip()[:1] in ("{", "[") or "json" in media:
        found = _json(text)
        if found is not None:
            return found
    if "x-www-form-urlencoded" in media and "=" in text and text.count("&") < MOST_ROWS:
        return FormContent(rows=tuple(_field(pair) for pair in text.split("&") if pair))
    return RawContent(text=text, language=_language(media))


def _json(text: str) -> JsonContent | None:
    """The value, unless what would be written back were not the same: doubled keys, NaN, endless nesting."""
    try:
        value = json.loads(text, parse_float=Number, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return None if _depth(value) > DEEPEST else JsonContent(value=value)


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level and deepest <= DEEPEST:
        deepest += 1
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return deepest


def _field(pair: str) -> FormRow:
    name, _, value = pair.partition("=")
    return FormRow(unquote_plus(name), unquote_plus(value))


def _part(part: Part) -> list[FormRow]:
    if part.parts:
        return [row for one in part.parts[:MOST_ROWS] for row in _part(msgspec.structs.replace(one, name=part.name))]
    if part.path:
        return [FormRow(part.name, files=(part.path,), type=part.type, file_name=part.file_name)]
    text = (part.content or b"").decode("utf-8", "replace")
    return [FormRow(part.name, text, type=part.type, file_name=part.file_name)]


def _language(media: str) -> str:
    for word in ("xml", "html", "javascript", "json"):
        if word in media:
            return word
    return "text"
