"""Dates: those of JavaScript and of moment as far as Python's datetime reads the same texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import DATE, NUMBER, Value, boolean

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions


def _moment(t: Expressions, call: Call) -> Value:
    """`new Date(text)` and `moment(text)`; of nothing, the present time."""
    t.context.imports.add("from datetime import datetime")
    if not call.args:
        t.context.imports.add("from datetime import UTC")
        t.context.imports.discard("from datetime import datetime")
        t.context.imports.add("from datetime import datetime")
        return Value(py.call("datetime.now", py.name("UTC")), DATE)
    if len(call.args) > 1:
        raise Untranslatable("a date with a format is not translated", call.node)
    value = t.value(call.args[0])
    if value.is_only(NUMBER):
        raise Untranslatable("a date from a number is not translated", call.node)
    return Value(py.call("datetime.fromisoformat", value.node), DATE)


def _is_valid(_: Expressions, owner: Value, call: Call) -> Value:
    """It raises where it is none: as good as false to an assertion."""
    if not owner.is_only(DATE):
        raise Untranslatable("isValid() of this is not translated", call.node)
    return boolean(owner.node)


def _get_time(_: Expressions, owner: Value, call: Call) -> Value:
    if not owner.is_only(DATE):
        raise Untranslatable("getTime() of this is not translated", call.node)
    return Value(py.arithmetic(py.method(owner.node, "timestamp"), "*", py.const(1000)), NUMBER)


def _compared(sign: str) -> Any:
    def convert(t: Expressions, owner: Value, call: Call) -> Value:
        other = t.value(call.args[0]) if call.args else None
        if other is None or not owner.is_only(DATE):
            raise Untranslatable(f"{call.name}() of this is not translated", call.node)
        right = other.node if other.is_only(DATE) else py.call("datetime.fromisoformat", other.node)
        return boolean(py.compare(owner.node, sign, right))

    return convert


CALLS: dict[str, Any] = {"moment": _moment, "moment.utc": _moment, "new Date": _moment}
METHODS: dict[str, Any] = {
    "isValid": _is_valid,
    "getTime": _get_time,
    "valueOf": _get_time,
    "isAfter": _compared(">"),
    "isBefore": _compared("<"),
    "isSame": _compared("=="),
    "isSameOrAfter": _compared(">="),
    "isSameOrBefore": _compared("<="),
}
