"""Format 4: a list of resources that name their parents."""

from __future__ import annotations

from collections import Counter

from assay.formats.insomnia.node import Export, Json, Node, UnitTest, mapping, number, objects, text
from assay.formats.json_text import MAX_DEPTH, too_deep
from assay.model.errors import InputError

_KINDS = {
    "request": "request", "request_group": "folder", "grpc_request": "a gRPC request",
    "websocket_request": "a WebSocket", "socketio_request": "a Socket.IO request", "mcp_request": "an MCP request",
}  # fmt: skip
MAX_ITEMS = 50_000
_TESTS = frozenset({"unit_test", "unit_test_suite"})
_SILENT = frozenset({*_KINDS, *_TESTS, "workspace", "environment", "cookie_jar", "workspace_meta", "project"})


def read_v4(document: Json, *, name: str) -> Export:
    """The export. Raises InputError where there is no list of resources, or where it holds too many."""
    resources = objects(document.get("resources"))
    if not resources:
        raise InputError("This export holds no resources.", where=name, remedy="Export it again.")
    workspaces = [one for one in resources if text(one.get("_type")) == "workspace"]
    known = {text(one.get("_id")) for one in resources}
    loose = [one for one in resources if text(one.get("_type")) in _KINDS and text(one.get("parentId")) not in known]
    tree = _Tree(resources, name)
    nodes = tree.tops([*workspaces, *loose])
    base = _base(resources, workspaces)
    return Export(
        name=text(workspaces[0].get("name")) if workspaces else name,
        description=text(workspaces[0].get("description")) if workspaces else "",
        nodes=nodes,
        base=base,
        environments=_below(base, resources),
        tests=tuple(_test(one) for one in resources if text(one.get("_type")) == "unit_test"),
        unread=(*_unread(resources), *tree.unreached()),
    )


class _Tree:
    """Resources by their parents."""

    def __init__(self, resources: list[Json], name: str) -> None:
        self._name = name
        self._inside: dict[str, list[Json]] = {}
        self._ids = [text(one.get("_id")) for one in resources if text(one.get("_type")) in _KINDS]
        self._reached: set[str] = set()
        self._count = 0
        for one in resources:
            if text(one.get("_type")) in _KINDS:
                self._inside.setdefault(text(one.get("parentId")), []).append(one)

    def tops(self, owners: list[Json]) -> tuple[Node, ...]:
        """Several workspaces are a folder each; one alone is the collection."""
        nodes: list[Node] = []
        lone = sum(text(one.get("_type")) == "workspace" for one in owners) == 1
        for one in owners:
            if text(one.get("_type")) in _KINDS:
                nodes.append(self._node(one, 0))
                continue
            children = self._children(one, 0)
            folder = Node(id=text(one.get("_id")), name=text(one.get("name")), kind="folder", children=children)
            nodes += children if lone else [folder]
        return tuple(nodes)

    def unreached(self) -> tuple[str, ...]:
        """What lies in no workspace."""
        count = sum(one not in self._reached for one in self._ids)
        return (f"{count} items that lie in no workspace",) if count else ()

    def _children(self, owner: Json, depth: int) -> tuple[Node, ...]:
        if depth > MAX_DEPTH:
            raise too_deep(self._name)
        return tuple(self._node(one, depth + 1) for one in self._inside.get(text(owner.get("_id")), []))

    def _node(self, one: Json, depth: int) -> Node:
        kind = _KINDS[text(one.get("_type"))]
        self._reached.add(text(one.get("_id")))
        self._count += 1
        if self._count > MAX_ITEMS:  # resources of one id are found again and again
            raise InputError(f"This export has more than {MAX_ITEMS:,} items.", where=self._name)
        return Node(
            id=text(one.get("_id")),
            name=text(one.get("name")),
            kind=kind,
            order=number(one.get("metaSortKey")),
            told={**one, "scripts": _scripts(one), "settings": _settings(one)},
            children=self._children(one, depth) if kind == "folder" else (),
        )


def _scripts(one: Json) -> Json:
    return {"preRequest": one.get("preRequestScript"), "afterResponse": one.get("afterResponseScript")}


def _settings(one: Json) -> Json:
    return {
        "followRedirects": one.get("settingFollowRedirects"),
        "encodeUrl": one.get("settingEncodeUrl"),
        "cookies": {"send": one.get("settingSendCookies"), "store": one.get("settingStoreCookies")},
    }


def _base(resources: list[Json], workspaces: list[Json]) -> Json:
    homes = {text(one.get("_id")) for one in workspaces}
    found = [one for one in resources if text(one.get("_type")) == "environment"]
    return next((one for one in found if text(one.get("parentId")) in homes), found[0] if found else {})


def _below(base: Json, resources: list[Json]) -> tuple[Json, ...]:
    found = [one for one in resources if text(one.get("_type")) == "environment" and one is not base]
    return tuple(sorted(found, key=lambda one: number(one.get("metaSortKey"))))


def _test(one: Json) -> UnitTest:
    return UnitTest(name=text(one.get("name")), request=text(one.get("requestId")), code=text(one.get("code")))


def _unread(resources: list[Json]) -> tuple[str, ...]:
    counted: Counter[str] = Counter(text(one.get("_type")) for one in resources if _is_told(one))
    return tuple(f"{count} of the kind {kind[:40]}" for kind, count in counted.items())


def _is_told(one: Json) -> bool:
    """An API description that is empty says nothing."""
    kind = text(one.get("_type"))
    return kind not in _SILENT and not (kind == "api_spec" and not mapping(one).get("contents"))
