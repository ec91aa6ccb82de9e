"""Bounds what translated code may do while it is proven: steps, and the size of what it makes."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Sized
from typing import Any

MOST_STEPS = 300_000
MOST_SIZE = 4_000_000
"""Characters or elements of one value."""
TICK, MADE, JOINED = "_tick", "_made", "_joined"


class Exhausted(Exception):
    """The code went on for too long, or made too much."""


class Meter:
    """Counts the steps of one run."""

    def __init__(self) -> None:
        self.steps = 0

    def tick(self, value: Any = True) -> Any:
        """One step; the value is handed through."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Exhausted
        return value

    def made(self, value: Any) -> Any:
        """A value that was made; it may not be too large."""
        if isinstance(value, Sized) and len(value) > MOST_SIZE:
            raise Exhausted
        return self.tick(value)

    def joined(self, sign: str, left: Any, right: Any) -> Any:
        """`left sign right`, refused before it becomes too large."""
        if _size(left, right) * _size(right, left) > MOST_SIZE and sign in ("*", "**"):
            raise Exhausted
        return self.made(_OPERATORS[sign](left, right))


def _size(value: Any, other: Any) -> float:
    if isinstance(value, Sized):
        return max(1, len(value))
    return max(1.0, abs(value)) if isinstance(value, int | float) and isinstance(other, Sized) else 1


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "*": operator.mul, "**": operator.pow,
}  # fmt: skip
_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Mult: "*", ast.Pow: "**"}


class Metered(ast.NodeTransformer):
    """Puts the counting into loops, functions, sums, products and texts."""

    def visit_For(self, node: ast.For) -> ast.For:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_call(TICK)))
        return node

    def visit_While(self, node: ast.While) -> ast.While:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_call(TICK)))
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        self.generic_visit(node)
        node.ifs.insert(0, _call(TICK))
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        sign = _SIGNS.get(type(node.op))
        return node if sign is None else _call(JOINED, ast.Constant(sign), node.left, node.right)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Add) or not isinstance(node.target, ast.Name):
            return node
        summed = _call(JOINED, ast.Constant("+"), ast.Name(node.target.id, ast.Load()), node.value)
        return ast.Assign([node.target], summed, lineno=0)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        self.generic_visit(node)
        return _call(MADE, node)

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.FormattedValue:
        node.value = self.visit(node.value)  # its format is no text of its own
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return _call(MADE, node)


def _call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])
