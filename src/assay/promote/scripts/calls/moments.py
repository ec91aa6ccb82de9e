"""Dates of JavaScript and of moment as datetimes, as far as Python's datetime reads the same texts."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import BOOLEAN, DATE, NUMBER, STRING, Value, boolean

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions

_TOKENS = {
    "YYYY": "%Y", "YY": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "DDDD": "%j", "DD": "%d", "dddd": "%A",
    "ddd": "%a", "HH": "%H", "hh": "%I", "mm": "%M", "ss": "%S", "A": "%p", "X": "",
}  # fmt: skip
_TOKEN = re.compile(r"\[([^\]]*)\]|([A-Za-z])\2*")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds", "ms": "milliseconds"}
_DIFFERENCES = {"weeks", "days", "hours", "minutes", "seconds", "milliseconds"}


def _moment(t: Expressions, call: Call) -> Value:
    """`new Date(text)` and `moment(text)`; of nothing, the present time."""
    t.context.imports.add("from datetime import datetime")
    if not call.args:
        t.context.imports.add("from datetime import UTC")
        return Value(py.call("datetime.now", py.name("UTC")), DATE)
    value = t.value(call.args[0])
    if value.is_only(DATE) and len(call.args) == 1:
        return value
    if len(call.args) > 1 and "ISO_8601" not in call.args[1].text:
        return _parsed(t, call, value)
    if value.is_only(NUMBER):
        raise Untranslatable("a date from a number is not translated", call.node)
    return Value(py.call("datetime.fromisoformat", _upper(t, value)), DATE)


def _upper(t: Expressions, value: Value) -> ast.expr:
    """JavaScript reads the T and Z of a date in either case, Python the capital ones."""
    return py.method(value.node, "upper") if t.careful and not value.literal else value.node


def _parsed(t: Expressions, call: Call, value: Value) -> Value:
    """`moment(text, format)`."""
    if call.args[1].kind == "number" or value.is_only(NUMBER):
        raise Untranslatable("a date from numbers is not translated", call.node)
    form = py.const(python_format(t.text_of(call.args[1]), call))
    return Value(py.call("datetime.strptime", value.node, form), DATE)


def python_format(form: str, call: Call) -> str:
    """A format of moment as one of strftime. Untranslatable where it has parts without a twin."""

    def replaced(found: re.Match[str]) -> str:
        if found[1] is not None:
            return found[1].replace("%", "%%")
        python = _TOKENS.get(found[0]) or ("T" if found[0] == "T" else "")
        if not python:
            raise Untranslatable(f"the format {form[:40]!r} of a date is not translated", call.node)
        return python

    return _TOKEN.sub(replaced, form.replace("%", "%%"))


def _dated(owner: Value, call: Call) -> ast.expr:
    if not owner.is_only(DATE):
        raise Untranslatable(f"{call.name}() of this is not translated", call.node)
    return owner.node


def _is_valid(_: Expressions, owner: Value, call: Call) -> Value:
    """It raises where it is none: as good as false to an assertion."""
    return boolean(_dated(owner, call))


def _milliseconds(node: ast.expr) -> Value:
    return Value(py.arithmetic(py.method(node, "timestamp"), "*", py.const(1000)), NUMBER)


def _get_time(_: Expressions, owner: Value, call: Call) -> Value:
    return _milliseconds(_dated(owner, call))


def _parse(t: Expressions, call: Call) -> Value:
    """`Date.parse(text)`."""
    return _milliseconds(_moment(t, call).node)


def is_no_date(value: Value) -> Value | None:
    """`isNaN(date)`: what is no date raises, so that it holds never."""
    node = value.node
    if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Call) and isinstance(node.left.func, ast.Attribute):
        node = node.left.func.value if node.left.func.attr == "timestamp" else node
    read = ("datetime.fromisoformat", "datetime.strptime")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in read:
        return Value(py.negate(node), BOOLEAN)
    return None


def _unix(_: Expressions, owner: Value, call: Call) -> Value:
    return Value(py.call("int", py.method(_dated(owner, call), "timestamp")), NUMBER)


def _compared(sign: str) -> Any:
    def convert(t: Expressions, owner: Value, call: Call) -> Value:
        if len(call.args) != 1:
            raise Untranslatable(f"{call.name}() to a unit is not translated", call.node)
        other = t.value(call.args[0])
        right = other.node if other.is_only(DATE) else py.call("datetime.fromisoformat", other.node)
        return boolean(py.compare(_dated(owner, call), sign, right))

    return convert


def _moved(sign: str) -> Any:
    """`date.add(3, "days")`."""

    def convert(t: Expressions, owner: Value, call: Call) -> Value:
        node = _dated(owner, call)
        if len(call.args) != 2:
            raise Untranslatable(f"{call.name}() of this is not translated", call.node)
        count, unit = t.value(call.args[0]), _unit(t, call, 1)
        t.context.imports.add("from datetime import timedelta")
        return Value(py.arithmetic(node, sign, py.call("timedelta", **{unit: count.node})), DATE)

    return convert


def _unit(t: Expressions, call: Call, index: int) -> str:
    given = t.text_of(call.args[index]) if len(call.args) > index else "milliseconds"
    unit = _UNITS.get(given, given if given.endswith("s") else f"{given}s")
    if unit not in _DIFFERENCES:
        raise Untranslatable(f"{given[:20]} are not translated", call.node)
    return unit


def _difference(t: Expressions, owner: Value, call: Call) -> Value:
    """`date.diff(other, "days")`: whole ones."""
    node, other, unit = _dated(owner, call), t.value(call.args[0]), _unit(t, call, 1)
    if not other.is_only(DATE):
        raise Untranslatable("diff() from this is not translated", call.node)
    t.context.imports.add("from datetime import timedelta")
    apart = py.arithmetic(node, "-", other.node)
    return Value(py.call("int", py.arithmetic(apart, "/", py.call("timedelta", **{unit: py.const(1)}))), NUMBER)


def _format(t: Expressions, owner: Value, call: Call) -> Value:
    node = _dated(owner, call)
    if not call.args:
        raise Untranslatable("format() of its own choice is not translated", call.node)
    return Value(py.method(node, "strftime", py.const(python_format(t.text_of(call.args[0]), call))), STRING)


def _to_iso(_: Expressions, owner: Value, call: Call) -> Value:
    """`date.toISOString()`, which ends in Z."""
    text = ast.Call(py.attr(_dated(owner, call), "isoformat"), [], [ast.keyword("timespec", py.const("milliseconds"))])
    return Value(py.method(text, "replace", py.const("+00:00"), py.const("Z")), STRING)


def _part(name: str, less: int = 0) -> Any:
    def convert(_: Expressions, owner: Value, call: Call) -> Value:
        found: ast.expr = py.attr(_dated(owner, call), name)
        return Value(py.arithmetic(found, "-", py.const(less)) if less else found, NUMBER)

    return convert


def _now(t: Expressions, _: Call) -> Value:
    t.context.imports |= {"from datetime import UTC", "from datetime import datetime"}
    return _milliseconds(py.call("datetime.now", py.name("UTC")))


_PARTS = {"FullYear": ("year", 0), "Month": ("month", 1), "Date": ("day", 0), "Hours": ("hour", 0),
          "Minutes": ("minute", 0), "Seconds": ("second", 0)}  # fmt: skip
CALLS: dict[str, Any] = {
    "moment": _moment,
    "moment.utc": _moment,
    "new Date": _moment,
    "Date.parse": _parse,
    "Date.now": _now,
}
METHODS: dict[str, Any] = {
    "isValid": _is_valid,
    "getTime": _get_time,
    "valueOf": _get_time,
    "unix": _unix,
    "isAfter": _compared(">"),
    "isBefore": _compared("<"),
    "isSame": _compared("=="),
    "isSameOrAfter": _compared(">="),
    "isSameOrBefore": _compared("<="),
    "add": _moved("+"),
    "subtract": _moved("-"),
    "diff": _difference,
    "format": _format,
    "toISOString": _to_iso,
    **{f"{verb}{name}": _part(*part) for name, part in _PARTS.items() for verb in ("get", "getUTC")},
}
