"""Loops: `for`, `for of`, `for in` and `forEach` as `for … in`."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from assay.promote.scripts import functions, naming
from assay.promote.scripts.context import Bound, Context
from assay.promote.scripts.destructuring import bind
from assay.promote.scripts.javascript.bodies import block_of, body_of
from assay.promote.scripts.javascript.tree import Node, unwrapped, walk
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import ARRAY, JSON, NUMBER, STRING, Value

if TYPE_CHECKING:
    from assay.promote.scripts.statements import Statements


def for_each(s: Statements, node: Node, function: Node) -> None:
    """`list.forEach(callback)` and `_.each(list, callback)` as a loop."""
    args = node["arguments"].children
    if function["object"].text == "_":
        owner, args = s.t.value(args[0]), args[1:]
    else:
        owner = s.t.value(function["object"])
    if not args:
        raise Untranslatable("a loop without a callback is not translated", node)
    callback = functions.closure(s.t, args[0])
    if callback.node.marks & {"async", "*"}:
        raise Untranslatable("asynchronous functions run in the sandbox", node)
    patterns = functions.parameters(callback.node)
    if len(patterns) > 2:
        raise Untranslatable("callbacks with more than element and index are not translated", node)
    index = patterns[1] if len(patterns) == 2 else None
    loop(s, owner, patterns[0] if patterns else None, index, body_of(callback.node), callback.names)


def loop(
    s: Statements,
    owner: Value,
    pattern: Node | None,
    index: Node | None,
    body: list[Node],
    names: dict[str, Bound] | None,
) -> None:
    """`for element in owner`, with an index where the script has one."""
    iterable = s.t.iterable(owner)
    with _forgetting(s, body), s.context.nested() as block:
        s.context.names = dict(names) if names is not None else s.context.names
        target = _targets(s, owner, pattern, index)
        s.all(body)
    if not block:
        return
    if index is not None:
        iterable = py.call("enumerate", iterable)
    s.context.emit(ast.For(target, iterable, block, [], lineno=0))


def _targets(s: Statements, owner: Value, pattern: Node | None, index: Node | None) -> ast.expr:
    if pattern is not None and pattern.kind == "array_pattern" and _is_entries(owner.node):
        names = [s.context.fresh(naming.identifier(child.text, "item")) for child in pattern.children]
        kinds = (STRING, JSON)
        for child, name, kind in zip(pattern.children, names, kinds, strict=False):
            bind(s.t, child, Value(py.name(name), kind))
        element: ast.expr = py.tuple_of(*map(py.store, names))
    elif pattern is None:
        element = py.store("_")
    else:
        name = functions.variable_name(s.t, pattern, owner)
        bind(s.t, pattern, Value(py.name(name), STRING if _is_keys(owner.node) else JSON))
        element = py.store(name)
    if index is None:
        return element
    counter = s.context.fresh(naming.identifier(index.text, "index"))
    s.context.names[index.text] = Value(py.name(counter), NUMBER)
    return py.tuple_of(py.store(counter), element)


def _forgetting(s: Statements, body: list[Node]) -> _Loop:
    for node in body:
        for inner in walk(node):
            if inner.kind in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
                target = inner.get("left") or inner.get("argument")
                bound = s.context.names.get(target.text) if target is not None else None
                if isinstance(bound, Value) and isinstance(bound.node, ast.Name):
                    s.context.forget(bound.node.id)
    return _Loop(s.context)


def for_of(s: Statements, node: Node) -> None:
    """`for (const element of list)` and `for (const key in object)`."""
    owner = s.t.value(node["right"])
    if node.operator == "in":
        owner = Value(py.call("list", s.t.require(owner, frozenset({"object"})).node), ARRAY)
        owner = replace(owner, node=owner.node.args[0] if isinstance(owner.node, ast.Call) else owner.node)
        iterable = owner.known_as(ARRAY)
        name = s.context.fresh(naming.identifier(node["left"].text, "key"))
        with _forgetting(s, block_of(node["body"])), s.context.nested() as block:
            s.context.names[node["left"].text] = Value(py.name(name), STRING)
            s.all(_no_returns(block_of(node["body"])))
        if block:
            s.context.emit(ast.For(py.store(name), iterable.node, block, [], lineno=0))
        return
    loop(s, owner, node["left"], None, _no_returns(block_of(node["body"])), None)


def counted(s: Statements, node: Node) -> None:
    """`for (let i = 0; i < list.length; i++)`."""
    start, name = _counter(node)
    test, step = unwrapped(node["condition"]), node.get("increment")
    if test.kind != "binary_expression" or test.operator not in ("<", "<=") or test["left"].text != name:
        raise Untranslatable("this loop is not translated", node)
    if step is None or step.kind != "update_expression" or step.operator != "++" or step["argument"].text != name:
        raise Untranslatable("this loop is not translated", node)
    first, limit = s.t.value(start), s.t.value(test["right"])
    stop = limit.node if test.operator == "<" else py.arithmetic(limit.node, "+", py.const(1))
    body = _no_returns(block_of(node["body"]))
    with _forgetting(s, body), s.context.nested() as block:
        python = s.context.fresh(naming.identifier(name, "index"))
        s.context.names[name] = Value(py.name(python), NUMBER)
        s.all(body)
    if block:
        bounds = [stop] if isinstance(first.node, ast.Constant) and first.node.value == 0 else [first.node, stop]
        s.context.emit(ast.For(py.store(python), py.call("range", *bounds), block, [], lineno=0))


class _Loop:
    """Counts the loops around."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __enter__(self) -> None:
        self._context.in_loop += 1

    def __exit__(self, *_: object) -> None:
        self._context.in_loop -= 1


def _is_entries(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node).endswith(".items())")


def _is_keys(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "list"
        and "(" not in ast.unparse(node.args[0])
    )


def _counter(node: Node) -> tuple[Node, str]:
    start = node["initializer"]
    if start.kind not in ("lexical_declaration", "variable_declaration") or len(start.children) != 1:
        raise Untranslatable("this loop is not translated", node)
    declarator = start.children[0]
    value = declarator.get("value")
    if value is None:
        raise Untranslatable("this loop is not translated", node)
    return value, declarator["name"].text


def _no_returns(body: list[Node]) -> list[Node]:
    for node in body:
        for inner in walk(node):
            if inner.kind == "return_statement":
                raise Untranslatable("return out of a loop is not translated", inner)
    return body
