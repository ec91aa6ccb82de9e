"""A request as one call of the client."""

from __future__ import annotations

import ast
import re

import msgspec

from assay.promote.attachments import kept_as, sent_name
from assay.promote.request import FilePart, Pairs, Shape
from assay.promote.scripts.python import build as py
from assay.promote.writing.clients import Client
from assay.promote.writing.drafting import Draft

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
_SIMPLE = frozenset({"GET", "HEAD", "OPTIONS", "DELETE", "POST", "PUT", "PATCH"})


def call_of(draft: Draft, shape: Shape, sender: ast.expr, client: Client, base: str) -> ast.expr:
    """`user_client.post("/v1/orders", json={…})`; a request to another origin names it."""
    path = _CONTROL.sub(lambda one: f"%{ord(one[0]):02X}", shape.path)
    url = draft.text(path if shape.origin == base else shape.origin + path)
    named = _named(draft, shape, client)
    with_body = {"json", "data", "content", "files"} & named.keys()
    if shape.method not in _SIMPLE or (shape.method in _BODILESS and with_body):
        return py.call(py.attr(sender, "request"), py.const(shape.method), url, **named)
    return py.call(py.attr(sender, shape.method.lower()), url, **named)


def _named(draft: Draft, shape: Shape, client: Client) -> dict[str, ast.expr]:
    named: dict[str, ast.expr] = {}
    if shape.query:
        named["params"] = _pairs(draft, shape.query)
    if shape.headers:
        named["headers"] = _pairs(draft, tuple(dict(shape.headers).items()))
    if shape.json is not msgspec.UNSET:
        named["json"] = draft.json(shape.json)
    elif shape.raw:
        named[client.raw] = draft.text(shape.raw)
        if not shape.raw.isascii():
            named[client.raw] = py.method(named[client.raw], "encode")
    elif shape.form:
        named["data"] = _pairs(draft, shape.form)
    if shape.fields:
        named["data"] = _pairs(draft, shape.fields)
    if shape.files:
        named["files"] = _files(draft, shape.files)
    if shape.binary:
        named[client.raw] = _content(draft, shape.binary)
    return named


def _pairs(draft: Draft, pairs: Pairs) -> ast.expr:
    """A dict; a name that stands twice has a list of values."""
    found: dict[str, list[ast.expr]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(draft.text(value))
    values = [one[0] if len(one) == 1 else ast.List(one, ast.Load()) for one in found.values()]
    return ast.Dict([draft.text(name) for name in found], values)


def _files(draft: Draft, files: tuple[FilePart, ...]) -> ast.expr:
    """A dict; a list of pairs where a field stands twice."""
    alike = len({(bool(one.src), bool(one.media)) for one in files}) == 1
    parts = [(draft.text(one.field), _part(draft, one, alike)) for one in files]
    if len({one.field for one in files}) < len(files):
        return ast.List([ast.Tuple(list(pair), ast.Load()) for pair in parts], ast.Load())
    return ast.Dict([field for field, _ in parts], [part for _, part in parts])


def _part(draft: Draft, part: FilePart, alike: bool) -> ast.expr:
    """(name, content, media type), as all the clients take it; a text has no name, and beside files it is bytes too."""
    told = part.media if alike else part.media or "text/plain"
    media: list[ast.expr] = [py.const(told)] if told else []
    if not part.src:
        text = draft.text(part.text)
        return ast.Tuple([py.const(None), text if alike else _encoded(text), *media], ast.Load())
    return ast.Tuple([py.const(sent_name(part.src)), _content(draft, part.src), *media], ast.Load())


def _encoded(text: ast.expr) -> ast.expr:
    if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value.isascii():
        return py.const(text.value.encode())
    return py.method(text, "encode")


def _content(draft: Draft, src: str) -> ast.expr:
    """What the suite's copy of a file holds."""
    draft.needs(["from pathlib import Path"])
    folder = py.attr(py.call("Path", py.name("__file__")), "parent")
    return py.method(py.arithmetic(folder, "/", py.const(kept_as(src))), "read_bytes")
