"""Functions of the script: called with an expression as body they are written out where they are called."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assay.promote.scripts import naming
from assay.promote.scripts.context import Bound, Closure
from assay.promote.scripts.destructuring import bind
from assay.promote.scripts.javascript.tree import Node
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import JSON, NUMBER, Value

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Expressions

MOST_INLINED = 12
"""Calls within calls that are written out."""


def parameters(node: Node) -> tuple[Node, ...]:
    """The patterns of a function's parameters."""
    if (single := node.get("parameter")) is not None:
        return (single,)
    listed = node.get("parameters")
    return listed.children if listed is not None else ()


def is_expression(node: Node) -> bool:
    """Whether a function does nothing but return the worth of one expression."""
    body = node["body"]
    if body.kind != "statement_block":
        return True
    return len(body.children) == 1 and body.children[0].kind == "return_statement" and bool(body.children[0].children)


def result(node: Node) -> Node:
    """The expression that a function returns, where it does nothing else."""
    body = node["body"]
    if body.kind != "statement_block":
        return body
    if is_expression(node):
        return body.children[0].children[0]
    raise Untranslatable("a function of several statements as a value is not translated", node)


def closure(t: Expressions, node: Node) -> Closure:
    """The function that is handed over as a callback."""
    found = t.bound(node)
    if not isinstance(found, Closure):
        raise Untranslatable(f"{node.text[:60]!r} as a callback is not translated", node)
    return found


def inlined(t: Expressions, function: Closure, args: Sequence[Bound], node: Node) -> Bound:
    """What a call of the function is worth, its arguments put in."""
    if "async" in function.node.marks:
        raise Untranslatable("asynchronous functions run in the sandbox", node)
    if not is_expression(function.node):
        return t.called(function, args, node)
    outer, t.context.names = t.context.names, dict(function.names)
    t.context.lazy += 1
    try:
        if t.context.lazy > MOST_INLINED:
            raise Untranslatable("functions that call each other are not translated", node)
        for pattern, arg in zip(parameters(function.node), args, strict=False):
            bind(t, pattern, arg)
        return t.bound(result(function.node))
    finally:
        t.context.names = outer
        t.context.lazy -= 1


def variable_name(t: Expressions, pattern: Node, iterable: Value) -> str:
    """A name for one element: the script's own, or the singular of what the list is called."""
    if pattern.kind == "identifier":
        wanted = naming.identifier(pattern.text, "item")
        return t.context.fresh(wanted if len(wanted) > 1 else _singular(iterable.node) or wanted)
    return t.context.fresh(_singular(iterable.node) or "item")


def _singular(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        name = naming.snake(node.slice.value)
    elif isinstance(node, ast.Name):
        name = node.id
    else:
        return ""
    if name.endswith("ies"):
        name = f"{name[:-3]}y"
    elif name.endswith("s") and not name.endswith("ss"):
        name = name[:-1]
    else:
        return ""
    return naming.identifier(name)


class Each:
    """A callback over a list as the parts of a comprehension."""

    def __init__(self, t: Expressions, node: Node, iterable: Value, kinds: frozenset[str] = JSON) -> None:
        function = closure(t, node)
        patterns = parameters(function.node)
        if len(patterns) > 3 or any(one.kind == "rest_pattern" for one in patterns):
            raise Untranslatable("callbacks with more than element, index and list are not translated", node)
        self._names = dict(function.names)
        self._taken = set(t.context.taken)
        self._function = function.node
        pattern = patterns[0] if patterns else None
        name = variable_name(t, pattern, iterable) if pattern is not None else "_"
        self.target: ast.expr = py.store(name)
        self.iterable = t.iterable(iterable)
        self.element = Value(py.name(name), kinds)
        self._bindings: list[tuple[Node, Value]] = [(pattern, self.element)] if pattern is not None else []
        if len(patterns) >= 2:
            index = t.context.fresh(naming.identifier(patterns[1].text, "index"))
            self._bindings.append((patterns[1], Value(py.name(index), NUMBER)))
            self.target = py.tuple_of(py.store(index), py.store(name))
            self.iterable = py.call("enumerate", self.iterable)
        if len(patterns) == 3:
            self._bindings.append((patterns[2], iterable))

    def result(self, t: Expressions) -> Value:
        """What the callback returns for one element."""
        outer, t.context.names = t.context.names, dict(self._names)
        captive = t.context.captive
        t.context.captive = captive | {one.id for one in ast.walk(self.target) if isinstance(one, ast.Name)}
        try:
            with t.context.lazily():
                if not is_expression(self._function):
                    values = [value for _, value in self._bindings]
                    return t.called(Closure(self._function, self._names), values, self._function)
                for pattern, value in self._bindings:
                    bind(t, pattern, value)
                return t.value(result(self._function))
        finally:
            t.context.names, t.context.captive = outer, captive
            t.context.taken = self._taken | {use.python for use in t.context.uses.values()} | set(t.context.schemas)
