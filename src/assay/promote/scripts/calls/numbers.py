"""Number, Math and Date as far as their meaning is the same."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from assay.promote.scripts import operators
from assay.promote.scripts.calls import moments
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.truth import truth
from assay.promote.scripts.value import NOTHING, NUMBER, STRING, Value, boolean, constant

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions


def _number(t: Expressions, call: Call) -> Value:
    return operators.as_number(t, t.value(call.args[0]))


def _parse_int(t: Expressions, call: Call) -> Value:
    value = t.value(call.args[0])
    if len(call.args) > 1 and constant(t.value(call.args[1])) != 10:
        raise Untranslatable("parseInt() with this base is not translated", call.node)
    return (
        value
        if value.is_only(NUMBER) and isinstance(value.node, ast.Call)
        else Value(py.call("int", value.node), NUMBER)
    )


def _parse_float(t: Expressions, call: Call) -> Value:
    return Value(py.call("float", t.value(call.args[0]).node), NUMBER)


def _string(t: Expressions, call: Call) -> Value:
    return Value(t.as_text(t.value(call.args[0])), STRING)


def _boolean(t: Expressions, call: Call) -> Value:
    value = t.value(call.args[0])
    return boolean(*(truth(value, careful=t.level, exact=exact) for exact in (False, True)))


def _is_integer(t: Expressions, call: Call) -> Value:
    value = t.value(call.args[0])
    if not t.careful:
        return boolean(*(py.isinstance_of(one, "int") for one in (value.node, value.exact)))
    found = [py.compare(py.call("type", one), "is", py.name("int")) for one in (value.node, value.exact)]
    return boolean(*found)


def _is_nan(t: Expressions, call: Call) -> Value:
    value = t.value(call.args[0])
    if (verdict := moments.is_no_date(value)) is not None:
        return verdict
    if value.is_only(NUMBER):
        t.context.imports.add("import math")
        return boolean(py.call("math.isnan", value.node))
    raise Untranslatable("isNaN() of any value is not translated", call.node)


def _extreme(name: str) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        if len(call.args) == 1 and call.args[0].kind == "spread_element":
            return Value(py.call(name, t.items(t.value(call.args[0].children[0]))), NUMBER)
        if len(call.args) < 2:
            raise Untranslatable(f"Math.{name}() of these is not translated", call.node)
        return Value(py.call(name, *(t.value(arg).node for arg in call.args)), NUMBER)

    return convert


def _math(name: str) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        t.context.imports.add("import math")
        return Value(py.call(f"math.{name}", operators.coerced(t, t.value(call.args[0]))), NUMBER)

    return convert


def _round(t: Expressions, call: Call) -> Value:
    t.context.imports.add("import math")
    half = py.arithmetic(operators.coerced(t, t.value(call.args[0])), "+", py.const(0.5))
    return Value(py.call("math.floor", half), NUMBER)


def _abs(t: Expressions, call: Call) -> Value:
    return Value(py.call("abs", operators.coerced(t, t.value(call.args[0]))), NUMBER)


def _to_fixed(t: Expressions, owner: Value, call: Call) -> Value:
    digits = constant(t.value(call.args[0])) if call.args else 0
    if not isinstance(digits, int) or not 0 <= digits <= 20:
        raise Untranslatable("toFixed() of this is not translated", call.node)
    owner = t.require(owner, NUMBER)
    spec = ast.JoinedStr([py.const(f".{digits}f")])
    return Value(ast.JoinedStr([ast.FormattedValue(owner.node, -1, spec)]), STRING)


def _resolved(t: Expressions, call: Call) -> Any:
    """`Promise.resolve(value)`, which is awaited."""
    return t.bound(call.args[0]) if call.args else NOTHING


CALLS: dict[str, Any] = {
    "Promise.resolve": _resolved,
    "Number": _number,
    "parseInt": _parse_int,
    "Number.parseInt": _parse_int,
    "_.parseInt": _parse_int,
    "parseFloat": _parse_float,
    "Number.parseFloat": _parse_float,
    "String": _string,
    "Boolean": _boolean,
    "Number.isInteger": _is_integer,
    "isNaN": _is_nan,
    "Number.isNaN": _is_nan,
    "Math.max": _extreme("max"),
    "Math.min": _extreme("min"),
    "Math.floor": _math("floor"),
    "Math.ceil": _math("ceil"),
    "Math.trunc": _math("trunc"),
    "Math.round": _round,
    "Math.abs": _abs,
}
METHODS: dict[str, Any] = {"toFixed": _to_fixed}
PROPERTIES: dict[str, Any] = {}
