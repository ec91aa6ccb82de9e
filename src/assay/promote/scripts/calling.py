"""Calls as statements: of what judges, of what keeps a variable, of the script's own functions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from assay.promote.scripts import declarations, functions, loops, naming, sends
from assay.promote.scripts.calls.variables import LISTED, SETTERS
from assay.promote.scripts.context import Bound, Closure, Special
from assay.promote.scripts.destructuring import bind
from assay.promote.scripts.expect.emitter import message_of
from assay.promote.scripts.javascript.bodies import FUNCTIONS, body_of
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.sites import LATER, TESTS, is_test
from assay.promote.scripts.value import NOTHING, Value

if TYPE_CHECKING:
    from assay.promote.scripts.statements import Statements

FAILING = frozenset({"pm.expect.fail", "expect.fail", "chai.expect.fail", "assert.fail", "chai.assert.fail"})
DROPPED = frozenset({*LISTED, "pm.test", "pm.test.skip", "chai.should"})
DONE = Special("done")
"""What a test that ends by a callback is given."""


def call(s: Statements, node: Node) -> None:
    """Whatever is called; what judges nothing and keeps nothing is dropped."""
    function = unwrapped(node["function"])
    path = function.text
    if sends.is_sending(node):
        sends.run(s, node)
    elif is_test(node) and path not in TESTS:
        call(s, unwrapped(function["object"]))
        if node in s.slice.through:
            _through(s, node)
    elif function.kind in FUNCTIONS:
        inline(s, functions.closure(s.t, function), [])
    elif node in s.slice.through:
        _through(s, node)
    elif path in SETTERS:
        _set(s, node)
    elif path in LATER or s.context.names.get(path) == DONE:
        _later(s, node, path)
    elif path in FAILING:
        _fail(s, node)
    elif path not in DROPPED and not path.endswith(".should"):
        _other(s, node, function)


def _other(s: Statements, node: Node, function: Node) -> None:
    name = function["property"].text if function.kind == "member_expression" else ""
    if name in ("forEach", "each"):
        loops.for_each(s, node, function)
    elif name == "push":
        declarations.push(s, node, function)
    elif function.kind == "identifier":
        found = s.t.bound(function)
        if not isinstance(found, Closure):
            raise Untranslatable(f"{function.text[:40]}() is not translated", node)
        _call_function(s, node, found)
    else:
        value = s.t.bound(node)
        if isinstance(value, Value) and not isinstance(value.node, ast.Name | ast.Constant):
            s.context.emit(ast.Expr(value.node))


def _fail(s: Statements, node: Node) -> None:
    args = node["arguments"].children
    message = message_of(s.t, args[0] if args else None)
    s.context.emit(ast.Raise(py.call("AssertionError", *([message] if message is not None else [])), None))
    s.context.assertions += 1


def _through(s: Statements, node: Node) -> None:
    """The body of the test that is written, or that holds what is written."""
    args = node["arguments"].children
    place = 0 if unwrapped(node["function"]).text in LATER else 1
    if len(args) > place:
        own = node is s.slice.target and not s.context.in_loop
        inline(s, functions.closure(s.t, args[place]), [DONE], left_by="leave" if own else "")


def _later(s: Statements, node: Node, path: str) -> None:
    """`setTimeout(callback, …)` in a test runs it, as far as a verdict goes; `done(error)` fails."""
    args = node["arguments"].children
    if path in LATER and args and s.context.names.get(args[0].text) != DONE:
        inline(s, functions.closure(s.t, args[0]), [])
    elif path not in LATER and args and args[0].kind not in ("null", "undefined"):
        if args[0].kind != "new_expression":
            raise Untranslatable("done() with a computed error is not translated", node)
        s.context.emit(ast.Raise(py.call("AssertionError"), None))


def _set(s: Statements, node: Node) -> None:
    """`pm.environment.set(name, value)`: written where it is the aim, or where the aim reads it again."""
    args = node["arguments"].children
    if node is not s.slice.target and node not in s.slice.kept:
        for given in args[1:2]:
            demand(s, given)
        return
    name = s.t.text_of(args[0])
    value = s.t.value(args[1]) if len(args) > 1 else NOTHING
    s.context.kept[name] = declarations.keep(s, value, naming.identifier(name, "variable"))


def demand(s: Statements, node: Node) -> None:
    """That a value can be looked at, to a careful reader: a part of nothing is an error of the script."""
    node = unwrapped(node)
    if not s.t.careful or node.kind not in ("member_expression", "subscript_expression") or "?." in node.marks:
        return
    owner = s.t.bound(node["object"])
    if isinstance(owner, Value) and not owner.literal:
        s.context.emit(py.check(py.compare(owner.node, "is not", py.const(None))))


def _call_function(s: Statements, node: Node, found: Closure) -> None:
    """A function that asserts: its body, written out with the arguments put in."""
    if s.context.in_loop > 8:
        raise Untranslatable("functions that call each other are not translated", node)
    args = [s.t.bound(arg) for arg in node["arguments"].children]
    if any(map(_returns_in_loop, found.node["body"].children)):
        s.context.emit(ast.Expr(s.t.called(found, args, node).node))
        return
    inline(s, found, args)


def _returns_in_loop(node: Node, in_loop: bool = False) -> bool:
    """Whether the function is left from within a loop."""
    if node.kind == "return_statement":
        return in_loop
    if node.kind in FUNCTIONS:
        return False
    in_loop = in_loop or node.kind in ("for_statement", "for_in_statement", "while_statement", "do_statement")
    return any(_returns_in_loop(one, in_loop) for one in node.children)


def inline(
    s: Statements, function: Closure, args: Sequence[Bound], *, left_by: Literal["", "leave"] = "",
    body: Sequence[Node] | None = None, then: Callable[[], None] | None = None,
) -> None:  # fmt: skip
    """The function's body, or that part of it, with its parameters bound; `then` runs with the same names."""
    outer, s.context.names = s.context.names, dict(function.names)
    s.context.in_loop += 1
    try:
        for pattern, arg in zip(functions.parameters(function.node), args, strict=False):
            bind(s.t, pattern, arg)
        with s.leaving(left_by):
            s.all(body_of(function.node) if body is None else body)
        if then is not None:
            then()
    finally:
        s.context.names = outer
        s.context.in_loop -= 1
