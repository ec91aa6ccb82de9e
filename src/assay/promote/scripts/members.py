"""Properties and elements: present ones by subscript, possibly missing ones by `get`, where undefined is None."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from assay.promote.scripts.context import Bound, Closure, Received, Special, Validator
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import ARRAY, JSON, MATCH, NOTHING, NULL, NUMBER, OBJECT, SET, STRING, Value, constant

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Expressions

REFUSED = frozenset({"__proto__", "constructor", "prototype"})


def member(t: Expressions, node: Node) -> Bound:
    """`object.property` or `object[index]`."""
    owner = t.bound(node["object"])
    if isinstance(owner, Value):
        owner = t.context.refined(owner)
    optional = "?." in node.marks or _in_optional_chain(node["object"])
    if node.kind == "member_expression":
        return _property(t, owner, node["property"].text, node, optional)
    if isinstance(owner, Special):
        return of_special(t, owner, t.text_of(node["index"]), node)
    if not isinstance(owner, Value):
        raise Untranslatable(f"{node.text[:60]!r} is not translated", node)
    return _subscript(t, owner, t.value(node["index"]), optional)


def _in_optional_chain(node: Node) -> bool:
    node = unwrapped(node)
    while node.kind in ("member_expression", "subscript_expression"):
        if "?." in node.marks:
            return True
        node = unwrapped(node["object"])
    return False


def of_special(t: Expressions, owner: Special, name: str, node: Node) -> Bound:
    """A property of `pm.response` and its kin, or of a library."""
    if isinstance(owner, Received):
        with t.context.answering(owner):
            part = of_special(t, Special(owner.path), name, node)
        return Received(part.path, owner.response) if isinstance(part, Special) else part
    path = f"{owner.path}.{name}"
    if path in t.properties:
        found: Bound = t.properties[path](t, node)
        return found
    for prefix in _BY_NAME:
        if owner.path == prefix and name not in _METHODS:
            by_name: Bound = t.properties[f"{prefix}.*"](t, node, name)
            return by_name
    return Special(path)


_BY_NAME = ("environment", "globals", "data", "responseHeaders")
_METHODS = frozenset({"hasOwnProperty"})


def _property(t: Expressions, owner: Bound, name: str, node: Node, optional: bool) -> Bound:
    if isinstance(owner, Special):
        return of_special(t, owner, name, node)
    if isinstance(owner, Validator):
        return Special(f"Ajv.{name}") if owner.schema is None else Special(f"Ajv.compiled.{name}")
    if isinstance(owner, Closure) or not isinstance(owner, Value) or name in REFUSED:
        raise Untranslatable(f"{node.text[:60]!r} is not translated", node)
    if name == "length" and not owner.is_only(OBJECT):
        return _length(t, owner)
    if name == "size" and owner.is_only(SET):
        return Value(py.call("len", _told_apart(t, owner.node)), NUMBER)
    return named(t, owner, py.const(name), optional)


def _told_apart(t: Expressions, node: ast.expr) -> ast.expr:
    """A set whose size is wanted, its members as JSON texts: objects have no place in a set, and 1 is not True."""
    if not t.careful or not isinstance(node, ast.SetComp):
        return node
    t.context.imports.add("import json")
    return ast.SetComp(py.call("json.dumps", node.elt), node.generators)


def _length(t: Expressions, owner: Value) -> Value:
    owner_known = owner
    if not owner.is_only(ARRAY | STRING):
        owner = t.require(owner, ARRAY | STRING)
    if t.thorough and not owner_known.is_only(ARRAY | STRING) and t.context.lazy:
        sized = py.isinstance_of(owner.node, "list", "str")
        return Value(py.conditional(sized, py.call("len", owner.node), py.const(None)), NUMBER)
    soft = py.call("len", owner.soft) if owner.soft is not None and owner.present is None else None
    return Value(py.call("len", owner.node), NUMBER, soft)


def named(t: Expressions, owner: Value, key: ast.expr, optional: bool = False) -> Value:
    """The property with this name."""
    if owner.is_only(STRING | NUMBER | SET | MATCH | NULL):
        raise Untranslatable("a property of a text or number is not translated")
    base = owner.exact if optional else owner.node
    if isinstance(base, ast.Dict):
        base = owner.node
    softened = py.either(owner.exact, ast.Dict([], [])) if optional and owner.may_be_undefined else base
    soft: ast.expr = py.method(softened, "get", key)
    present: ast.expr = py.compare(key, "in", base)
    if t.thorough and not owner.is_only(OBJECT) and not isinstance(base, ast.Dict):
        soft = t.of_fields("field_of", softened, key)
        present = t.of_fields("has_field", base, key)
    if optional:
        present = py.compare(soft, "is not", py.const(None))
    return t.context.refined(Value(py.item(owner.node, key), JSON, soft, present))


def element(t: Expressions, owner: Value, index: int) -> Value:
    """The element at this place."""
    if index < 0:
        return NOTHING
    there = owner.node if index == 0 else py.compare(py.call("len", owner.node), ">", py.const(index))
    found = py.item(owner.node, py.const(index))
    kinds = STRING if owner.is_only(STRING) else JSON
    present = py.compare(py.call("len", owner.node), ">", py.const(index))
    return t.context.refined(Value(found, kinds, py.conditional(there, found, py.const(None)), present))


def _subscript(t: Expressions, owner: Value, index: Value, optional: bool) -> Value:
    known = constant(index)
    if isinstance(owner.node, ast.Dict) and (index.is_only(NUMBER) or owner.literal):
        return _of_table(owner, index)
    if owner.is_only(MATCH | NULL) and isinstance(known, int):
        return Value(py.item(owner.node, index.node), STRING)
    if isinstance(known, int) and not isinstance(known, bool):
        if owner.is_only(OBJECT):
            return named(t, owner, py.const(str(known)), optional)
        return element(t, owner, known)
    if isinstance(known, str):
        if known in REFUSED:
            raise Untranslatable(f"the property {known} is not translated")
        return _length(t, owner) if known == "length" else named(t, owner, index.node, optional)
    if index.is_only(NUMBER) and not owner.is_only(OBJECT):
        return t.context.refined(Value(py.item(owner.node, index.node), STRING if owner.is_only(STRING) else JSON))
    if index.is_only(STRING) or owner.is_only(OBJECT):
        return named(t, owner, index.node, optional)
    return t.context.refined(Value(py.item(owner.node, index.node), JSON))


def _of_table(owner: Value, index: Value) -> Value:
    """A literal looked up by a number: `{ 200: a, 404: b }[pm.response.code]`."""
    table = owner.node
    assert isinstance(table, ast.Dict)
    key = index.node
    if index.is_only(NUMBER) and all(isinstance(one, ast.Constant) and str(one.value).isdigit() for one in table.keys):
        keys: list[ast.expr | None] = [
            py.const(int(str(one.value))) for one in table.keys if isinstance(one, ast.Constant)
        ]
        table = ast.Dict(keys, table.values)
    elif not index.is_only(STRING):
        key = py.call("str", key)
    kinds = OBJECT if all(isinstance(one, ast.Dict) for one in table.values) else JSON
    if all(isinstance(one, ast.List) for one in table.values):
        kinds = ARRAY
    soft = py.method(table, "get", key)
    return Value(py.item(table, key), kinds, soft, py.compare(key, "in", table))
