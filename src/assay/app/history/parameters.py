"""The values that have a name in a transfer: query parameters, fields of a form or of JSON, `{{name}}`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, unquote_plus

import msgspec

from assay.app.history.changing import header_name
from assay.model.errors import UsageError
from assay.model.transfer import Data, Form, Part, Transfer

MOST_TOLD = 12
LARGEST = 8 * 1024 * 1024
"""Bytes of JSON in which fields are looked for."""


def with_variable(transfer: Transfer, name: str, value: str) -> Transfer:
    """The transfer with another value for a name: `{{name}}`, a query parameter, a field of a form or of JSON (at the
    top, or anywhere by its JSON Pointer). Raises UsageError where nothing has this name."""
    found = transfer
    for change in (_template, _query, _form, _parts, _fields):
        found = change(found, name, value)
    if found == transfer and not _has(transfer, name):
        known = list(dict.fromkeys(names(transfer)))
        more = ", …" if len(known) > MOST_TOLD else ""
        told = f"It has: {', '.join(known[:MOST_TOLD])}{more}." if known else "It has no values with a name."
        raise UsageError(f"nothing in the request is called {name!r}", where="--var", remedy=told)
    return found


def names(transfer: Transfer) -> Iterator[str]:
    """What can be given another value."""
    yield from (unquote_plus(pair.partition("=")[0]) for pair in _pairs(_split(transfer.url)[1]))
    if isinstance(transfer.content, Form):
        yield from (part.name for part in transfer.content.parts if part.name)
    if isinstance(transfer.content, Data):
        document = json_of(transfer.content)
        if isinstance(document, dict):
            yield from document
        elif is_form(transfer):
            text = transfer.content.content.decode("utf-8", "replace")
            yield from (unquote_plus(pair.partition("=")[0]) for pair in _pairs(text))


def _has(transfer: Transfer, name: str) -> bool:
    if name.startswith("/") and isinstance(transfer.content, Data):
        return _holder(json_of(transfer.content), name) is not None
    return name in names(transfer)


def _template(transfer: Transfer, name: str, value: str) -> Transfer:
    mark = "{{" + name + "}}"
    return rewritten(
        transfer,
        url=lambda text: text.replace(mark, quote(value, safe="")),
        text=lambda text: text.replace(mark, value),
        data=lambda data: data.replace(mark.encode(), _in_body(transfer, value).encode()),
    )


def _in_body(transfer: Transfer, value: str) -> str:
    """A value as it stands inside a text of the body's kind."""
    if isinstance(transfer.content, Data) and transfer.content.content.lstrip()[:1] in (b"{", b"["):
        return json.dumps(value, ensure_ascii=False)[1:-1]
    return quote(value, safe="") if is_form(transfer) else value


def rewritten(
    transfer: Transfer, *, url: Callable[[str], str], text: Callable[[str], str], data: Callable[[bytes], bytes]
) -> Transfer:
    """The transfer with its URL, its headers, and its body passed through a function each."""
    content = transfer.content
    if isinstance(content, Data):
        content = Data(content=data(content.content))
    elif isinstance(content, Form):
        content = Form(parts=tuple(_part(part, data) for part in content.parts))
    return msgspec.structs.replace(
        transfer, url=url(transfer.url), headers=tuple(text(line) for line in transfer.headers), content=content
    )


def _part(part: Part, data: Callable[[bytes], bytes]) -> Part:
    content = None if part.content is None else data(part.content)
    return msgspec.structs.replace(part, content=content, parts=tuple(_part(inner, data) for inner in part.parts))


def _split(url: str) -> tuple[str, str, str]:
    """A URL before its query, the query, and what follows it."""
    rest, mark, fragment = url.partition("#")
    path, _, query = rest.partition("?")
    return path, query, mark + fragment


def _pairs(text: str) -> list[str]:
    return [pair for pair in text.split("&") if pair]


def _renamed(text: str, name: str, value: str) -> str:
    pairs = text.split("&")
    return "&".join(
        f"{pair.partition('=')[0]}={quote(value, safe='')}" if unquote_plus(pair.partition("=")[0]) == name else pair
        for pair in pairs
    )


def _query(transfer: Transfer, name: str, value: str) -> Transfer:
    path, query, fragment = _split(transfer.url)
    if not query:
        return transfer
    return msgspec.structs.replace(transfer, url=f"{path}?{_renamed(query, name, value)}{fragment}")


def is_form(transfer: Transfer) -> bool:
    """Whether the body is application/x-www-form-urlencoded: curl's own type where none is named."""
    if not isinstance(transfer.content, Data):
        return False
    kinds = [line.partition(":")[2] for line in transfer.headers if header_name(line) == "content-type"]
    return "x-www-form-urlencoded" in kinds[-1].lower() if kinds else json_of(transfer.content) is None


def _form(transfer: Transfer, name: str, value: str) -> Transfer:
    if not isinstance(transfer.content, Data) or not is_form(transfer):
        return transfer
    text = transfer.content.content.decode("latin-1")
    return msgspec.structs.replace(transfer, content=Data(content=_renamed(text, name, value).encode("latin-1")))


def _parts(transfer: Transfer, name: str, value: str) -> Transfer:
    if not isinstance(transfer.content, Form):
        return transfer
    parts = tuple(
        msgspec.structs.replace(part, content=value.encode(), path="") if part.name == name else part
        for part in transfer.content.parts
    )
    return msgspec.structs.replace(transfer, content=Form(parts=parts))


def _fields(transfer: Transfer, name: str, value: str) -> Transfer:
    """A field of JSON; its new value is JSON where the old one was no text, and text otherwise."""
    if not isinstance(transfer.content, Data):
        return transfer
    document = json_of(transfer.content)
    pointer = name if name.startswith("/") else "/" + name.replace("~", "~0").replace("/", "~1")
    holder = _holder(document, pointer)
    if holder is None:
        return transfer
    container, key = holder
    container[key] = value if isinstance(container[key], str) else _json(value)
    data = json.dumps(document, ensure_ascii=False, separators=_separators(transfer.content.content))
    return msgspec.structs.replace(transfer, content=Data(content=data.encode("utf-8", "surrogatepass")))


def _separators(data: bytes) -> tuple[str, str]:
    """JSON is written as loosely as it was."""
    return (", ", ": ") if b'": ' in data else (",", ":")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def json_of(content: Data) -> Any:
    """The body as a JSON object or array; None for anything else."""
    if len(content.content) > LARGEST:
        return None
    try:
        found = json.loads(content.content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


def _holder(document: Any, pointer: str) -> tuple[Any, Any] | None:
    """The object or array that holds what a JSON Pointer names, and its key there."""
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    for at, token in enumerate(tokens):
        key: Any = token
        if isinstance(document, list):
            key = int(token) if token.isascii() and token.isdigit() and int(token) < len(document) else None
        elif not isinstance(document, dict) or token not in document:
            key = None
        if key is None:
            return None
        if at == len(tokens) - 1:
            return document, key
        document = document[key]
    return None
