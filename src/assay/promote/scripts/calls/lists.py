"""Methods of arrays: callbacks become comprehensions, `all`, `any` and `next`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from assay.promote.scripts import functions, members, naming
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.truth import truth
from assay.promote.scripts.value import ARRAY, JSON, NUMBER, STRING, Value, boolean, constant

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions


def _each(t: Expressions, owner: Value, call: Call) -> functions.Each:
    if len(call.args) != 1:
        raise Untranslatable(f"{call.name}() with these arguments is not translated", call.node)
    return functions.Each(t, call.args[0], owner)


def condition(t: Expressions, value: Value, *, exact: bool) -> ast.expr:
    """The callback's verdict."""
    return truth(value, careful=t.level, exact=exact)


def every(t: Expressions, owner: Value, call: Call) -> Value:
    """`list.every(test)`."""
    each = _each(t, owner, call)
    found = each.result(t)
    hard, soft = (
        py.call("all", py.generator(condition(t, found, exact=exact), each.target, each.iterable))
        for exact in (False, True)
    )
    return boolean(hard, soft)


def some(t: Expressions, owner: Value, call: Call) -> Value:
    """`list.some(test)`."""
    each = _each(t, owner, call)
    found = each.result(t)
    exact = condition(t, found, exact=True)
    if (
        isinstance(exact, ast.Compare)
        and len(exact.ops) == 1
        and isinstance(exact.ops[0], ast.Eq)
        and py.same(exact.left, each.element.node)
    ):
        return boolean(py.compare(exact.comparators[0], "in", each.iterable))
    return boolean(py.call("any", py.generator(exact, each.target, each.iterable)))


def mapped(t: Expressions, owner: Value, call: Call) -> Value:
    """`list.map(make)`."""
    each = _each(t, owner, call)
    found = each.result(t)
    if py.same(found.node, each.element.node):
        return Value(py.call("list", each.iterable), ARRAY)
    element = found.node if found.present is not None and not t.careful else found.exact
    return Value(py.listed(element, each.target, each.iterable), ARRAY)


def filtered(t: Expressions, owner: Value, call: Call) -> Value:
    """`list.filter(test)`."""
    if call.args and call.args[0].text == "Boolean":
        name = py.name("item")
        return Value(py.listed(name, py.store("item"), t.items(owner), name), ARRAY)
    each = _each(t, owner, call)
    found = condition(t, each.result(t), exact=True)
    return Value(py.listed(each.element.node, _element_only(each), each.iterable, found), ARRAY)


def _element_only(each: functions.Each) -> ast.expr:
    return each.target


def found(t: Expressions, owner: Value, call: Call) -> Value:
    """`list.find(test)`."""
    each = _each(t, owner, call)
    test = condition(t, each.result(t), exact=True)
    each_one = py.generator(each.element.node, each.target, each.iterable, test)
    soft = py.call("next", each_one, py.const(None))
    return Value(py.call("next", each_one), JSON, soft, py.compare(soft, "is not", py.const(None)))


def _find_index(t: Expressions, owner: Value, call: Call) -> Value:
    each = _each(t, owner, call)
    test = condition(t, each.result(t), exact=True)
    if isinstance(each.target, ast.Tuple):
        raise Untranslatable("findIndex() with an index is not translated", call.node)
    index = t.context.fresh("index")
    target = py.tuple_of(py.store(index), each.target)
    places = py.generator(py.name(index), target, py.call("enumerate", each.iterable), test)
    return Value(py.call("next", places, py.const(-1)), NUMBER)


def _reduce(t: Expressions, owner: Value, call: Call) -> Value:
    """A sum as `sum`, all else as `functools.reduce`."""
    if len(call.args) != 2:
        raise Untranslatable("reduce() without a start is not translated", call.node)
    return _summed(t, owner, call) or _reduced(t, owner, call)


def _reduced(t: Expressions, owner: Value, call: Call) -> Value:
    function = functions.closure(t, call.args[0])
    patterns = functions.parameters(function.node)
    if len(patterns) != 2 or any(one.kind != "identifier" for one in patterns):
        raise Untranslatable("reduce() with such a callback is not translated", call.node)
    start, body = t.value(call.args[1]), functions.result(function.node)
    names = [t.context.fresh(naming.identifier(one.text)) for one in patterns]
    outer, t.context.names = t.context.names, dict(function.names)
    try:
        with t.context.lazily():
            for pattern, name in zip(patterns, names, strict=True):
                t.context.names[pattern.text] = Value(py.name(name))
            step = py.lambda_of(names, t.value(body).exact)
    finally:
        t.context.names = outer
    t.context.imports.add("import functools")
    found = py.call("functools.reduce", step, t.items(owner), start.exact)
    return Value(found, JSON, found, py.compare(found, "is not", py.const(None)))


def _summed(t: Expressions, owner: Value, call: Call) -> Value | None:
    start = constant(t.value(call.args[1]))
    function = functions.closure(t, call.args[0])
    patterns = functions.parameters(function.node)
    body = unwrapped(functions.result(function.node))
    is_sum = body.kind == "binary_expression" and body.operator == "+" and len(patterns) == 2
    if not is_sum or body["left"].text != patterns[0].text or start != 0 or isinstance(start, bool):
        return None
    name = functions.variable_name(t, patterns[1], owner)
    outer, t.context.names = t.context.names, dict(function.names)
    try:
        with t.context.lazily():
            from assay.promote.scripts.destructuring import bind

            bind(t, patterns[1], Value(py.name(name)))
            added = t.value(body["right"])
    finally:
        t.context.names = outer
    total = py.call("sum", py.generator(added.node, py.store(name), t.iterable(owner)))
    return Value(total, NUMBER)


def _join(t: Expressions, owner: Value, call: Call) -> Value:
    separator = t.text_of(call.args[0]) if call.args else ","
    if len(separator) > 20:
        raise Untranslatable("join() with a long separator is not translated", call.node)
    items = t.items(owner)
    if isinstance(items, ast.Call) and isinstance(items.func, ast.Name) and items.func.id == "list":
        return Value(py.method(py.const(separator), "join", *items.args), STRING)
    return Value(py.method(py.const(separator), "join", py.call("map", py.name("str"), items)), STRING)


def _sort(t: Expressions, owner: Value, call: Call) -> Value:
    """A sorted copy; callbacks that compare numbers or one property are known."""
    iterable = t.iterable(owner)
    if not call.args:
        return Value(py.call("sorted", iterable), ARRAY)
    descending, key = _order(t, call.args[0])
    named: dict[str, ast.expr] = {"key": key} if key is not None else {}
    if descending:
        named["reverse"] = py.const(True)
    return Value(py.call("sorted", iterable, **named), ARRAY)


def _order(t: Expressions, node: Node) -> tuple[bool, ast.expr | None]:
    function = functions.closure(t, node)
    patterns = functions.parameters(function.node)
    body = unwrapped(functions.result(function.node))
    names = [pattern.text for pattern in patterns]
    if len(names) != 2 or names[0] == names[1]:
        raise Untranslatable("this order of a sort is not translated", node)
    swapped = False
    if body.kind == "binary_expression" and body.operator == "-":
        left, right = body["left"], body["right"]
    elif (signs := _by_sign(body)) is not None:
        left, right, swapped = signs
    elif body.kind == "call_expression" and body["function"].text.endswith(".localeCompare"):
        raise Untranslatable("localeCompare() is not translated", node)
    else:
        raise Untranslatable("this order of a sort is not translated", node)
    if swapped:
        left, right = right, left
    if left.text == names[0] and right.text == names[1]:
        return False, None
    if left.text == names[1] and right.text == names[0]:
        return True, None
    for first, second, descending in ((names[0], names[1], False), (names[1], names[0], True)):
        if left.text.startswith(f"{first}.") and right.text == f"{second}{left.text[len(first) :]}":
            return descending, _key(t, left, first, function.names)
    raise Untranslatable("this order of a sort is not translated", node)


def _by_sign(body: Node) -> tuple[Node, Node, bool] | None:
    """`a > b ? 1 : -1`: both sides, and whether the smaller one comes last."""
    test = unwrapped(body["condition"]) if body.kind == "ternary_expression" else body
    if body.kind != "ternary_expression" or test.kind != "binary_expression" or test.operator[:1] not in ("<", ">"):
        return None
    otherwise = unwrapped(body["alternative"])
    if otherwise.kind == "ternary_expression":
        otherwise = unwrapped(otherwise["consequence"])
    results = (unwrapped(body["consequence"]).text, otherwise.text)
    if results not in (("1", "-1"), ("-1", "1")):
        return None
    return test["left"], test["right"], (test.operator[0] == ">") != (results[0] == "1")


def _key(t: Expressions, node: Node, name: str, names: Any) -> ast.expr:
    outer, t.context.names = t.context.names, {**names, name: Value(py.name("item"))}
    try:
        with t.context.lazily():
            return py.lambda_of(["item"], t.value(node).node)
    finally:
        t.context.names = outer


def _flat(t: Expressions, owner: Value, call: Call) -> Value:
    if call.args:
        raise Untranslatable("flat() to a depth is not translated", call.node)
    inner, item = t.context.fresh("inner"), t.context.fresh("item")
    loops = [
        ast.comprehension(py.store(inner), t.iterable(owner), [], 0),
        ast.comprehension(py.store(item), py.name(inner), [], 0),
    ]
    return Value(ast.ListComp(py.name(item), loops), ARRAY)


def _found_last(t: Expressions, owner: Value, call: Call) -> Value:
    return found(t, Value(py.call("reversed", t.items(owner)), ARRAY), call)


def _at(t: Expressions, owner: Value, call: Call) -> Value:
    known = constant(t.value(call.args[0]))
    if known == -1:
        return Value(py.item(t.items(owner), py.const(-1)), JSON)
    if isinstance(known, int) and known >= 0:
        return members.element(t, owner, known)
    raise Untranslatable("at() with a computed place is not translated", call.node)


def _reverse(t: Expressions, owner: Value, _: Call) -> Value:
    return Value(py.call("list", py.call("reversed", t.items(owner))), ARRAY)


def _flat_map(t: Expressions, owner: Value, call: Call) -> Value:
    each = _each(t, owner, call)
    inner = each.result(t)
    name = t.context.fresh("item")
    comprehensions = [
        ast.comprehension(each.target, each.iterable, [], 0),
        ast.comprehension(py.store(name), inner.node, [], 0),
    ]
    return Value(ast.ListComp(py.name(name), comprehensions), ARRAY)


METHODS: dict[str, Any] = {
    "every": every,
    "some": some,
    "map": mapped,
    "filter": filtered,
    "find": found,
    "findIndex": _find_index,
    "reduce": _reduce,
    "join": _join,
    "sort": _sort,
    "at": _at,
    "reverse": _reverse,
    "flatMap": _flat_map,
    "flat": _flat,
    "findLast": _found_last,
}
