"""Variables of a script: declared, assigned, added to."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from assay.promote.scripts import naming, operators, sends
from assay.promote.scripts.calls import schemas
from assay.promote.scripts.context import Closure, Special, Validator
from assay.promote.scripts.destructuring import bind
from assay.promote.scripts.expect import assertions
from assay.promote.scripts.expect.chain import FLAGS, WORDS, Link
from assay.promote.scripts.expect.emitter import Emitter
from assay.promote.scripts.javascript.bodies import FUNCTIONS
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import JSON, STRING, Value

if TYPE_CHECKING:
    from assay.promote.scripts.statements import Statements


def declare(s: Statements, node: Node) -> None:
    """`const name = value`, patterns too."""
    hoisted = node.kind == "variable_declaration" and s.context.depth > 0
    for declarator in node.children:
        _declarator(s, declarator, changing=node.operator != "const", hoisted=hoisted)


def _declarator(s: Statements, node: Node, *, changing: bool, hoisted: bool) -> None:
    pattern, source = node["name"], node.get("value")
    if hoisted and source is not None and pattern.kind == "identifier" and unwrapped(source).kind not in FUNCTIONS:
        _hoist(s, pattern.text, source)
        return
    if source is None:
        variable(s, pattern, Value(py.const(None), JSON, None, py.const(False)), changing=True)
        return
    if unwrapped(source).kind in FUNCTIONS and "async" in unwrapped(source).marks:
        return
    if s.context.sending and pattern.kind == "identifier" and sends.is_request(unwrapped(source)):
        s.context.literals[pattern.text] = unwrapped(source)
        s.context.names[pattern.text] = Special("a request")
        return
    found = sends.run(s, source) if sends.is_sending(source) else s.t.bound(source)
    if isinstance(found, Special | Closure | Validator):
        bind(s.t, pattern, found)
        return
    found = s.context.refined(found)
    if pattern.kind != "identifier":
        if not isinstance(found.node, ast.Name):
            found = keep(s, found, "found")
        bind(s.t, pattern, found)
    else:
        variable(s, pattern, found, changing=changing and _is_changed(s, pattern.text))


def _is_changed(s: Statements, name: str) -> bool:
    return name in s.changed


def _hoist(s: Statements, name: str, source: Node) -> None:
    """`var` in a block: known after it as well."""
    with s.context.lazily():
        found = s.t.bound(source)
    if not isinstance(found, Value):
        s.context.names[name] = found
        return
    known = s.context.hoisted.get(name)
    if known is None:
        known = s.context.fresh(naming.variable(name))
        s.context.hoisted[name] = known
    s.context.emit(py.assign(known, found.exact))
    s.context.names[name] = Value(
        py.name(known), JSON, py.name(known), py.compare(py.name(known), "is not", py.const(None))
    )


def variable(s: Statements, pattern: Node, value: Value, *, changing: bool) -> None:
    """Bind a name: to a Python variable, or to the expression itself where that is as good."""
    if not changing and isinstance(value.node, ast.Name | ast.Constant):
        s.context.names[pattern.text] = value
        return
    value = schemas.with_constants(s.t, value, pattern.text)
    if not changing and _is_schema(value):
        s.context.names[pattern.text] = replace(value, fresh=False)
        return
    is_place = value.present is not None and isinstance(value.node, ast.Subscript)
    if not changing and is_place and s.t.careful:
        s.context.names[pattern.text] = value
        return
    s.context.names[pattern.text] = keep(s, value, naming.variable(pattern.text), changing=changing)


def _is_schema(value: Value) -> bool:
    return value.literal and isinstance(value.node, ast.Dict)


def keep(s: Statements, value: Value, wanted: str, *, changing: bool = False) -> Value:
    """A new variable that holds the value."""
    name = s.context.fresh(wanted)
    is_place = isinstance(value.node, ast.Subscript) and not isinstance(value.node.value, ast.Dict)
    strict = is_place and value.present is not None and not changing and not s.t.careful
    s.context.emit(py.assign(name, value.node if strict else value.exact))
    there = py.compare(py.name(name), "is not", py.const(None)) if value.may_be_undefined and not strict else None
    kinds = JSON if changing and value.kinds == JSON else value.kinds
    if changing and isinstance(value.node, ast.Constant) and value.node.value is None:
        kinds = JSON
    return Value(py.name(name), kinds, py.name(name) if there is not None else None, there)


def assign(s: Statements, node: Node) -> None:
    """`name = value`, `name += value`, `name++`."""
    target = node.get("left") or node["argument"]
    if target.text.startswith(("tests[", "tests.")):
        if node is s.slice.target:
            _verdict(s, node["right"])
        return
    bound = s.context.names.get(target.text)
    if target.kind != "identifier" or not isinstance(bound, Value) or not isinstance(bound.node, ast.Name):
        raise Untranslatable(f"an assignment to {target.text[:40]} is not translated", node)
    name = bound.node.id
    if name == s.context.body:
        raise Untranslatable("the answer is changed by the script", node)
    _store(s, node, name, bound)
    s.context.forget(name)


def _verdict(s: Statements, node: Node) -> None:
    """`tests["name"] = condition`."""
    assertions.run(Emitter(s.t, s.t.value(node)), (Link("ok", None, node),), WORDS, FLAGS)
    s.context.assertions += 1


def _store(s: Statements, node: Node, name: str, bound: Value) -> None:
    if node.kind == "update_expression":
        op: ast.operator = ast.Add() if node.operator == "++" else ast.Sub()
        s.context.emit(ast.AugAssign(py.store(name), op, py.const(1)))
        return
    value = s.t.value(node["right"])
    if node.kind == "augmented_assignment_expression":
        if node.operator not in ("+=", "-="):
            raise Untranslatable(f"{node.operator} is not translated", node)
        if node.operator == "+=" and bound.is_only(STRING):
            s.context.emit(py.assign(name, operators._sum(s.t, bound, value).node))
            return
        sign: ast.operator = ast.Add() if node.operator == "+=" else ast.Sub()
        s.context.emit(ast.AugAssign(py.store(name), sign, value.node))
        return
    s.context.emit(py.assign(name, value.exact))


def push(s: Statements, node: Node, function: Node) -> None:
    owner = s.t.value(function["object"])
    if not isinstance(owner.node, ast.Name):
        raise Untranslatable("push() to this is not translated", node)
    for arg in node["arguments"].children:
        s.context.emit(ast.Expr(py.method(owner.node, "append", s.t.value(arg).exact)))
