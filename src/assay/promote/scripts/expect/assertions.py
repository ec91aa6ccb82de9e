"""The words of chai that assert something, by name: each writes its asserts for the present subject."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from assay.promote.scripts import functions, members, operators, truth
from assay.promote.scripts.calls import lodash, moments
from assay.promote.scripts.calls.schemas import named_schema, refused, validated
from assay.promote.scripts.expect import collections, equality
from assay.promote.scripts.expect.chain import Link
from assay.promote.scripts.expect.emitter import Emitter, message_of
from assay.promote.scripts.expect.verdicts import is_bool, validity
from assay.promote.scripts.patterns import pattern_arguments, regex_source
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, SET, STRING, Value, boolean, constant

Handler = Callable[[Emitter, Link], None]
TYPES = {"string": STRING, "number": NUMBER, "boolean": BOOLEAN, "array": ARRAY, "object": OBJECT}


def _type(e: Emitter, link: Link) -> None:
    """`.a("string")`; `.a` alone only links."""
    if not link.args:
        return None
    wanted = e.t.text_of(link.args[0]).lower()
    if wanted == "null":
        return _null(e, link)
    if wanted == "undefined":
        return _undefined(e, link)
    kinds = TYPES.get(wanted)
    if kinds is None:
        raise Untranslatable(f".a({wanted!r}) is not translated", link.node)
    if e.subject.is_only(kinds) and not e.negated and not e.subject.may_be_undefined and _is_sure(e.subject):
        return None
    e.say(boolean(*(truth.is_one_of(one, kinds) for one in (e.subject.node, e.subject.exact))))
    e.sure(kinds)
    return None


def _is_sure(value: Value) -> bool:
    """Whether nothing is left to assert about its type: a literal, or a method that gives nothing else."""
    return not isinstance(value.node, ast.Name | ast.Subscript)


def _true(e: Emitter, _: Link) -> None:
    is_bool(e, True)


def _false(e: Emitter, _: Link) -> None:
    is_bool(e, False)


def _ok(e: Emitter, _: Link) -> None:
    if validity(e, True):
        return
    if e.negated:
        e.check(truth.falsity(e.subject, careful=e.level))
    else:
        e.check(truth.truth(e.subject, careful=e.level))


def _null(e: Emitter, _: Link) -> None:
    if e.negated:
        e.check(truth.is_not_null(e.subject))
    else:
        e.check(py.compare(e.subject.node, "is", py.const(None)))


def _undefined(e: Emitter, _: Link) -> None:
    e.check((e.subject.present or py.const(True)) if e.negated else truth.absent(e.subject))


def _exist(e: Emitter, _: Link) -> None:
    if e.negated:
        e.check(py.compare(e.subject.exact, "is", py.const(None)))
        return
    e.check(py.compare(e.subject.node, "is not", py.const(None)))
    e.t.context.make_sure(e.subject, e.subject.kinds - NULL)


def _nan(e: Emitter, link: Link) -> None:
    """`.NaN`, which is asserted of dates above all."""
    found = moments.is_no_date(e.subject)
    if found is None and not e.subject.is_only(NUMBER):
        raise Untranslatable("NaN of any value is not translated", link.node)
    if found is None:
        e.t.context.imports.add("import math")
    e.say(found or boolean(py.call("math.isnan", e.subject.node)))


def _empty(e: Emitter, link: Link) -> None:
    if e.subject.is_only(NUMBER | BOOLEAN):
        raise Untranslatable("a number is never empty", link.node)
    e.check(py.compare(py.call("len", e.subject.node), ">" if e.negated else "==", py.const(0)))
    if not e.negated:
        return


def _ordering(sign: str) -> Handler:
    opposite = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}[sign]

    def handle(e: Emitter, link: Link) -> None:
        limit = e.t.value(_args(link, 1)[0])
        chosen = opposite if e.negated else sign
        if e.same_length:
            e.same_length = False
            e.check(py.compare(py.call("len", e.require(ARRAY | STRING).node), chosen, limit.node))
            return
        e.require(NUMBER)
        if not limit.is_only(NUMBER):
            limit = e.t.require(limit, NUMBER)
        e.check(operators.in_seconds(e.subject.node, chosen, limit.node))

    return handle


def _within(e: Emitter, link: Link) -> None:
    low, high = (e.t.value(arg) for arg in _args(link, 2)[:2])
    subject = py.call("len", e.require(ARRAY | STRING).node) if e.same_length else e.require(NUMBER).node
    e.same_length = False
    if operators.is_milliseconds(subject):
        found: ast.expr = py.both(
            operators.in_seconds(subject, ">=", low.node), operators.in_seconds(subject, "<=", high.node)
        )
    else:
        found = py.between(low.node, subject, high.node)
    e.check(py.negate(found) if e.negated else found)


def _close_to(e: Emitter, link: Link) -> None:
    expected, delta = (e.t.value(arg) for arg in _args(link, 2)[:2])
    e.require(NUMBER)
    e.t.context.imports.add("import pytest")
    near = py.call("pytest.approx", expected.node, abs=delta.node)
    e.check(py.compare(e.subject.node, "!=" if e.negated else "==", near))


def _match(e: Emitter, link: Link) -> None:
    source = regex_source(e.t, _args(link, 1)[0])
    if source is None:
        raise Untranslatable("match() of a pattern that is made as the script runs is not translated", link.node)
    if "g" in source[1]:
        source = (source[0], source[1].replace("g", ""))
    pattern, *flags = pattern_arguments(e.t, *source)

    def searched(one: ast.expr) -> ast.expr:
        subject = one if e.subject.is_only(STRING) or not e.careful else e.subject.text or py.call("str", one)
        return py.call("re.search", pattern, subject, *flags)

    if e.negated:
        e.check(py.negate(searched(e.subject.exact if e.careful else e.subject.node)))
    else:
        e.check(searched(e.subject.node))


def _string(e: Emitter, link: Link) -> None:
    sought = e.t.value(_args(link, 1)[0])
    e.require(STRING)
    e.say(boolean(py.compare(sought.node, "in", e.subject.node)))


def _one_of(e: Emitter, link: Link) -> None:
    choices = e.t.value(_args(link, 1)[0])
    listed = choices.node
    if isinstance(listed, ast.List):
        listed = ast.Tuple(listed.elts, ast.Load())
        if not listed.elts:
            raise Untranslatable("one of nothing is not translated", link.node)
    confusing = isinstance(listed, ast.Tuple) and any(
        isinstance(one, ast.Constant) and one.value in (0, 1) and not isinstance(one.value, str) for one in listed.elts
    )
    if confusing and e.careful and not e.subject.is_only(NUMBER | STRING) and not e.negated:
        e.check(py.negate(py.isinstance_of(e.subject.node, "bool")))
    e.say(boolean(*(py.compare(one, "in", listed) for one in (e.subject.node, e.subject.exact))))


def _property(e: Emitter, link: Link) -> None:
    args = _args(link, 1)
    name = e.t.value(args[0])
    if not name.is_only(STRING) and not isinstance(constant(name), int):
        raise Untranslatable("a property whose name is made as the script runs is not translated", link.node)
    owner = e.subject
    if owner.is_only(OBJECT) is False and e.careful and not e.negated and "nested" not in e.flags:
        owner = e.require(OBJECT)
    found = _place(e, owner, name)
    if len(args) > 1:
        _has_value(e, found, e.t.value(args[1]), link)
        return
    if e.negated:
        _has_not(e, owner, found)
        return
    assert found.present is not None, "properties can be missing"
    if "nested" in e.flags:
        e.check(
            py.compare(found.node, "is not", py.const(...))
            if not isinstance(found.node, ast.Subscript)
            else _present(found)
        )
    else:
        e.check(found.present)
    e.subject = Value(found.node, found.kinds)


def _present(found: Value) -> ast.expr:
    assert found.present is not None, "properties can be missing"
    return found.present


def _has_not(e: Emitter, owner: Value, found: Value) -> None:
    assert found.present is not None, "properties can be missing"
    if e.careful and not e.t.thorough and not owner.is_only(OBJECT | ARRAY):
        e.check(py.compare(owner.node, "is not", py.const(None)))
        e.check(py.negate(py.both(py.isinstance_of(owner.node, "dict"), found.present)))
        return
    e.check(py.negate(found.present))


def _place(e: Emitter, owner: Value, name: Value) -> Value:
    if "nested" in e.flags:
        return lodash.at_path(e.t, owner, str(constant(name)))
    known = constant(name)
    if isinstance(known, int):
        return members.element(e.t, owner, known)
    if known == "length":
        node = py.call("len", owner.node)
        return Value(node, NUMBER, None, py.isinstance_of(owner.node, "list", "str"))
    return members.named(e.t, owner, name.node)


def _has_value(e: Emitter, found: Value, wanted: Value, link: Link) -> None:
    if e.negated:
        raise Untranslatable("that a property has not this value is not translated", link.node)
    inner = Emitter(e.t, found, e.message)
    if "deep" in e.flags:
        equality.deep(inner, wanted)
    else:
        equality.strict(inner, wanted, link)
    e.subject = Value(found.node, found.kinds)


def _length(e: Emitter, link: Link) -> None:
    if link.args is None:
        e.same_length = True
        return
    size = e.t.value(link.args[0])
    owner = e.subject
    if owner.is_only(OBJECT) and not owner.is_only(ARRAY):
        raise Untranslatable("the length of an object is not translated", link.node)
    if not owner.is_only(ARRAY | STRING | SET):
        owner = e.require(ARRAY | STRING)
    e.check(py.compare(py.call("len", owner.node), "!=" if e.negated else "==", size.node))


def _satisfy(e: Emitter, link: Link) -> None:
    """The callback's verdict on the subject, written out."""
    found = functions.inlined(e.t, functions.closure(e.t, _args(link, 1)[0]), [e.subject], link.node)
    if not isinstance(found, Value):
        raise Untranslatable("satisfy() with this callback is not translated", link.node)
    e.subject = found
    _ok(e, link)


def _instance(e: Emitter, link: Link) -> None:
    wanted = _args(link, 1)[0].text
    if wanted == "Array":
        e.say(boolean(*(py.isinstance_of(one, "list") for one in (e.subject.node, e.subject.exact))))
        e.sure(ARRAY)
    elif wanted == "Object":
        e.say(boolean(*(py.isinstance_of(one, "dict", "list") for one in (e.subject.node, e.subject.exact))))
        e.sure(ARRAY | OBJECT)
    else:
        raise Untranslatable(f"instanceof {wanted[:40]} is not translated", link.node)


def _schema(e: Emitter, link: Link) -> None:
    schema, name = named_schema(e.t, _args(link, 1)[0])
    validation = validated(e.t, e.subject.node, schema, name)
    e.t.context.emit(refused(e.t, validation) if e.negated else ast.Expr(validation))


def _args(link: Link, count: int) -> tuple[Any, ...]:
    if link.args is None or len(link.args) < count:
        raise Untranslatable(f".{link.name} without its arguments is not translated", link.node)
    return link.args


ASSERTIONS: dict[str, Handler] = {
    "a": _type, "an": _type, "true": _true, "false": _false, "ok": _ok, "null": _null, "undefined": _undefined,
    "exist": _exist, "exists": _exist, "empty": _empty, "above": _ordering(">"), "gt": _ordering(">"),
    "greaterThan": _ordering(">"), "least": _ordering(">="), "gte": _ordering(">="),
    "greaterThanOrEqual": _ordering(">="), "below": _ordering("<"), "lt": _ordering("<"), "lessThan": _ordering("<"),
    "most": _ordering("<="), "lte": _ordering("<="), "lessThanOrEqual": _ordering("<="), "within": _within,
    "closeTo": _close_to, "approximately": _close_to, "match": _match, "matches": _match, "string": _string,
    "oneOf": _one_of, "property": _property, "lengthOf": _length, "length": _length, "instanceof": _instance,
    "instanceOf": _instance, "jsonSchema": _schema, "equal": equality.equal, "equals": equality.equal,
    "eq": equality.equal, "eql": equality.eql, "eqls": equality.eql, "include": collections.include,
    "includes": collections.include, "contain": collections.include, "contains": collections.include,
    "keys": collections.keys, "key": collections.keys, "members": collections.members,
    "satisfy": _satisfy, "satisfies": _satisfy,
    "NaN": _nan, "ownProperty": _property, "haveOwnProperty": _property,
}  # fmt: skip


def run(e: Emitter, links: tuple[Link, ...], words: frozenset[str], flags: frozenset[str]) -> None:
    """Write a chain from its first link to its last."""
    for link in links:
        if link.name in words and link.args is None:
            continue
        if link.name in flags and link.args is None:
            e.flags.add(link.name)
            if link.name in ("any", "all"):
                e.flags.discard("all" if link.name == "any" else "any")
            continue
        handler = ASSERTIONS.get(link.name)
        if handler is None:
            raise Untranslatable(f".{link.name} is not translated", link.node)
        outer = e.message
        if link.args and link.name in _MESSAGE_AT and len(link.args) > _MESSAGE_AT[link.name]:
            e.message = message_of(e.t, link.args[_MESSAGE_AT[link.name]]) or outer
        handler(e, link)
        e.message = outer


_MESSAGE_AT = {"a": 1, "an": 1, "equal": 1, "eql": 1, "include": 1, "above": 1, "below": 1, "least": 1, "most": 1,
               "within": 2, "lengthOf": 1, "match": 1, "oneOf": 1, "closeTo": 2}  # fmt: skip
