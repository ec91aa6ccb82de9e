"""Format 5: a tree of folders and requests."""

from __future__ import annotations

from collections.abc import Iterator

from assay.formats.insomnia.node import Export, Json, Node, UnitTest, mapping, number, objects, text
from assay.formats.json_text import MAX_DEPTH, too_deep

_PREFIXES = {"ws-req": "a WebSocket", "greq": "a gRPC request", "socketio-req": "a Socket.IO request"}
_UNREAD = {
    "certificates": "the client certificates",
    "caCertificate": "the CA certificate",
    "spec": "the API description",
}


def read_v5(document: Json, *, name: str) -> Export:
    """The export of a collection, a design document or an environment."""
    environments = mapping(document.get("environments"))
    meta = mapping(document.get("meta"))
    return Export(
        name=text(document.get("name")) or name,
        description=text(meta.get("description")),
        nodes=tuple(_nodes(document.get("collection"), name, 0)),
        base=environments,
        environments=tuple(objects(environments.get("subEnvironments"))),
        tests=tuple(_tests(document)),
        unread=tuple(what for key, what in _UNREAD.items() if document.get(key)),
    )


def _nodes(items: object, name: str, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        raise too_deep(name)
    for index, one in enumerate(objects(items)):
        meta = mapping(one.get("meta"))
        place = text(meta.get("id")) or f"{depth}/{index}"
        yield Node(
            id=place,
            name=text(one.get("name")),
            kind=_kind(one, place),
            order=number(meta.get("sortKey")),
            told={**one, "description": meta.get("description")},
            children=tuple(_nodes(one.get("children"), name, depth + 1)),
        )


def _kind(one: Json, place: str) -> str:
    if "method" in one:
        return "request"
    if "children" in one or ("url" not in one and "protoMethodName" not in one):
        return "folder"
    return next((kind for start, kind in _PREFIXES.items() if place.startswith(start)), "a request that is not HTTP")


def _tests(document: Json) -> Iterator[UnitTest]:
    for suite in objects(document.get("testSuites")):
        for one in objects(suite.get("tests")):
            yield UnitTest(name=text(one.get("name")), request=text(one.get("requestId")), code=text(one.get("code")))
