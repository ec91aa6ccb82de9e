"""Functions of the script with several statements, as Python functions that stand ahead of their first use."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assay.promote.scripts import functions, naming
from assay.promote.scripts.context import Bound, Closure
from assay.promote.scripts.destructuring import bind
from assay.promote.scripts.javascript.bodies import body_of
from assay.promote.scripts.javascript.tree import Node, walk
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import JSON, Value

if TYPE_CHECKING:
    from assay.promote.scripts.statements import Statements

MOST_DEPTH = 4
"""Functions that are written within each other."""


def define(s: Statements, closure: Closure, called: str) -> str:
    """The Python name of the function, which is written now where it was not before."""
    known = s.context.defined.get(closure.node)
    if known is not None:
        return known
    _check(s, closure.node)
    name = s.context.fresh(naming.identifier(_own_name(closure.node) or called, "callback"))
    s.context.defined[closure.node] = name
    outer, lazy = s.context.names, s.context.lazy
    s.context.lazy = 0
    with s.context.nested() as block, s.leaving("value"):
        s.context.names, s.context.sure = dict(closure.names), {}
        parameters = [_parameter(s, pattern) for pattern in functions.parameters(closure.node)]
        s.all(body_of(closure.node))
    s.context.names, s.context.lazy = outer, lazy
    _refuse_captives(s, block, closure.node)
    gives = any(isinstance(one, ast.Return) and one.value for statement in block for one in ast.walk(statement))
    arguments = py.arguments(parameters)
    for one in arguments.args:
        one.annotation = py.name("Any")
    s.context.imports.add("from typing import Any")
    returns = py.name("Any") if gives else py.const(None)
    written = ast.FunctionDef(name, arguments, block or [ast.Pass()], [], returns, lineno=0)
    s.context.functions.append(written)
    return name


def _own_name(node: Node) -> str:
    return node["name"].text if "name" in node.fields else ""


def _check(s: Statements, node: Node) -> None:
    if node.marks & {"async", "*"}:
        raise Untranslatable("asynchronous functions and generators run in the sandbox", node)
    if s.context.in_function >= MOST_DEPTH:
        raise Untranslatable("functions that call each other are not translated", node)
    for one in walk(node["body"]):
        if one.kind == "call_expression" and one["function"].text in ("pm.test", "pm.sendRequest"):
            raise Untranslatable(f"a function that calls {one['function'].text}() as a value is not translated", one)


def _parameter(s: Statements, pattern: Node) -> str:
    simple = pattern.kind == "identifier"
    if pattern.kind in ("assignment_pattern", "rest_pattern"):
        raise Untranslatable("defaults and rests of parameters are not translated", pattern)
    name = s.context.fresh(naming.identifier(pattern.text if simple else "item", "item"))
    bind(s.t, pattern, Value(py.name(name), JSON))
    return name


def _refuse_captives(s: Statements, block: list[ast.stmt], node: Node) -> None:
    """The function stands ahead of the statement, where the names of a comprehension are not known."""
    used = {one.id for statement in block for one in ast.walk(statement) if isinstance(one, ast.Name)}
    if used & s.context.captive:
        raise Untranslatable("a function of several statements within a callback is not translated", node)


def called(s: Statements, closure: Closure, args: Sequence[Bound], node: Node) -> Value:
    """The call of a function that is written out."""
    if not all(isinstance(one, Value) for one in args):
        raise Untranslatable("a function that is handed a function is not translated", node)
    function = node.get("function")
    is_named = function is not None and function.kind == "identifier"
    name = define(s, closure, function.text if function is not None and is_named else "callback")
    found = py.call(name, *(one.exact for one in args if isinstance(one, Value)))
    return Value(found, JSON, found, py.compare(found, "is not", py.const(None)))
