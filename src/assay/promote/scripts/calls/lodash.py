"""The part of lodash that test scripts use."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assay.promote.scripts import functions, members
from assay.promote.scripts.calls import lists
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import ARRAY, JSON, NULL, NUMBER, OBJECT, STRING, Value, boolean

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions

_PATH = re.compile(r"[^.\[\]]+|\[(\d+)\]")


def steps(path: str) -> list[str | int]:
    """`a.b[0].c` as its keys."""
    found: list[str | int] = []
    for part in _PATH.finditer(path):
        found.append(int(part[1]) if part[1] is not None else part[0])
    return found


def at_path(t: Expressions, owner: Value, path: str, *, optional: bool = False) -> Value:
    """The place that a path names."""
    for step in steps(path):
        owner = (
            members.element(t, owner, step)
            if isinstance(step, int)
            else members.named(t, owner, py.const(step), optional)
        )
    return owner


def _path(t: Expressions, node: Node) -> str:
    node = unwrapped(node)
    if node.kind == "array":
        return "".join(
            f"[{one.text}]" if one.kind == "number" else f".{t.text_of(one)}" for one in node.children
        ).lstrip(".")
    return t.text_of(node)


def _get(t: Expressions, call: Call) -> Value:
    owner, path = t.value(call.args[0]), _path(t, call.args[1])
    plain = at_path(t, owner, path)
    soft = at_path(t, owner, path, optional=True)
    value = replace(plain, soft=soft.exact, present=soft.present)
    if len(call.args) < 3:
        return value
    with t.context.lazily():
        default = t.value(call.args[2])
    if len(steps(path)) == 1 and isinstance(value.exact, ast.Call) and isinstance(value.exact.func, ast.Attribute):
        return Value(ast.Call(value.exact.func, [*value.exact.args[:1], default.exact], []), JSON)
    there = py.compare(value.exact, "is not", py.const(None))
    return Value(py.conditional(there, value.exact, default.exact), JSON)


def _has(t: Expressions, call: Call) -> Value:
    owner, path = t.value(call.args[0]), _path(t, call.args[1])
    *before, last = steps(path)
    hard, soft = owner, owner
    for step in before:
        hard = members.element(t, hard, step) if isinstance(step, int) else members.named(t, hard, py.const(step))
        soft = members.element(t, soft, step) if isinstance(step, int) else members.named(t, soft, py.const(step), True)
    if isinstance(last, int):
        return boolean(py.compare(py.call("len", hard.node), ">", py.const(last)))
    inner = py.either(soft.exact, ast.Dict([], [])) if before else hard.node
    return boolean(py.compare(py.const(last), "in", hard.node), py.compare(py.const(last), "in", inner))


def _is_equal(t: Expressions, call: Call) -> Value:
    left, right = (t.value(arg) for arg in call.args[:2])
    return boolean(
        *(py.compare(one, "==", other) for one, other in ((left.node, right.node), (left.exact, right.exact)))
    )


def _size(t: Expressions, call: Call) -> Value:
    value = t.value(call.args[0])
    return Value(py.call("len", value.node), NUMBER, py.call("len", py.either(value.exact, py.const(""))))


def _is_empty(t: Expressions, call: Call) -> Value:
    value = t.value(call.args[0])
    if value.is_only(STRING | ARRAY | OBJECT) and not value.may_be_undefined:
        return boolean(py.negate(value.node))
    if t.careful:
        return boolean(
            py.either(
                py.negate(value.exact),
                py.compare(
                    py.call("type", value.exact), "in", py.tuple_of(py.name("int"), py.name("float"), py.name("bool"))
                ),
            )
        )
    return boolean(py.negate(value.exact))


def _iterable(t: Expressions, owner: Value) -> ast.expr:
    """What lodash loops over: of nothing, nothing."""
    if t.careful and (owner.may_be_undefined or owner.may_be(NULL)) and not owner.is_only(ARRAY):
        return py.either(owner.exact, ast.List([], ast.Load()))
    return t.items(owner)


def _shorthand(t: Expressions, owner: Value, node: Node) -> tuple[ast.expr, ast.expr, Value] | None:
    """`_.map(list, "id")`: the element, the list, and the property of the element."""
    if unwrapped(node).kind != "string":
        return None
    name = functions.variable_name(t, Node("?", "", 0, 0, 0, 0), owner)
    path = t.text_of(node)
    return py.store(name), _iterable(t, owner), at_path(t, Value(py.name(name)), path)


def _over(method: Any) -> Any:
    """`_.every(list, test)` as `list.every(test)`."""

    def convert(t: Expressions, call: Call) -> Value:
        owner = t.value(call.args[0])
        inner = replace(call, args=call.args[1:])
        found: Value = method(t, owner, inner)
        return found

    return convert


def _map(t: Expressions, call: Call) -> Value:
    owner = t.value(call.args[0])
    if short := _shorthand(t, owner, call.args[1]):
        target, iterable, part = short
        return Value(py.listed(part.exact if t.careful else part.node, target, iterable), ARRAY)
    return lists.mapped(t, owner, replace(call, args=call.args[1:]))


def _matching(t: Expressions, call: Call) -> tuple[ast.expr, ast.expr, ast.expr, ast.expr] | None:
    """`_.filter(list, { a: 1 })` and `_.filter(list, "a")`: element, target, list and condition."""
    owner, node = t.value(call.args[0]), unwrapped(call.args[1])
    if short := _shorthand(t, owner, node):
        target, iterable, part = short
        return py.name(target.id), target, iterable, lists.condition(t, part, exact=True)  # type: ignore[attr-defined]
    if node.kind != "object":
        return None
    name = functions.variable_name(t, Node("?", "", 0, 0, 0, 0), owner)
    wanted = t.value(node)
    assert isinstance(wanted.node, ast.Dict)
    tests = [
        py.compare(members.named(t, Value(py.name(name)), key).exact, "==", value)
        for key, value in zip(wanted.node.keys, wanted.node.values, strict=True)
        if key is not None
    ]
    if not tests or len(tests) != len(wanted.node.keys):
        raise Untranslatable("an empty pattern is not translated", call.node)
    return py.name(name), py.store(name), _iterable(t, owner), py.both(*tests)


def _filter(t: Expressions, call: Call) -> Value:
    if found := _matching(t, call):
        element, target, iterable, test = found
        return Value(py.listed(element, target, iterable, test), ARRAY)
    return lists.filtered(t, t.value(call.args[0]), replace(call, args=call.args[1:]))


def _find(t: Expressions, call: Call) -> Value:
    if found := _matching(t, call):
        element, target, iterable, test = found
        each = py.generator(element, target, iterable, test)
        soft = py.call("next", each, py.const(None))
        return Value(py.call("next", each), JSON, soft, py.compare(soft, "is not", py.const(None)))
    return lists.found(t, t.value(call.args[0]), replace(call, args=call.args[1:]))


def _some(t: Expressions, call: Call) -> Value:
    if found := _matching(t, call):
        _, target, iterable, test = found
        return boolean(py.call("any", py.generator(test, target, iterable)))
    return lists.some(t, t.value(call.args[0]), replace(call, args=call.args[1:]))


def _every(t: Expressions, call: Call) -> Value:
    if found := _matching(t, call):
        _, target, iterable, test = found
        return boolean(py.call("all", py.generator(test, target, iterable)))
    return lists.every(t, t.value(call.args[0]), replace(call, args=call.args[1:]))


def _includes(t: Expressions, call: Call) -> Value:
    owner, sought = t.value(call.args[0]), t.value(call.args[1])
    return boolean(py.compare(sought.exact, "in", owner.node))


def _keys(t: Expressions, call: Call) -> Value:
    return Value(py.call("list", t.require(t.value(call.args[0]), OBJECT).node), ARRAY)


def _values(t: Expressions, call: Call) -> Value:
    return Value(py.call("list", py.method(t.require(t.value(call.args[0]), OBJECT).node, "values")), ARRAY)


def _is_integer(t: Expressions, call: Call) -> Value:
    value = t.value(call.args[0])
    return boolean(*(py.compare(py.call("type", one), "is", py.name("int")) for one in (value.node, value.exact)))


def _is_null(t: Expressions, call: Call) -> Value:
    from assay.promote.scripts.truth import is_null

    return boolean(is_null(t.value(call.args[0])))


def _uniq(t: Expressions, call: Call) -> Value:
    return Value(py.call("list", py.call("dict.fromkeys", _iterable(t, t.value(call.args[0])))), ARRAY)


def _sort_by(t: Expressions, call: Call) -> Value:
    owner = t.value(call.args[0])
    if len(call.args) == 1:
        return Value(py.call("sorted", _iterable(t, owner)), ARRAY)
    node = unwrapped(call.args[1])
    if node.kind == "array" and len(node.children) == 1:
        node = node.children[0]
    if node.kind == "string":
        part = at_path(t, Value(py.name("item")), t.text_of(node))
        return Value(py.call("sorted", _iterable(t, owner), key=py.lambda_of(["item"], part.node)), ARRAY)
    each = functions.Each(t, node, owner)
    assert isinstance(each.target, ast.Name)
    return Value(py.call("sorted", each.iterable, key=py.lambda_of([each.target.id], each.result(t).node)), ARRAY)


def _first(index: int) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        owner = t.value(call.args[0])
        if index == 0:
            return members.element(t, owner, 0)
        last = py.item(owner.node, py.const(-1))
        return Value(last, JSON, py.conditional(owner.node, last, py.const(None)), owner.node)

    return convert


def _is_kind(*types: str) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        value = t.value(call.args[0])
        return boolean(*(py.isinstance_of(one, *types) for one in (value.node, value.exact)))

    return convert


def _is_number(t: Expressions, call: Call) -> Value:
    value = t.value(call.args[0])
    kinds = py.tuple_of(py.name("int"), py.name("float"))
    return boolean(*(py.compare(py.call("type", one), "in", kinds) for one in (value.node, value.exact)))


def _is_nil(t: Expressions, call: Call) -> Value:
    return boolean(py.compare(t.value(call.args[0]).exact, "is", py.const(None)))


def _is_undefined(t: Expressions, call: Call) -> Value:
    from assay.promote.scripts.truth import absent

    return boolean(absent(t.value(call.args[0])))


def _sum(t: Expressions, call: Call) -> Value:
    return Value(py.call("sum", _iterable(t, t.value(call.args[0]))), NUMBER)


def _sum_by(t: Expressions, call: Call) -> Value:
    owner = t.value(call.args[0])
    if short := _shorthand(t, owner, call.args[1]):
        target, iterable, part = short
        return Value(py.call("sum", py.generator(part.node, target, iterable)), NUMBER)
    each = functions.Each(t, call.args[1], owner)
    return Value(py.call("sum", py.generator(each.result(t).node, each.target, each.iterable)), NUMBER)


def _difference(t: Expressions, call: Call) -> Value:
    if len(call.args) != 2:
        raise Untranslatable("_.difference() of more than two is not translated", call.node)
    one, other = (t.items(t.value(arg)) for arg in call.args)
    item = py.name("item")
    return Value(py.listed(item, py.store("item"), one, py.compare(item, "not in", other)), ARRAY)


def _shared(sign: str) -> Any:
    """`_.intersection(one, other)` and `_.without` of it: in the order of the first."""

    def convert(t: Expressions, call: Call) -> Value:
        if len(call.args) != 2:
            raise Untranslatable("of more than two lists this is not translated", call.node)
        one, other = (t.items(t.value(arg)) for arg in call.args)
        item = py.name("item")
        kept = py.listed(item, py.store("item"), py.call("dict.fromkeys", one), py.compare(item, sign, other))
        return Value(kept, ARRAY)

    return convert


def _order_by(t: Expressions, call: Call) -> Value:
    """`_.orderBy(list, "key", "desc")`, also with both in lists of one."""
    owner, (key, *order) = t.value(call.args[0]), [_single(arg) for arg in call.args[1:]] or [call.node]
    if key.kind != "string":
        raise Untranslatable("this order is not translated", call.node)
    part = at_path(t, Value(py.name("item")), t.text_of(key))
    named: dict[str, ast.expr] = {"key": py.lambda_of(["item"], part.node)}
    if order and t.text_of(order[0]) == "desc":
        named["reverse"] = py.const(True)
    return Value(py.call("sorted", _iterable(t, owner), **named), ARRAY)


def _single(node: Node) -> Node:
    node = unwrapped(node)
    return node.children[0] if node.kind == "array" and len(node.children) == 1 else node


def _extreme_by(name: str) -> Any:
    """`_.maxBy(list, "price")`."""

    def convert(t: Expressions, call: Call) -> Value:
        owner, node = t.value(call.args[0]), unwrapped(call.args[1])
        if node.kind == "string":
            part = at_path(t, Value(py.name("item")), t.text_of(node))
            return Value(py.call(name, _iterable(t, owner), key=py.lambda_of(["item"], part.node)))
        each = functions.Each(t, node, owner)
        assert isinstance(each.target, ast.Name)
        return Value(py.call(name, each.iterable, key=py.lambda_of([each.target.id], each.result(t).node)))

    return convert


def _flatten(t: Expressions, call: Call) -> Value:
    return lists.METHODS["flat"](t, t.value(call.args[0]), replace(call, args=()))  # type: ignore[no-any-return]


def _pick(t: Expressions, call: Call) -> Value:
    """`_.pick(object, ["a", "b"])`."""
    owner = t.require(t.value(call.args[0]), OBJECT).node
    listed = _single(call.args[1])
    nodes = listed.children if listed.kind == "array" else call.args[1:] if len(call.args) > 2 else (listed,)
    names = py.tuple_of(*(py.const(t.text_of(one)) for one in nodes))
    key = py.name("key")
    kept = ast.comprehension(py.store("key"), names, [py.compare(key, "in", owner)], 0)
    return Value(ast.DictComp(key, py.item(owner, key), [kept]), OBJECT, fresh=True)


def _text_method(python: str) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        return Value(py.method(t.require(t.value(call.args[0]), STRING).node, python), STRING)

    return convert


def _copy(t: Expressions, call: Call) -> Value:
    return t.value(call.args[0])


def _mean(t: Expressions, call: Call) -> Value:
    items = t.items(t.value(call.args[0]))
    return Value(py.arithmetic(py.call("sum", items), "/", py.call("len", items)), NUMBER)


def _compact(t: Expressions, call: Call) -> Value:
    item = py.name("item")
    return Value(py.listed(item, py.store("item"), _iterable(t, t.value(call.args[0])), item), ARRAY)


def _extreme(name: str) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        return Value(py.call(name, _iterable(t, t.value(call.args[0]))), NUMBER)

    return convert


CALLS: dict[str, Any] = {
    f"_.{name}": handler
    for name, handler in {
        "get": _get, "has": _has, "isEqual": _is_equal, "size": _size, "isEmpty": _is_empty, "map": _map,
        "filter": _filter, "find": _find, "some": _some, "any": _some, "every": _every, "all": _every,
        "includes": _includes, "keys": _keys, "uniq": _uniq, "sortBy": _sort_by, "first": _first(0),
        "head": _first(0), "last": _first(-1), "isArray": _is_kind("list"), "isString": _is_kind("str"),
        "isPlainObject": _is_kind("dict"), "isBoolean": _is_kind("bool"), "isNumber": _is_number, "isNil": _is_nil,
        "isUndefined": _is_undefined, "sum": _sum, "sumBy": _sum_by, "difference": _difference, "compact": _compact,
        "max": _extreme("max"), "min": _extreme("min"), "intersection": _shared("in"),
        "orderBy": _order_by, "maxBy": _extreme_by("max"), "minBy": _extreme_by("min"), "flatten": _flatten,
        "pick": _pick, "toLower": _text_method("lower"), "toUpper": _text_method("upper"),
        "trim": _text_method("strip"), "cloneDeep": _copy, "clone": _copy, "mean": _mean, "isInteger": _is_integer,
        "isNull": _is_null, "isObject": _is_kind("dict", "list"), "values": _values,
    }.items()
}  # fmt: skip
