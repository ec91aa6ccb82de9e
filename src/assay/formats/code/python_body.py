"""A body as `requests` takes it: json=, data= or files=."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.formats.code.asked import Asked, is_form, is_json
from assay.formats.code.faithful import form_pairs, json_value
from assay.formats.code.part import file_name, flat_parts, media_type
from assay.formats.code.python_text import Code, Keyword, Pairs
from assay.formats.code.python_values import Values
from assay.model.transfer import Data, Form, Part, Upload


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is open as `body` while it is sent."""

    path: str


class PythonBody(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments for a body; `asked` is without the headers that they bring along."""

    asked: Asked
    keywords: tuple[Keyword, ...] = ()
    opened: Opened | None = None
    losses: tuple[str, ...] = ()


def body_of(asked: Asked, values: Values) -> PythonBody:
    """The body of a request, whatever its kind."""
    if isinstance(asked.content, Data):
        return _data(asked, asked.content.content, values)
    if isinstance(asked.content, Form):
        return _form(asked, asked.content, values)
    if isinstance(asked.content, Upload):
        return _upload(asked, asked.content, values)
    return PythonBody(asked=asked)


def _data(asked: Asked, content: bytes, values: Values) -> PythonBody:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return PythonBody(asked=asked, keywords=(("data", content),))
    if is_json(asked):
        faithful, value = json_value(text)
        if faithful and value is not None:
            plain = (asked.header("content-type") or "").lower() == "application/json"
            kept = asked.without("content-type") if plain else asked
            return PythonBody(asked=kept, keywords=(("json", values.json(value)),))
    if is_form(asked) and (pairs := form_pairs(text)):
        return PythonBody(asked=asked.without("content-type"), keywords=(("data", values.fields(pairs)),))
    return PythonBody(asked=asked, keywords=(("data", text if text.isascii() else _encoded(text)),))


def _encoded(text: str) -> Code:
    from assay.formats.code.python_text import quoted

    return Code(f"{quoted(text)}.encode()")


def _form(asked: Asked, form: Form, values: Values) -> PythonBody:
    parts, losses = flat_parts(form)
    if asked.header("content-type") is not None:
        losses.append("the header Content-Type of the form (it has to name the boundary)")
    rows = [(part.name, _part(part, values)) for part in parts]
    unique = len({name for name, _ in rows}) == len(rows)
    told: Any = Pairs(rows) if unique else rows
    return PythonBody(asked=asked.without("content-type"), keywords=(("files", told),), losses=tuple(losses))


def _part(part: Part, values: Values) -> tuple[Any, ...]:
    """(file name or None, content, and where there are any, type and headers)."""
    headers = dict(_split(line) for line in part.headers)
    kind = media_type(part)
    rest = (kind, headers) if headers else (kind,) if kind else ()
    return (file_name(part), _content(part, values), *rest)


def _content(part: Part, values: Values) -> str | bytes | Code:
    if part.content is None:
        return values.file_bytes(part.path)
    try:
        text = part.content.decode("utf-8")
    except UnicodeDecodeError:
        return part.content
    return values.field(part.name, text) if part.file_name is None else text


def _split(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


def _upload(asked: Asked, upload: Upload, values: Values) -> PythonBody:
    if upload.path in ("-", "."):
        values.modules.add("sys")
        return PythonBody(asked=asked, keywords=(("data", Code("sys.stdin.buffer")),))
    return PythonBody(asked=asked, keywords=(("data", Code("body")),), opened=Opened(path=upload.path))
