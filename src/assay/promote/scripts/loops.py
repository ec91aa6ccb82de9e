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
        owner, args = _of_lodash(s, args[0]), args[1:]
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
    with s.leaving(""):
        loop(s, owner, patterns[0] if patterns else None, index, body_of(callback.node), callback.names)


def _of_lodash(s: Statements, node: Node) -> Value:
    """What `_.each` loops over: of nothing, nothing."""
    owner = s.t.value(node)
    if not s.t.careful or owner.is_only(ARRAY):
        return owner
    return Value(py.either(owner.exact, ast.List([], ast.Load())), ARRAY)


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
        texts = _texts(owner)
        bind(s.t, pattern, Value(py.name(name), STRING if texts or _is_keys(owner.node) else JSON))
        s.context.choices[ast.dump(py.name(name))] = texts
        element = py.store(name)
    if index is None:
        return element
    counter = s.context.fresh(naming.identifier(index.text, "index"))
    s.context.names[index.text] = Value(py.name(counter), NUMBER)
    return py.tuple_of(py.store(counter), element)


def _texts(owner: Value) -> tuple[str, ...]:
    """The elements of a list that the script wrote out, where all are texts."""
    nodes = owner.node.elts if owner.literal and isinstance(owner.node, ast.List) else []
    found = tuple(one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return found if len(found) == len(nodes) else ()


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
            s.all(_own_returns(s, block_of(node["body"])))
        if block:
            s.context.emit(ast.For(py.store(name), iterable.node, block, [], lineno=0))
        return
    loop(s, owner, node["left"], None, _own_returns(s, block_of(node["body"])), None)


def counted(s: Statements, node: Node) -> None:
    """`for (let i = 0; i < list.length; i++)`, upwards or downwards, by any fixed step."""
    start, name = _counter(node)
    test = unwrapped(node["condition"])
    step = _step(node, name)
    signs = ("<", "<=") if step > 0 else (">", ">=")
    if test.kind != "binary_expression" or test.operator not in signs or test["left"].text != name:
        raise Untranslatable("this loop is not translated", node)
    first, limit = s.t.value(start), s.t.value(test["right"])
    stop = limit.node
    if test.operator in ("<=", ">="):
        stop = _moved(stop, 1 if step > 0 else -1)
    body = _own_returns(s, block_of(node["body"]))
    with _forgetting(s, body), s.context.nested() as block:
        python = s.context.fresh(naming.identifier(name, "index"))
        s.context.names[name] = Value(py.name(python), NUMBER)
        s.all(body)
    if block:
        bounds = [first.node, stop, *([py.const(step)] if step != 1 else [])]
        if step == 1 and isinstance(first.node, ast.Constant) and first.node.value == 0:
            bounds = [stop]
        s.context.emit(ast.For(py.store(python), py.call("range", *bounds), block, [], lineno=0))


def _step(node: Node, name: str) -> int:
    """What the counter grows by after each turn."""
    step = node.get("increment")
    sides = step.fields if step is not None else {}
    target = sides.get("left") or sides.get("argument")
    if step is None or target is None or target.text != name:
        raise Untranslatable("this loop is not translated", node)
    sign = {"+": 1, "-": -1}.get(step.operator[:1], 0)
    if step.kind == "update_expression":
        return sign
    size = sides["right"].text if step.operator in ("+=", "-=") else ""
    if step.kind != "augmented_assignment_expression" or not size.isdigit() or not 0 < int(size) < 1000:
        raise Untranslatable("this loop is not translated", node)
    return sign * int(size)


def _moved(stop: ast.expr, by: int) -> ast.expr:
    """The limit itself included."""
    if isinstance(stop, ast.Constant) and isinstance(stop.value, int):
        return py.const(stop.value + by)
    return py.arithmetic(stop, "+" if by > 0 else "-", py.const(1))


def while_(s: Statements, node: Node) -> None:
    """`while (condition)`, where something in it can change what it asks."""
    body = _own_returns(s, block_of(node["body"]))
    condition = unwrapped(node["condition"])
    if condition.kind in ("true", "number"):
        raise Untranslatable("a loop without a condition is not translated", node)
    with _forgetting(s, body):
        with s.context.lazily():
            test = s.t.truth(condition, exact=True)
        with s.context.nested() as block:
            s.all(body)
    s.context.emit(ast.While(test, block or [ast.Pass()], []))


def do_while(s: Statements, node: Node) -> None:
    """`do … while (condition)`: left at its end as soon as the condition does not hold."""
    body = _own_returns(s, block_of(node["body"]))
    if any(one.kind == "continue_statement" for statement in body for one in walk(statement)):
        raise Untranslatable("continue in a do-while loop is not translated", node)
    with _forgetting(s, body), s.context.nested() as block:
        s.all(body)
        with s.context.lazily():
            done = s.t.falsity(unwrapped(node["condition"]))
        s.context.emit(ast.If(done, [ast.Break()], []))
    s.context.emit(ast.While(py.const(True), block, []))


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


def _own_returns(s: Statements, body: list[Node]) -> list[Node]:
    if s.left_by:
        return body
    for node in body:
        for inner in walk(node):
            if inner.kind == "return_statement":
                raise Untranslatable("return out of a loop is not translated", inner)
    return body
