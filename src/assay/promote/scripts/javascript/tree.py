"""One node of a JavaScript tree: its kind by tree-sitter's grammar, its parts by field, its text and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Comments are left out; `children` are the named ones, in order. Lines count from 1."""

    kind: str
    text: str
    start: int
    """Characters before it in the script."""
    end: int
    line: int
    last_line: int
    children: tuple[Node, ...] = ()
    fields: dict[str, Node] = field(default_factory=dict)
    operator: str = ""
    """Of a unary, binary, update or augmented expression; `const`, `let` or `var` of a declaration; `of` or `in`."""
    marks: frozenset[str] = frozenset()
    """Keywords and signs that change the meaning of the node: async, await, ?., ..., *."""

    def __getitem__(self, name: str) -> Node:
        return self.fields[name]

    def get(self, name: str) -> Node | None:
        """The part with this field name, where there is one."""
        return self.fields.get(name)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, outermost first."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(one.children))


def unwrapped(node: Node) -> Node:
    """The expression inside its parentheses."""
    while node.kind == "parenthesized_expression" and len(node.children) == 1:
        node = node.children[0]
    return node
