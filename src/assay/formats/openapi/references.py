"""`$ref` followed to what it means: in the same document or in a file of the contract's folder, never further."""

from __future__ import annotations

import re
from urllib.parse import unquote

from assay.formats.openapi.files import Files
from assay.formats.openapi.node import Node, unescaped
from assay.formats.openapi.notes import Notes
from assay.model.errors import InputError

MAX_HOPS = 50
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_LOCAL = ("/$defs/", "/definitions/")
"""Where a schema keeps its own definitions: looked up in the schemas around a reference if the root has none."""


class References:
    """Follows references; one that leads nowhere is told in the notes and gives None."""

    def __init__(self, files: Files, notes: Notes) -> None:
        self._files = files
        self._notes = notes
        self._anchors: dict[str, dict[str, Node]] = {}

    def follow(self, node: Node) -> Node | None:
        """The node itself, or what its `$ref` means, through up to MAX_HOPS further ones."""
        for _ in range(MAX_HOPS):
            if not isinstance(node.fields.get("$ref"), str):
                return node
            target = self.target(node, node.fields["$ref"])
            if target is None:
                return None
            node = target
        self._notes.warn(node, "its $ref leads in a circle; it was left out.")
        return None

    def target(self, node: Node, reference: str) -> Node | None:
        """What a reference that stands at `node` means, one step on."""
        path, _, fragment = reference.partition("#")
        root = self._root(node, path, reference)
        if root is None:
            return None
        found = self._find(root, unquote(fragment), node)
        if found is None:
            self._notes.warn(node, f"its $ref {_quoted(reference)} names nothing that is there.")
        return found

    def _root(self, node: Node, path: str, reference: str) -> Node | None:
        if _URL.match(path):
            self._notes.warn(node, f"its $ref {_quoted(reference)} is a URL, and none is fetched.")
            return None
        wanted = self._files.beside(node.file, unquote(path)) if path else node.file
        if wanted is None:
            self._notes.warn(node, f"its $ref {_quoted(reference)} leads out of the contract's folder.")
            return None
        try:
            return self._files.tree(wanted)
        except InputError as error:
            self._notes.warn(node, f"its $ref {_quoted(reference)} cannot be followed: {error.where}: {error.what}")
            return None

    def _find(self, root: Node, fragment: str, origin: Node) -> Node | None:
        if fragment and not fragment.startswith("/"):
            return self._anchor(root, fragment)
        found = _walk(root, fragment)
        if found is None and root.file == origin.file and fragment.startswith(_LOCAL):
            return _walk_around(root, fragment, origin)
        return found

    def _anchor(self, root: Node, name: str) -> Node | None:
        if root.file not in self._anchors:
            self._anchors[root.file] = _anchors(root)
        return self._anchors[root.file].get(name)


def _walk(node: Node, pointer: str) -> Node | None:
    for token in pointer.split("/")[1:]:
        key = unescaped(token)
        if key in node.fields:
            node = node.child(key)
        elif isinstance(node.value, list) and _INDEX.fullmatch(key) and int(key) < len(node.value):
            node = node.child(int(key))
        else:
            return None
    return node


def _walk_around(root: Node, fragment: str, origin: Node) -> Node | None:
    """The nearest schema around `origin` from which the fragment leads somewhere."""
    around = origin.pointer
    while around:
        start = _walk(root, around)
        found = _walk(start, fragment) if start is not None else None
        if found is not None:
            return found
        around = around.rpartition("/")[0]
    return None


def _anchors(root: Node) -> dict[str, Node]:
    """Every node with an `$anchor`, by its name."""
    found: dict[str, Node] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        name = node.text("$anchor") or node.text("$dynamicAnchor")
        if name:
            found.setdefault(name, node)
        waiting.extend(child for _, child in node.members() if isinstance(child.value, dict | list))
        waiting.extend(child for child in node.items() if isinstance(child.value, dict | list))
    return found


def _quoted(reference: str) -> str:
    return repr(reference[:120])
