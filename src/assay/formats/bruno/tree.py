"""A collection of Bruno in the structure of its exported JSON, as a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from assay.formats.bruno.auth import mode_of, params_of, to_auth
from assay.formats.bruno.body import objects
from assay.formats.bruno.scripts import after, before, rows, to_scripts
from assay.formats.bruno.step import Around, to_step
from assay.formats.bruno.texts import to_postman
from assay.formats.document import Document
from assay.formats.ecmascript import to_string
from assay.formats.json_text import MAX_DEPTH
from assay.formats.postman.ids import stable_id
from assay.model.errors import InputError
from assay.model.suite import Folder, Step, Suite
from assay.model.variable import Environment, Variable

Json = dict[str, Any]
MAX_ITEMS = 50_000
MAX_WARNINGS = 200
_HTTP = frozenset({"http", "http-request", "graphql", "graphql-request", ""})
_NOT_HTTP = {"grpc": "a gRPC request", "ws": "a WebSocket", "websocket": "a WebSocket", "js": "a file of scripts"}


class Reading:
    """One collection on its way: what it has to say, and how much it has read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sequential = False
        self.warnings: dict[str, None] = {}
        self._items = 0

    def warn(self, what: str) -> None:
        """Say something once; the person reads no more than MAX_WARNINGS sentences."""
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings[what if what.endswith(".") else f"{what}."] = None

    def at(self, place: str) -> Callable[[str], None]:
        """Say something of a file or item."""
        return lambda what: self.warn(f"{place}: {what}")

    def count(self) -> None:
        """Raise InputError where the collection is too large."""
        self._items += 1
        if self._items > MAX_ITEMS:
            raise InputError(f"This collection has more than {MAX_ITEMS:,} items.", where=self.name)


def to_document(tree: Json, reading: Reading) -> Document:
    """The suite and its environments from {name, root, items, environments}."""
    title = to_string(tree.get("name") or "") or reading.name
    root: Json = _object(tree.get("root"))
    request = _object(root.get("request"))
    flow = _object(_object(tree.get("brunoConfig")).get("scripts")).get("flow")
    reading.sequential = flow == "sequential"
    place = stable_id("bruno", title)
    around = _around(request, Around(), reading)
    found = objects(tree.get("items"))
    names = dict.fromkeys(_local(found))
    warn = reading.at(title)
    _note_order(request, reading, warn)
    sources = {"prerequest": _prerequest(request, tuple(names), warn), "test": after(request, warn)}
    suite = Suite(
        id=place,
        name=title,
        items=tuple(_items(found, place, around, reading, 0)),
        scripts=to_scripts(place, sources),
        auth=None if mode_of(request.get("auth")) in ("none", "inherit") else to_auth(request.get("auth"), warn),
        variables=tuple(_variable(one) for one in rows(request, "req")),
        description=_text(root.get("docs")),
        warnings=tuple(reading.warnings),
    )
    environments = tuple(map(_environment, objects(tree.get("environments"))))
    return Document(suite=msgspec.structs.replace(suite, warnings=tuple(reading.warnings)), environments=environments)


def _prerequest(request: Json, names: tuple[str, ...], warn: Callable[[str], None]) -> str:
    """Variables of the collection are its own; those that a folder or request sets end with it."""
    own = {**request, "vars": {}}
    return before(own, warn, forgotten=names)


def _local(items: list[Json]) -> Iterator[str]:
    """Names of variables that folders and requests set for themselves."""
    pending = list(items)
    while pending:
        item = pending.pop()
        for owner in (item, _object(item.get("root"))):
            yield from (to_string(one["name"]) for one in rows(_object(owner.get("request")), "req"))
        pending += objects(item.get("items"))


def _items(items: list[Json], place: str, around: Around, reading: Reading, depth: int) -> Iterator[Folder | Step]:
    if depth > MAX_DEPTH:
        raise InputError(f"This is nested deeper than {MAX_DEPTH} levels.", where=reading.name)
    for index, item in enumerate(items):
        reading.count()
        inner = f"{place}/{index}"
        kind = to_string(item.get("type") or "").lower()
        if kind == "folder" or (isinstance(item.get("items"), list) and "request" not in item):
            yield _folder(item, inner, around, reading, depth)
        elif kind in _HTTP:
            yield to_step(item, inner, around, reading.at(_where(item)))
        else:
            what = _NOT_HTTP.get(kind.removesuffix("-request"), f"a {kind[:40]}")
            reading.warn(f"{_where(item)}: {what} is not read.")


def _folder(item: Json, place: str, around: Around, reading: Reading, depth: int) -> Folder:
    root = _object(item.get("root"))
    request = _object(root.get("request"))
    warn = reading.at(_where(item))
    name = to_string(_object(root.get("meta")).get("name") or item.get("name") or "")
    mode = mode_of(request.get("auth"))
    _note_order(request, reading, warn)
    scripts = {"prerequest": before(request, warn), "test": after(request, warn)}
    identity = stable_id("bruno", place, name)
    return Folder(
        id=identity,
        name=name,
        items=tuple(_items(objects(item.get("items")), place, _around(request, around, reading), reading, depth + 1)),
        scripts=to_scripts(identity, scripts),
        auth=None if mode in ("none", "inherit") else to_auth(request.get("auth"), warn),
        description=_text(root.get("docs")),
    )


def _note_order(request: Json, reading: Reading, warn: Callable[[str], None]) -> None:
    """Unless it is told otherwise, Bruno runs what follows an answer from the inside out; Postman never does."""
    if _text(_object(request.get("script")).get("res")).strip() and not reading.sequential:
        warn("its post-response script runs before those of its requests, and after them in Bruno")


def _around(request: Json, outer: Around, reading: Reading) -> Around:
    """What the requests inside inherit besides: headers of all owners, and auth that a script does."""
    auth = _object(request.get("auth"))
    mode = mode_of(auth)
    wsse = outer.wsse if mode in ("none", "inherit") else params_of(auth) if mode == "wsse" else None
    headers = (*outer.headers, *(row for row in objects(request.get("headers")) if row.get("enabled") is not False))
    if len(headers) > MAX_DEPTH * MAX_DEPTH:
        raise InputError("The folders of this collection have too many headers.", where=reading.name)
    return Around(headers=headers, wsse=wsse)


def _variable(one: Json) -> Variable:
    value = one.get("value")
    secret = one.get("secret") is True
    told = to_postman(value) if isinstance(value, str) else value
    return Variable(
        key=to_string(one.get("name") or ""),
        value=told,
        type="secret" if secret else "any",
        secret=secret,
        enabled=one.get("enabled") is not False,
        description=_text(one.get("description")),
    )


def _environment(one: Json) -> Environment:
    name = to_string(one.get("name") or "")
    variables = [_variable(row) for row in objects(one.get("variables")) if row.get("name")]
    return Environment(id=stable_id("bruno", "environment", name), name=name, variables=tuple(variables))


def _where(item: Json) -> str:
    return to_string(item.get("filename") or item.get("name") or "an item")[:120]


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
