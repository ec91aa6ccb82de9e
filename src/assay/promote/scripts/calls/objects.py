"""Object.*, Array.*, Set, and the methods that objects have."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import ARRAY, OBJECT, SET, STRING, Value, boolean

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions


def _view(name: str) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        value = t.value(call.args[0])
        if t.thorough and not value.is_only(OBJECT):
            owner = Value(t.of_fields("fields_of", value.node), OBJECT)
        else:
            owner = t.require(value, OBJECT)
        if name == "keys":
            return Value(py.call("list", owner.node), ARRAY)
        viewed = py.call("list", py.method(owner.node, name))
        return Value(viewed, ARRAY)

    return convert


def _is_array(t: Expressions, call: Call) -> Value:
    value = t.value(call.args[0])
    return boolean(*(py.isinstance_of(one, "list") for one in (value.node, value.exact)))


def has_own(t: Expressions, owner: Value, call: Call) -> Value:
    """`object.hasOwnProperty(name)`."""
    owner = t.require(owner, OBJECT)
    return boolean(py.compare(t.as_text(t.value(call.args[0])), "in", owner.node))


def _has_own(t: Expressions, call: Call) -> Value:
    owner = t.require(t.value(call.args[0]), OBJECT)
    return boolean(py.compare(t.as_text(t.value(call.args[1])), "in", owner.node))


def _set(t: Expressions, call: Call) -> Value:
    if not call.args:
        raise Untranslatable("an empty Set is not translated", call.node)
    owner = t.value(call.args[0])
    items = t.iterable(owner)
    if isinstance(items, ast.ListComp) and len(items.generators) == 1:
        return Value(ast.SetComp(items.elt, items.generators), SET, fresh=True)
    return Value(py.call("set", items), SET, fresh=True)


def _array_from(t: Expressions, call: Call) -> Value:
    if len(call.args) != 1:
        raise Untranslatable("Array.from() with a callback is not translated", call.node)
    value = t.value(call.args[0])
    if not value.is_only(SET | ARRAY):
        raise Untranslatable("Array.from() of this is not translated", call.node)
    return Value(py.call("list", value.node), ARRAY)


def _from_entries(t: Expressions, call: Call) -> Value:
    return Value(py.call("dict", t.iterable(t.value(call.args[0]))), OBJECT, fresh=True)


def _assigned(t: Expressions, call: Call) -> Value:
    """`Object.assign({}, one, other)`: a new object."""
    if not call.args or call.args[0].text.strip("{} "):
        raise Untranslatable("Object.assign() to an object is not translated", call.node)
    parts = [t.require(t.value(arg), OBJECT).node for arg in call.args[1:]]
    return Value(ast.Dict([None] * len(parts), parts), OBJECT, fresh=True)


def _set_has(t: Expressions, owner: Value, call: Call) -> Value:
    if not owner.is_only(SET):
        return _has_text(t, owner, call)
    return boolean(py.compare(t.value(call.args[0]).node, "in", owner.node))


def _has_text(t: Expressions, owner: Value, call: Call) -> Value:
    """`text.has(part)`, of the library that old sandboxes had put into strings."""
    return boolean(py.compare(t.value(call.args[0]).node, "in", t.require(owner, STRING).node))


CALLS: dict[str, Any] = {
    "Object.keys": _view("keys"),
    "Object.values": _view("values"),
    "Object.entries": _view("items"),
    "Object.hasOwn": _has_own,
    "Object.fromEntries": _from_entries,
    "Object.assign": _assigned,
    "Array.isArray": _is_array,
    "Array.from": _array_from,
    "new Set": _set,
}
METHODS: dict[str, Any] = {"hasOwnProperty": has_own, "has": _set_has}
