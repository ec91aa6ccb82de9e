"""Takes an assertion chain apart: `expect(x).to.not.be.a("string")` is a subject and its links in order."""

from __future__ import annotations

from dataclasses import dataclass

from assay.promote.scripts.javascript.tree import Node, unwrapped

WORDS = frozenset(
    {
        "to",
        "be",
        "been",
        "is",
        "that",
        "which",
        "and",
        "has",
        "have",
        "with",
        "at",
        "of",
        "same",
        "but",
        "does",
        "still",
        "also",
    }
)
"""What only makes a chain readable."""
FLAGS = frozenset({"not", "deep", "nested", "own", "ordered", "any", "all"})


@dataclass(frozen=True, slots=True)
class Link:
    """One word of a chain; `args` is None where it is not called."""

    name: str
    args: tuple[Node, ...] | None
    node: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """A whole assertion. `root` is the call of expect, `pm.response`, or what `should` is asked of."""

    root: Node
    links: tuple[Link, ...]


def flattened(node: Node) -> Chain:
    """Every member and call from the outermost inwards; the root is what is neither."""
    links: list[Link] = []
    node = unwrapped(node)
    while True:
        args: tuple[Node, ...] | None = None
        outer = node
        if node.kind == "call_expression" and node["function"].kind == "member_expression":
            args = node["arguments"].children
            node = node["function"]
        if node.kind != "member_expression":
            return Chain(outer, tuple(reversed(links)))
        links.append(Link(node["property"].text, args, outer))
        node = unwrapped(node["object"])
