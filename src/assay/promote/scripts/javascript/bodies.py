"""The statements of blocks and functions, whatever form they are written in."""

from __future__ import annotations

from assay.promote.scripts.javascript.tree import Node

FUNCTIONS = frozenset({"arrow_function", "function_expression", "function_declaration"})


def block_of(node: Node) -> list[Node]:
    """The statements of a block, or the single one."""
    if node.kind == "statement_block":
        return list(node.children)
    if node.kind in ("empty_statement",):
        return []
    return [node]


def body_of(function: Node) -> list[Node]:
    """The statements of a function; an expression as body is one."""
    body = function["body"]
    return list(body.children) if body.kind == "statement_block" else [statement_of(body)]


def statement_of(node: Node) -> Node:
    """An expression as a statement."""
    return Node("expression_statement", node.text, node.start, node.end, node.line, node.last_line, (node,))
