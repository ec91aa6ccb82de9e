"""Truthiness and equality of JavaScript as Python conditions (ECMA-262, 7.1.2, 7.2.14, 7.2.15)."""

from __future__ import annotations

import ast
from typing import Any

from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import (
    ARRAY,
    BOOLEAN,
    DATE,
    NULL,
    NUMBER,
    OBJECT,
    SET,
    STRING,
    UNDEFINED,
    Value,
    boolean,
    constant,
)

ALWAYS_TRUE = ARRAY | OBJECT | SET | DATE


def truth(value: Value, *, careful: int, exact: bool = False) -> ast.expr:
    """The condition that holds where the value is truthy. Exact ones do not raise where JavaScript goes on."""
    node = value.exact if exact else value.node
    if value.is_only(ALWAYS_TRUE):
        if isinstance(node, ast.List | ast.Dict | ast.ListComp):
            return py.const(True)
        return py.compare(node, "is not", py.const(None)) if exact and value.may_be_undefined else node
    if careful and value.may_be(ALWAYS_TRUE):
        return ast.Compare(node, [ast.NotIn()], [_falsy()])
    return node


def _falsy() -> ast.Tuple:
    return py.tuple_of(py.const(None), py.const(False), py.const(0), py.const(""))


def falsity(value: Value, *, careful: int) -> ast.expr:
    """The condition that holds where the value is falsy."""
    return py.negate(truth(value, careful=careful, exact=True))


def strictly_equal(left: Value, right: Value, *, careful: int) -> Value:
    """`left === right`."""
    if left.literal and not right.literal:
        left, right = right, left
    if left.fresh or right.fresh:
        raise Untranslatable("it compares objects by identity, which never holds")
    known = constant(right)
    if left.literal and known is not ... and (other := constant(left)) is not ...:
        return boolean(py.const(type(known) is type(other) and known == other))
    if right.kinds == UNDEFINED:
        return boolean(absent(left))
    if known is None:
        return boolean(py.compare(left.node, "is", py.const(None)), is_null(left))
    if isinstance(known, bool):
        if left.is_only(BOOLEAN):
            return left if known else boolean(py.negate(left.exact))
        return boolean(py.compare(left.node, "is", right.node), py.compare(left.exact, "is", right.node))
    return boolean(
        _equal(left, right, careful, left.node, right.node), _equal(left, right, careful, left.exact, right.exact)
    )


def strictly_unequal(left: Value, right: Value, *, careful: int) -> Value:
    """`left !== right`."""
    if left.literal and not right.literal:
        left, right = right, left
    if right.kinds == UNDEFINED:
        return boolean(left.present or py.const(True))
    return boolean(py.negate(strictly_equal(left, right, careful=careful).exact))


def _equal(left: Value, right: Value, careful: int, one: ast.expr, other: ast.expr) -> ast.expr:
    same = py.compare(one, "==", other)
    if not careful or not _confusable(left, right):
        return same
    if right.literal:
        return py.both(same, py.compare(one, "is not", py.const(bool(constant(right)))))
    if careful < 3:
        return same
    kinds = (py.isinstance_of(one, "bool"), py.isinstance_of(other, "bool"))
    return py.both(same, py.compare(kinds[0], "==", kinds[1]))


def _confusable(left: Value, right: Value) -> bool:
    """Whether Python could take a truth value for a number."""
    if right.literal and constant(right) not in (0, 1):
        return False
    return (left.may_be(BOOLEAN) and right.may_be(NUMBER)) or (left.may_be(NUMBER) and right.may_be(BOOLEAN))


def absent(value: Value) -> ast.expr:
    """Whether it is undefined."""
    return py.negate(value.present) if value.present is not None else py.const(False)


def is_null(value: Value) -> ast.expr:
    """Whether it is null and not undefined, without raising."""
    return py.negate(is_not_null(value))


def is_not_null(value: Value) -> ast.expr:
    """Whether it is undefined or anything but null, without raising."""
    soft = value.soft
    if soft is None or value.present is None:
        return py.compare(value.exact, "is not", py.const(None))
    if with_default := py.with_default(soft, py.const("")):
        return py.compare(with_default, "is not", py.const(None))
    return py.either(absent(value), py.compare(value.node, "is not", py.const(None)))


def loosely_equal(left: Value, right: Value, *, careful: int) -> Value:
    """`left == right`."""
    if left.literal and not right.literal:
        left, right = right, left
    known = constant(right)
    if right.kinds <= UNDEFINED | NULL:
        return boolean(py.compare(left.exact, "is", py.const(None)))
    if (left.is_only(STRING) and right.is_only(STRING)) or (left.is_only(NUMBER) and right.is_only(NUMBER)):
        return strictly_equal(left, right, careful=careful)
    if isinstance(known, str):
        return _like_text(left, right, known)
    if isinstance(known, int | float) and not isinstance(known, bool):
        return _like_number(left, known, careful)
    return strictly_equal(left, right, careful=careful)


def _like_text(left: Value, right: Value, known: str) -> Value:
    """With a text that reads as a number, numbers count as their text."""
    wanted = _number_of(known)
    if wanted is None or left.is_only(STRING):
        return boolean(py.compare(left.node, "==", right.node), py.compare(left.exact, "==", right.node))
    if left.is_only(NUMBER):
        return boolean(py.compare(left.node, "==", py.const(wanted)))
    return boolean(*(py.compare(py.call("str", one), "==", right.node) for one in (left.node, left.exact)))


def _like_number(left: Value, known: float, careful: int) -> Value:
    if left.is_only(NUMBER) or not careful:
        return boolean(*(py.compare(one, "==", py.const(known)) for one in (left.node, left.exact)))
    return boolean(*(py.is_in(one, py.const(known), py.const(str(known))) for one in (left.node, left.exact)))


def loosely_unequal(left: Value, right: Value, *, careful: int) -> Value:
    """`left != right`."""
    return boolean(py.negate(loosely_equal(left, right, careful=careful).exact))


def _number_of(text: str) -> Any:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


PYTHON_TYPES = {"string": "str", "boolean": "bool", "array": "list", "object": "dict"}


def is_one_of(node: ast.expr, kinds: frozenset[str]) -> ast.expr:
    """The condition that the value has one of these types."""
    if kinds == NUMBER:
        return py.compare(py.call("type", node), "in", py.tuple_of(py.name("int"), py.name("float")))
    return py.isinstance_of(
        node, *(PYTHON_TYPES[kind] for kind in ("array", "object", "string", "boolean") if kind in kinds)
    )
