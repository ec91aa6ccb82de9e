"""Methods of strings (and those that arrays share with them)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from assay.promote.scripts.calls import encodings
from assay.promote.scripts.javascript.tree import Node
from assay.promote.scripts.patterns import pattern_arguments, regex_source
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import ARRAY, BOOLEAN, MATCH, NULL, NUMBER, STRING, Value, boolean, constant

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions

MOST_FILL = 1000


def _text(t: Expressions, owner: Value) -> ast.expr:
    return t.require(owner, STRING).node


def _simple(python: str) -> Any:
    def convert(t: Expressions, owner: Value, call: Call) -> Value:
        if call.args:
            raise Untranslatable(f"{call.name}() with arguments is not translated", call.node)
        return Value(py.method(_text(t, owner), python), STRING)

    return convert


def _tested(python: str) -> Any:
    def convert(t: Expressions, owner: Value, call: Call) -> Value:
        if len(call.args) != 1:
            raise Untranslatable(f"{call.name}() at a place is not translated", call.node)
        return boolean(py.method(_text(t, owner), python, t.as_text(t.value(call.args[0]))))

    return convert


def includes(t: Expressions, owner: Value, call: Call) -> Value:
    """`text.includes(part)` and `list.includes(element)`."""
    if len(call.args) != 1:
        raise Untranslatable("includes() from a place on is not translated", call.node)
    sought = t.value(call.args[0])
    owner = t.require(owner, STRING | ARRAY)
    return boolean(py.compare(sought.node if owner.is_only(STRING) else sought.exact, "in", owner.node))


def _index_of(t: Expressions, owner: Value, call: Call) -> Value:
    sought = t.value(call.args[0])
    if len(call.args) != 1:
        raise Untranslatable("indexOf() from a place on is not translated", call.node)
    name = "index" if owner.is_only(ARRAY) else "find"
    return Value(py.method(owner.node, name, sought.node), NUMBER)


def _split(t: Expressions, owner: Value, call: Call) -> Value:
    if len(call.args) != 1:
        raise Untranslatable("split() with a limit is not translated", call.node)
    separator = t.text_of(call.args[0])
    subject = _text(t, owner)
    if separator == "":
        return Value(py.call("list", subject), ARRAY)
    return Value(py.method(subject, "split", py.const(separator)), ARRAY)


def _slice(t: Expressions, owner: Value, call: Call) -> Value:
    kinds = owner.kinds & (STRING | ARRAY) or STRING | ARRAY
    bounds: list[ast.expr | None] = [_bound(t, arg) for arg in call.args]
    if len(bounds) == 2 and isinstance(bounds[0], ast.Constant) and bounds[0].value == 0:
        bounds[0] = None
    owner = t.require(owner, STRING | ARRAY)
    return Value(py.part(owner.node, *bounds) if bounds else py.part(owner.node, None), kinds)


def _substring(t: Expressions, owner: Value, call: Call) -> Value:
    bounds = [_bound(t, arg) for arg in call.args]
    numbers = [one.value for one in bounds if isinstance(one, ast.Constant) and isinstance(one.value, int)]
    if len(numbers) != len(bounds) or not bounds or min(numbers) < 0 or numbers != sorted(numbers):
        raise Untranslatable("substring() with computed places is not translated", call.node)
    return Value(py.part(_text(t, owner), *bounds), STRING)


def _substr(t: Expressions, owner: Value, call: Call) -> Value:
    known = [constant(t.value(arg)) for arg in call.args]
    if not known or not all(isinstance(one, int) and one >= 0 for one in known):
        raise Untranslatable("substr() with computed places is not translated", call.node)
    numbers = [one for one in known if isinstance(one, int)]
    stop = py.const(numbers[0] + numbers[1]) if len(numbers) > 1 else None
    return Value(py.part(_text(t, owner), py.const(numbers[0]), stop), STRING)


def _bound(t: Expressions, arg: Node) -> ast.expr:
    value = t.value(arg)
    if not value.is_only(NUMBER):
        raise Untranslatable("a computed place is not translated", arg)
    return value.node


def _char_at(t: Expressions, owner: Value, call: Call) -> Value:
    known = constant(t.value(call.args[0])) if call.args else 0
    if not isinstance(known, int) or known < 0:
        raise Untranslatable("charAt() with a computed place is not translated", call.node)
    return Value(py.part(_text(t, owner), py.const(known), py.const(known + 1)), STRING)


def _replace(everywhere: bool) -> Any:
    def convert(t: Expressions, owner: Value, call: Call) -> Value:
        replacement = t.text_of(call.args[1])
        if "$" in replacement or len(replacement) > 100:
            raise Untranslatable("replace() with such a replacement is not translated", call.node)
        if source := regex_source(t, call.args[0]):
            pattern, flags = source
            arguments = pattern_arguments(t, pattern, flags)
            named: dict[str, ast.expr] = {} if "g" in flags else {"count": py.const(1)}
            if len(arguments) > 1:
                named["flags"] = arguments[1]
            replaced = py.const(replacement.replace("\\", "\\\\"))
            return Value(py.call("re.sub", arguments[0], replaced, _text(t, owner), **named), STRING)
        sought = py.const(t.text_of(call.args[0]))
        count = [] if everywhere else [py.const(1)]
        return Value(py.method(_text(t, owner), "replace", sought, py.const(replacement), *count), STRING)

    return convert


def _match(t: Expressions, owner: Value, call: Call) -> Value:
    source = regex_source(t, call.args[0])
    if source is None:
        source = (t.text_of(call.args[0]), "")
    arguments = pattern_arguments(t, *source)
    placed = [arguments[0], _text(t, owner), *arguments[1:]]
    if "g" in source[1]:
        if "(" in source[0].replace("(?", "").replace("\\(", ""):
            raise Untranslatable("match() of every place with groups is not translated", call.node)
        return Value(py.call("re.findall", *placed), ARRAY)
    return Value(py.call("re.search", *placed), MATCH | NULL)


def _pad(python: str) -> Any:
    def convert(t: Expressions, owner: Value, call: Call) -> Value:
        width = constant(t.value(call.args[0]))
        fill = t.text_of(call.args[1]) if len(call.args) > 1 else " "
        if not isinstance(width, int) or width > MOST_FILL or len(fill) != 1:
            raise Untranslatable(f"{call.name}() of this width is not translated", call.node)
        return Value(py.method(_text(t, owner), python, py.const(width), py.const(fill)), STRING)

    return convert


def _repeat(t: Expressions, owner: Value, call: Call) -> Value:
    count = constant(t.value(call.args[0]))
    if not isinstance(count, int) or not 0 <= count <= MOST_FILL:
        raise Untranslatable("repeat() of this size is not translated", call.node)
    return Value(py.arithmetic(_text(t, owner), "*", py.const(count)), STRING)


def _to_string(t: Expressions, owner: Value, call: Call) -> Value:
    if owner.kinds == encodings.DIGEST:
        return encodings.written(t, owner, call)
    if call.args:
        raise Untranslatable("toString() with a base is not translated", call.node)
    if owner.is_only(ARRAY):
        raise Untranslatable("an array as text is not translated", call.node)
    if t.careful and owner.may_be(BOOLEAN) and not owner.is_only(BOOLEAN | STRING | NUMBER):
        raise Untranslatable("the text of any value is not translated", call.node)
    return Value(t.as_text(owner), STRING)


def _concat(t: Expressions, owner: Value, call: Call) -> Value:
    values = [t.value(arg) for arg in call.args]
    if owner.is_only(ARRAY) and all(one.is_only(ARRAY) for one in values):
        found = owner.node
        for one in values:
            found = py.arithmetic(found, "+", one.node)
        return Value(found, ARRAY)
    if owner.is_only(STRING):
        return Value(py.f_string([owner.node, *(one.node for one in values)]), STRING)
    raise Untranslatable("concat() of this is not translated", call.node)


METHODS: dict[str, Any] = {
    "includes": includes,
    "contains": includes,
    "startsWith": _tested("startswith"),
    "endsWith": _tested("endswith"),
    "toLowerCase": _simple("lower"),
    "toUpperCase": _simple("upper"),
    "toLocaleLowerCase": _simple("lower"),
    "toLocaleUpperCase": _simple("upper"),
    "trim": _simple("strip"),
    "trimStart": _simple("lstrip"),
    "trimEnd": _simple("rstrip"),
    "indexOf": _index_of,
    "split": _split,
    "slice": _slice,
    "substring": _substring,
    "substr": _substr,
    "charAt": _char_at,
    "replace": _replace(False),
    "replaceAll": _replace(True),
    "match": _match,
    "padStart": _pad("rjust"),
    "padEnd": _pad("ljust"),
    "repeat": _repeat,
    "toString": _to_string,
    "concat": _concat,
}
