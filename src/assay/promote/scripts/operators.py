"""Unary and binary operators, with the coercions of JavaScript where they can be told (ECMA-262, 13)."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from assay.promote.scripts import truth
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import ARRAY, BOOLEAN, DATE, NOTHING, NUMBER, OBJECT, STRING, Value, boolean, constant

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Expressions


def unary(t: Expressions, node: Node) -> Value:
    """`!x`, `-x`, `+x`, `void x`."""
    argument = node["argument"]
    if node.operator == "!":
        inner = unwrapped(argument)
        if inner.kind == "unary_expression" and inner.operator == "!":
            found = t.value(inner["argument"])
            return boolean(*(truth.truth(found, careful=t.level, exact=exact) for exact in (False, True)))
        return boolean(t.falsity(argument))
    if node.operator == "void":
        return NOTHING
    value = t.value(argument)
    if node.operator == "-" and value.is_only(NUMBER):
        known = constant(value)
        if isinstance(known, int | float):
            return Value(py.const(-known), NUMBER, literal=True)
        return Value(ast.UnaryOp(ast.USub(), value.node), NUMBER)
    if node.operator == "+":
        return as_number(t, value)
    raise Untranslatable(f"the operator {node.operator} is not translated here", node)


def as_number(t: Expressions, value: Value) -> Value:
    """`Number(value)`."""
    if value.is_only(NUMBER):
        return value
    known = constant(value)
    if isinstance(known, str) and known.strip().isdigit():
        return Value(py.const(int(known)), NUMBER, literal=True)
    if t.thorough:
        return Value(t.of_fields("number_of", value.node), NUMBER)
    return Value(py.call("float" if t.careful else "int", value.node), NUMBER)


def binary(t: Expressions, node: Node) -> Value:
    """`left operator right`."""
    operator = node.operator
    if operator in _LOGICAL:
        return _LOGICAL[operator](t, node)
    if found := _of_types(t, node):
        return found
    if operator == "in":
        return boolean(py.compare(t.as_text(t.value(node["left"])), "in", t.value(node["right"]).node))
    if operator == "instanceof":
        return _instance(t, node)
    left, right = t.value(node["left"]), t.value(node["right"])
    if operator in _EQUALITY:
        if found := _searched(operator, left, right):
            return found
        return _EQUALITY[operator](left, right, careful=t.level)
    if operator in ("<", "<=", ">", ">="):
        return relation(t, left, operator, right)
    if operator == "+":
        return _sum(t, left, right)
    if operator in ("-", "*", "/", "%", "**"):
        return _arithmetic(t, left, operator, right)
    raise Untranslatable(f"the operator {operator} is not translated", node)


_EQUALITY: dict[str, Callable[..., Value]] = {
    "===": truth.strictly_equal,
    "!==": truth.strictly_unequal,
    "==": truth.loosely_equal,
    "!=": truth.loosely_unequal,
}


def _searched(operator: str, left: Value, right: Value) -> Value | None:
    """`list.indexOf(x) !== -1` as `x in list`."""
    if not (isinstance(left.node, ast.Call) and isinstance(left.node.func, ast.Attribute) and constant(right) == -1):
        return None
    if left.node.func.attr not in ("find", "index") or len(left.node.args) != 1:
        return None
    found = py.compare(left.node.args[0], "in", left.node.func.value)
    return boolean(found if operator.startswith("!") else py.negate(found))


def _and(t: Expressions, node: Node) -> Value:
    left = t.value(node["left"])
    with t.context.lazily():
        right = t.value(node["right"])
    conditions = [truth.truth(left, careful=t.level, exact=exact) for exact in (False, True)]
    hard = py.both(conditions[0], _last(t, left, right, exact=False))
    soft = py.both(conditions[1], _last(t, left, right, exact=True))
    return Value(hard, left.kinds | right.kinds, soft)


def _last(t: Expressions, left: Value, right: Value, *, exact: bool) -> ast.expr:
    """The right side; as a condition too where that is what the left one is."""
    if left.is_only(BOOLEAN) and not right.is_only(STRING | NUMBER):
        return truth.truth(right, careful=t.level, exact=exact)
    return right.exact if exact else right.node


def _or(t: Expressions, node: Node) -> Value:
    left = t.value(node["left"])
    with t.context.lazily():
        right = t.value(node["right"])
    condition = truth.truth(left, careful=t.level, exact=True)
    soft = py.either(condition, right.exact)
    if not py.same(condition, left.exact) and not left.is_only(BOOLEAN):
        return Value(py.conditional(condition, left.exact, right.node), left.kinds | right.kinds)
    return Value(py.either(condition, right.node), left.kinds | right.kinds, soft)


def _coalesced(t: Expressions, node: Node) -> Value:
    left = t.value(node["left"])
    with t.context.lazily():
        right = t.value(node["right"])
    if not left.may_be_undefined and not left.may_be(frozenset({"null"})):
        return left
    there = py.compare(left.exact, "is not", py.const(None))
    return Value(py.conditional(there, left.exact, right.node), left.kinds | right.kinds)


_LOGICAL: dict[str, Callable[[Expressions, Node], Value]] = {"&&": _and, "||": _or, "??": _coalesced}

TYPES = {"string": STRING, "number": NUMBER, "boolean": BOOLEAN, "object": ARRAY | OBJECT}


def _of_types(t: Expressions, node: Node) -> Value | None:
    """`typeof x === "string"`."""
    left, right = unwrapped(node["left"]), unwrapped(node["right"])
    if right.kind == "unary_expression" and right.operator == "typeof":
        left, right = right, left
    if left.kind != "unary_expression" or left.operator != "typeof" or right.kind != "string":
        return None
    if node.operator not in ("===", "==", "!==", "!="):
        return None
    positive = node.operator.startswith("=")
    wanted = t.text_of(right)
    subject = t.value(left["argument"])
    found = _is_type(t, subject, wanted)
    return found if positive else boolean(py.negate(found.exact))


def _is_type(t: Expressions, subject: Value, wanted: str) -> Value:
    if wanted == "undefined":
        return boolean(truth.absent(subject))
    if wanted not in TYPES:
        raise Untranslatable(f"typeof with {wanted!r} is not translated")
    if wanted == "object" and t.careful:
        kinds = ast.BinOp(py.arithmetic(py.name("dict"), "|", py.name("list")), ast.BitOr(), py.const(None))
        hard = py.call("isinstance", subject.node, kinds)
        return boolean(hard, py.both(subject.present, hard) if subject.present else None)
    return boolean(truth.is_one_of(subject.node, TYPES[wanted]), truth.is_one_of(subject.exact, TYPES[wanted]))


def _instance(t: Expressions, node: Node) -> Value:
    if node["right"].text != "Array":
        raise Untranslatable(f"instanceof {node['right'].text[:40]} is not translated", node)
    value = t.value(node["left"])
    return boolean(*(py.isinstance_of(one, "list") for one in (value.node, value.exact)))


def relation(t: Expressions, left: Value, sign: str, right: Value) -> Value:
    """`left < right`, as numbers unless both are texts."""
    if left.is_only(DATE) != right.is_only(DATE) and (left.is_only(DATE) or right.is_only(DATE)):
        raise Untranslatable("dates beside numbers are not translated")
    one, other = _comparable(t, left, right)
    found = in_seconds(one, sign, other)
    if left.soft is not None and left.present is not None:
        return boolean(found, py.both(left.present, found))
    return boolean(found)


def _comparable(t: Expressions, left: Value, right: Value) -> tuple[ast.expr, ast.expr]:
    if left.is_only(NUMBER) != right.is_only(NUMBER):
        return coerced(t, left), coerced(t, right)
    return left.node, right.node


def coerced(t: Expressions, value: Value) -> ast.expr:
    """The value as a number, as arithmetic takes it."""
    if value.is_only(NUMBER):
        return value.node
    if value.is_only(STRING):
        return py.call("float", value.node)
    if t.thorough:
        return t.of_fields("number_of", value.node)
    return py.call("float", py.either(value.node, py.const(0))) if t.careful else value.node


def in_seconds(left: ast.expr, sign: str, right: ast.expr) -> ast.expr:
    """A comparison; one with the response time in milliseconds is said in seconds."""
    if is_milliseconds(left) and isinstance(right, ast.Constant) and isinstance(right.value, int | float):
        assert isinstance(left, ast.BinOp)
        seconds = right.value / 1000
        return py.compare(left.left, sign, py.const(int(seconds) if seconds == int(seconds) else seconds))
    return py.compare(left, sign, right)


def is_milliseconds(node: ast.expr) -> bool:
    """Whether it is the response time times 1000."""
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.left, ast.Call)
        and isinstance(node.left.func, ast.Attribute)
        and node.left.func.attr == "total_seconds"
    )


def _sum(t: Expressions, left: Value, right: Value) -> Value:
    if left.is_only(STRING) or right.is_only(STRING):
        parts = [
            t.as_text(one) if one.is_only(BOOLEAN | STRING | NUMBER) and not _is_number(one) else one.node
            for one in (left, right)
        ]
        return Value(py.f_string(parts), STRING, literal=left.literal and right.literal)
    if left.may_be(ARRAY | OBJECT) and left.is_only(ARRAY | OBJECT):
        raise Untranslatable("+ with objects is not translated")
    kinds = NUMBER if left.is_only(NUMBER) and right.is_only(NUMBER) else NUMBER | STRING
    text = py.f_string([_spelled(one) for one in (left, right)]) if t.careful and kinds != NUMBER else None
    return _folded(left, "+", right) or Value(py.arithmetic(left.node, "+", right.node), kinds, text=text)


def _spelled(value: Value) -> ast.expr:
    """A part of a text: undefined is a word there."""
    word = py.const("undefined")
    if value.present is None:
        return value.exact
    return py.with_default(value.exact, word) or py.conditional(value.present, value.node, word)


def _is_number(value: Value) -> bool:
    return value.is_only(NUMBER) and not isinstance(value.node, ast.Constant)


def _arithmetic(t: Expressions, left: Value, operator: str, right: Value) -> Value:
    if found := _folded(left, operator, right):
        return found
    one, other = (coerced(t, value) for value in (left, right))
    return Value(py.arithmetic(one, operator, other), NUMBER)


def _folded(left: Value, operator: str, right: Value) -> Value | None:
    """Arithmetic with literals of moderate size, done now."""
    one, other = constant(left), constant(right)
    if isinstance(one, bool) or isinstance(other, bool):
        return None
    if not (isinstance(one, int) and isinstance(other, int)) or max(abs(one), abs(other)) > 10**6:
        return None
    found = {"+": one + other, "-": one - other, "*": one * other}.get(operator)
    return None if found is None else Value(py.const(found), NUMBER, literal=True)
