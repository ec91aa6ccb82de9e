"""A body as fetch takes it: text, JSON, URLSearchParams, FormData, bytes, or a file."""

from __future__ import annotations

import base64

import msgspec

from assay.formats.code.asked import Asked, is_form, is_json
from assay.formats.code.faithful import form_pairs, json_value
from assay.formats.code.javascript_text import Fields, literal, quoted
from assay.formats.code.part import file_name, flat_parts, media_type
from assay.model.transfer import Data, Form, Part, Upload

_BLOB = 'import { openAsBlob } from "node:fs";'
_READ = 'import { readFileSync } from "node:fs";'


class FetchBody(msgspec.Struct, frozen=True, kw_only=True):
    """`expression` for the option `body`, after `statements`. `asked` is without the headers that it brings along."""

    asked: Asked
    expression: str | None = None
    statements: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()


def body_of(asked: Asked, suffix: str) -> FetchBody:
    """The body of a request, whatever its kind. `suffix` tells its names from those of other requests."""
    if isinstance(asked.content, Data):
        return _data(asked, asked.content.content)
    if isinstance(asked.content, Form):
        return _form(asked, asked.content, f"form{suffix}")
    if isinstance(asked.content, Upload):
        return _upload(asked, asked.content)
    return FetchBody(asked=asked)


def _data(asked: Asked, content: bytes) -> FetchBody:
    """fetch adds a type of its own to a text, but none to bytes."""
    untyped = asked.header("content-type") is None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return FetchBody(asked=asked, expression=_octets(content))
    if is_json(asked):
        faithful, value = json_value(text)
        if faithful and isinstance(value, dict | list):
            return FetchBody(asked=asked, expression=f"JSON.stringify({literal(value, 2, 24)})")
    if is_form(asked) and (pairs := form_pairs(text)) and _is_plain(pairs):
        unique = len({name for name, _ in pairs}) == len(pairs)
        told = literal(Fields(pairs) if unique else [list(pair) for pair in pairs], 2, 26)
        return FetchBody(asked=asked, expression=f"new URLSearchParams({told})")
    return FetchBody(asked=asked, expression=f"new TextEncoder().encode({quoted(text)})" if untyped else quoted(text))


def _is_plain(pairs: list[tuple[str, str]]) -> bool:
    """URLSearchParams writes `~` as %7E, and `*` as it is."""
    return not any(char in text for pair in pairs for text in pair for char in "~*")


def _octets(content: bytes) -> str:
    encoded = base64.b64encode(content).decode()
    return f'Uint8Array.from(atob("{encoded}"), (char) => char.charCodeAt(0))'


def _form(asked: Asked, form: Form, name: str) -> FetchBody:
    parts, losses = flat_parts(form)
    losses += [f"the headers of the part {part.name!r}" for part in parts if part.headers]
    losses += [f"the type of the field {part.name!r} (fetch makes a file of it)" for part in parts if _is_typed(part)]
    if asked.header("content-type") is not None:
        losses.append("the header Content-Type of the form (it has to name the boundary)")
    lines = [f"const {name} = new FormData();"]
    lines += [f"{name}.append({quoted(part.name)}, {_part(part)});" for part in parts]
    files = any(part.content is None and part.path != "-" for part in parts)
    standard = any(part.path == "-" for part in parts)
    return FetchBody(
        asked=asked.without("content-type"),
        expression=name,
        statements=tuple(lines),
        imports=(*((_BLOB,) if files else ()), *((_READ,) if standard else ())),
        losses=tuple(losses),
    )


def _is_typed(part: Part) -> bool:
    return bool(part.type) and file_name(part) is None


def _part(part: Part) -> str:
    kind, name = media_type(part), file_name(part)
    if part.content is not None and name is None and not kind:
        return quoted(part.content.decode("utf-8", "replace"))
    shown = f", {quoted(name)}" if name is not None else ""
    options = f", {{ type: {quoted(kind)} }}" if kind else ""
    if part.content is not None:
        return f"new Blob([{_pieces(part.content)}]{options}){shown}"
    if part.path == "-":
        return f"new Blob([readFileSync(0)]{options}){shown}"
    return f"await openAsBlob({quoted(part.path)}{options}){shown}"


def _pieces(content: bytes) -> str:
    try:
        return quoted(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _octets(content)


def _upload(asked: Asked, upload: Upload) -> FetchBody:
    if upload.path in ("-", "."):
        return FetchBody(asked=asked, expression="readFileSync(0)", imports=(_READ,))
    return FetchBody(asked=asked, expression=f"readFileSync({quoted(upload.path)})", imports=(_READ,))
