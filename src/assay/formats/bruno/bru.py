"""Blocks of .bru files in the structure of Bruno's exported JSON, which YAML files share too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assay.formats.bruno.blocks import Block, Row, blocks
from assay.formats.ecmascript import to_number
from assay.formats.json_text import decode_json
from assay.model.errors import InputError

Json = dict[str, Any]
Warn = Callable[[str], None]
_METHODS = frozenset({"get", "post", "put", "delete", "patch", "options", "head", "connect", "trace"})
_BODIES = {
    "body": "json",
    "body:json": "json",
    "body:text": "text",
    "body:xml": "xml",
    "body:sparql": "sparql",
}
_MODES = {"form-urlencoded": "formUrlEncoded", "multipart-form": "multipartForm"}
_SCRIPTS = {"script:pre-request": "req", "script:post-response": "res"}
_VARIABLES = {"vars:pre-request": "req", "vars:post-response": "res"}
_PASSED_OVER = {"example": "a saved example", "app": "an app", "metadata": "the metadata"}
TYPES = frozenset({"number", "boolean", "object"})


def read_request(text: str, *, name: str, warn: Warn) -> Json:
    """{type, name, seq, request, settings, tags} of a request's file. Raises InputError."""
    return _Reading(name, warn).item(list(blocks(text, name=name)))


def read_root(text: str, *, name: str, warn: Warn) -> Json:
    """{meta, request, docs} of collection.bru or folder.bru. Raises InputError."""
    item = _Reading(name, warn).item(list(blocks(text, name=name)), root=True)
    request = item["request"]
    return {"meta": {"name": item["name"], "seq": item["seq"]}, "request": request, "docs": request.get("docs")}


def read_environment(text: str, *, name: str, warn: Warn) -> list[Json]:
    """The variables of an environment's file. Raises InputError."""
    found: list[Json] = []
    for block in blocks(text, name=name):
        if block.name == "vars":
            found += [variable(row) | {"secret": False} for row in block.rows]
        elif block.name == "vars:secret":
            found += [_secret(word) for word in (*block.words, *(row.name for row in block.rows))]
        elif block.name not in ("color", "meta"):
            warn(f"{name}:{block.line}: the block `{block.name}` is not read.")
    return found


def _secret(word: str) -> Json:
    return {"name": word.removeprefix("~"), "value": "", "enabled": not word.startswith("~"), "secret": True}


def pair(row: Row) -> Json:
    """A row as {name, value, enabled, description}."""
    told: Json = {"name": row.name, "value": row.value, "enabled": row.enabled, "line": row.line}
    description = row.note("description")
    return told | ({"description": description} if description else {})


def variable(row: Row) -> Json:
    """A variable with the type that an annotation gives it."""
    found = pair(row)
    kind = next((name for name, _ in reversed(row.notes) if name in TYPES), "string")
    return found | {"name": row.name.removeprefix("@"), "value": typed(row.value, kind)}


def typed(value: str, kind: str) -> Any:
    """A value of one of Bruno's types; one that is none of its type stays text."""
    if kind == "number" and value.strip():
        number = to_number(value)
        return value if number is None else number
    if kind == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if kind == "object":
        try:
            found = decode_json(value.encode("utf-8", "replace"), name="")
        except InputError:
            return value
        return found if isinstance(found, dict | list) else value
    return value


class _Reading:
    def __init__(self, name: str, warn: Warn) -> None:
        self._name = name
        self._warn = warn
        self._request: Json = {"headers": [], "params": [], "auth": {}, "body": {}, "script": {}, "vars": {}}
        self._item: Json = {"name": "", "seq": None, "type": "", "request": self._request}

    def item(self, found: list[Block], *, root: bool = False) -> Json:
        """All blocks in one structure."""
        for block in found:
            self._take(block)
        if not root and "url" not in self._request and self._item["type"] not in ("grpc", "ws"):
            remedy = "A request has a block such as `get {` with a `url:`."
            raise InputError("This file holds no request.", where=self._name, remedy=remedy)
        return self._item

    def _take(self, block: Block) -> None:
        name, request = block.name, self._request
        if name in _METHODS or name == "http":
            self._http(block)
        elif name == "meta":
            self._meta(block)
        elif name in _BODIES:
            request["body"][_BODIES[name]] = block.text
        elif name in _SCRIPTS:
            request["script"][_SCRIPTS[name]] = block.text
        elif name in _VARIABLES:
            request["vars"].setdefault(_VARIABLES[name], []).extend(map(variable, block.rows))
        elif name in ("tests", "docs"):
            request[name] = block.text
        elif name.startswith("auth"):
            self._auth(block)
        else:
            self._other(block)

    def _other(self, block: Block) -> None:
        name, request = block.name, self._request
        if name == "headers":
            request["headers"] += map(pair, block.rows)
        elif name in ("query", "params:query", "params:path"):
            kind = "path" if name == "params:path" else "query"
            request["params"] += [pair(row) | {"type": kind} for row in block.rows]
        elif name == "assert":
            request.setdefault("assertions", []).extend(map(pair, block.rows))
        elif name == "settings":
            self._item["settings"] = {row.name: row.value for row in block.rows}
        elif name.startswith("body:"):
            self._body(block)
        elif name in ("grpc", "ws"):
            self._item["type"] = name
        else:
            self._not_read(block)

    def _not_read(self, block: Block) -> None:
        what = _PASSED_OVER.get(block.name, f"the block `{block.name}`")
        self._warn(f"{self._name}:{block.line}: {what} is not read.")

    def _http(self, block: Block) -> None:
        request = self._request
        request["method"] = block.value("method") if block.name == "http" else block.name
        request["url"] = block.value("url")
        mode = block.value("body", "none")
        request["body"]["mode"] = _MODES.get(mode, mode)
        request["auth"]["mode"] = block.value("auth", "none")

    def _meta(self, block: Block) -> None:
        number = to_number(block.value("seq"))
        self._item |= {"name": block.value("name"), "seq": number, "type": block.value("type")}
        tags = next((row.words for row in block.rows if row.name == "tags"), ())
        if tags:
            self._warn(f"{self._name}:{block.line}: the tags {', '.join(tags)} are not kept.")

    def _auth(self, block: Block) -> None:
        auth = self._request["auth"]
        kind = block.name.partition(":")[2]
        if not kind:
            auth["mode"] = block.value("mode", "none")
        elif ":" in kind:
            self._not_read(block)
        else:
            auth[kind] = {row.name: row.value for row in block.rows}

    def _body(self, block: Block) -> None:
        kind, body = block.name.removeprefix("body:"), self._request["body"]
        if kind in ("graphql", "graphql:vars"):
            body.setdefault("graphql", {})["query" if kind == "graphql" else "variables"] = block.text
        elif kind == "form-urlencoded":
            body["formUrlEncoded"] = [pair(row) for row in block.rows]
        elif kind == "multipart-form":
            body["multipartForm"] = [_part(row) for row in block.rows]
        elif kind == "file":
            body["file"] = [_file(row) for row in block.rows]
        elif self._item["type"] not in ("grpc", "ws"):
            self._not_read(block)


def _content_type(value: str) -> tuple[str, str]:
    """(the value, its @contentType)."""
    text, mark, kind = value.rpartition("@contentType(")
    return (text.rstrip(), kind.rstrip()[:-1].strip()) if mark and kind.rstrip().endswith(")") else (value, "")


def _at_file(value: str) -> str | None:
    found = value.startswith("@file(") and value.endswith(")")
    return value[len("@file(") : -1] if found else None


def _part(row: Row) -> Json:
    value, kind = _content_type(row.value)
    paths = _at_file(value)
    told = pair(row) | {"contentType": kind}
    if paths is None:
        return told | {"type": "text", "value": value}
    return told | {"type": "file", "value": [path for path in paths.split("|") if path]}


def _file(row: Row) -> Json:
    value, kind = _content_type(row.value)
    path = _at_file(value)
    return {"filePath": value if path is None else path, "contentType": kind, "selected": row.enabled}
