"""Reads a script into nodes, within bounds of size and depth; what is no JavaScript is refused with its line."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from assay.promote.scripts.javascript.tree import Node

if TYPE_CHECKING:
    from tree_sitter import Node as RawNode
    from tree_sitter import Parser

MOST_CHARACTERS = 200_000
MOST_NODES = 60_000
MOST_DEPTH = 120
_KEYWORDS = frozenset({"async", "await", "?.", "*", "static", "yield"})
_DECLARING = frozenset({"const", "let", "var", "of", "in"})


class Unreadable(Exception):
    """The script cannot be read: why, and in which line."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@lru_cache(maxsize=1)
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_javascript

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))


@lru_cache(maxsize=2)
def parse(script: str) -> Node:
    """The program as one node; Unreadable where it is too large, too deep or not JavaScript."""
    if len(script) > MOST_CHARACTERS:
        raise Unreadable(f"the script is longer than {MOST_CHARACTERS:,} characters", 1)
    raw = _parser().parse(script.encode("utf-8", "surrogatepass")).root_node
    if raw.has_error:
        raise Unreadable("the script is no JavaScript that can be parsed", _first_error(raw))
    return _Reader(script).read(raw, 0)


def _first_error(raw: RawNode) -> int:
    node = raw
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    return int(node.start_point[0]) + 1


class _Reader:
    """Turns the parser's nodes into ours; bytes become characters."""

    def __init__(self, script: str) -> None:
        self._script = script
        self._bytes = script.encode("utf-8", "surrogatepass")
        self._positions = None if len(self._bytes) == len(script) else _positions(script)
        self._count = 0

    def read(self, raw: RawNode, depth: int) -> Node:
        self._count += 1
        line = int(raw.start_point[0]) + 1
        if depth > MOST_DEPTH:
            raise Unreadable(f"the script is nested deeper than {MOST_DEPTH} levels", line)
        if self._count > MOST_NODES:
            raise Unreadable("the script has too many parts", line)
        children: list[Node] = []
        fields: dict[str, Node] = {}
        operator, marks = "", set[str]()
        for index, child in enumerate(raw.children):
            if not child.is_named:
                operator, word = self._sign(raw, index, child, operator), child.type
                marks |= {word} & _KEYWORDS
            elif child.type == "optional_chain":
                marks.add("?.")
            elif child.type not in ("comment", "html_comment"):
                part = self.read(child, depth + 1)
                children.append(part)
                if name := raw.field_name_for_child(index):
                    fields[name] = part
        text = self._text(raw.start_byte, raw.end_byte)
        start = self._position(raw.start_byte)
        last = int(raw.end_point[0]) + 1
        return Node(
            raw.type, text, start, start + len(text), line, last, tuple(children), fields, operator, frozenset(marks)
        )

    def _sign(self, raw: RawNode, index: int, child: RawNode, operator: str) -> str:
        if raw.field_name_for_child(index) in ("operator", "kind"):
            return str(child.type)
        return str(child.type) if not operator and child.type in _DECLARING else operator

    def _text(self, start: int, end: int) -> str:
        return self._bytes[start:end].decode("utf-8", "surrogatepass")

    def _position(self, byte: int) -> int:
        return byte if self._positions is None else self._positions[byte]


def _positions(script: str) -> list[int]:
    """For each byte of the script as UTF-8, the characters before it."""
    found = [index for index, one in enumerate(script) for _ in one.encode("utf-8", "surrogatepass")]
    return [*found, len(script)]
