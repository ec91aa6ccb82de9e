"""A body as the lines of an `.http` file, with the headers that it needs."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote_plus

import msgspec

from assay.formats.postman.ids import stable_id
from assay.model.suite import BodyTemplate, Entry

_TYPES = {"json": "application/json", "xml": "application/xml", "html": "text/html",
          "javascript": "application/javascript", "text": "text/plain"}  # fmt: skip
_VARIABLE = re.compile(r"(\{\{[^{}]*\}\})")
_SPECIAL = re.compile(r"^(?:###|<|>|\s*>>)", re.MULTILINE)
FORM = "application/x-www-form-urlencoded"


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """What stands below the blank line, the headers that the body brings along, and what is lost."""

    lines: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    losses: tuple[str, ...] = ()


def body_lines(body: BodyTemplate, headers: tuple[Entry, ...]) -> Lines:
    """The body in any of Postman's modes."""
    typed = any((row.key or "").lower() == "content-type" for row in headers if row.enabled)
    if body.mode == "urlencoded":
        return _form(body, typed)
    if body.mode == "formdata":
        return _parts(body)
    if body.mode == "graphql":
        return _graphql(body, typed)
    if body.mode == "file":
        losses = ("the content of the file, which is inside the collection",) if body.content else ()
        return Lines(lines=(f"< {body.src}",), losses=losses) if body.src else Lines(losses=("the body, a file",))
    return _raw(body, typed)


def _raw(body: BodyTemplate, typed: bool) -> Lines:
    if not body.raw:
        return Lines()
    kind = _TYPES.get(body.language or "")
    headers = (("Content-Type", kind),) if kind and not typed else ()
    losses = []
    if _SPECIAL.search(body.raw):
        losses.append("lines of the body that begin with ###, < or > (they mean something in these files)")
    if body.raw != body.raw.rstrip("\n \t") or body.raw[:1] in "\n\r" or "\r" in body.raw:
        losses.append("blank lines around the body, or its kind of line ends")
    return Lines(lines=tuple(body.raw.replace("\r\n", "\n").split("\n")), headers=headers, losses=tuple(losses))


def _form(body: BodyTemplate, typed: bool) -> Lines:
    """Values are encoded; variables stand as they are."""
    rows = [row for row in body.urlencoded if row.enabled]
    text = "&".join(f"{_encoded(row.key or '')}={_encoded(_text(row.value))}" for row in rows)
    headers = () if typed else (("Content-Type", FORM),)
    return Lines(lines=(text,) if text else (), headers=headers, losses=tuple(_switched_off(body.urlencoded)))


def _encoded(text: str) -> str:
    return "".join(piece if index % 2 else quote_plus(piece) for index, piece in enumerate(_VARIABLE.split(text)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _switched_off(rows: tuple[Entry, ...]) -> list[str]:
    return ["what is switched off (fields)"] if any(not row.enabled for row in rows) else []


def _graphql(body: BodyTemplate, typed: bool) -> Lines:
    told = body.graphql
    variables = told.get("variables")
    text = variables if isinstance(variables, str) else json.dumps(variables) if variables else ""
    lines = [*str(told.get("query") or "").split("\n"), *(["", *text.split("\n")] if text.strip() else [])]
    losses = ("the name of the GraphQL operation",) if told.get("operationName") else ()
    headers = [("X-REQUEST-TYPE", "GraphQL"), *([] if typed else [("Content-Type", "application/json")])]
    return Lines(lines=tuple(lines), headers=tuple(headers), losses=losses)


def _parts(body: BodyTemplate) -> Lines:
    boundary = "assay-" + stable_id(*(row.key or "" for row in body.formdata))[:8]
    lines: list[str] = []
    losses = _switched_off(body.formdata)
    for row in body.formdata:
        if row.enabled:
            lines += _part(row, boundary)
            if row.type != "file" and (row.key or "").strip('"\\\r\n') != (row.key or ""):
                losses.append("quotes in the name of a field")
    header = ("Content-Type", f"multipart/form-data; boundary={boundary}")
    return Lines(lines=(*lines, f"--{boundary}--") if lines else (), headers=(header,), losses=tuple(losses))


def _part(row: Entry, boundary: str) -> list[str]:
    kind = [f"Content-Type: {row.content_type}"] if row.content_type else []
    name = f'Content-Disposition: form-data; name="{_quoted(row.key or "")}"'
    if row.type != "file":
        return [f"--{boundary}", name, *kind, "", *_text(row.value).split("\n")]
    lines: list[str] = []
    for path in row.src if isinstance(row.src, tuple) else (row.src or "",):
        shown = row.file_name or path.replace("\\", "/").rpartition("/")[2]
        lines += [f"--{boundary}", f'{name}; filename="{_quoted(shown)}"', *kind, "", f"< {path}"]
    return lines


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", " ")
