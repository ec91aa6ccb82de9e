"""What arrays, objects and texts hold: include, keys, members."""

from __future__ import annotations

import ast

from assay.promote.scripts import members as places
from assay.promote.scripts import truth
from assay.promote.scripts.expect.chain import Link
from assay.promote.scripts.expect.emitter import Emitter
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import ARRAY, JSON, NUMBER, OBJECT, STRING, Value, boolean


def include(e: Emitter, link: Link) -> None:
    """`.include(x)`; without a call a flag for `keys` and `members`."""
    if link.args is None:
        e.flags.add("contains")
        return
    sought = e.t.value(link.args[0])
    if isinstance(sought.node, ast.Dict) and not e.subject.is_only(ARRAY) and "deep" not in e.flags:
        _subset(e, sought, link)
    elif isinstance(sought.node, ast.Dict) and "deep" in e.flags and not e.subject.is_only(ARRAY):
        _deep_subset(e, sought, link)
    else:
        _member(e, sought, link)


def _subset(e: Emitter, sought: Value, link: Link) -> None:
    """`.include({ a: 1 })`: each property by itself."""
    assert isinstance(sought.node, ast.Dict)
    if e.negated:
        raise Untranslatable("that an object does not include another is not translated", link.node)
    owner = e.require(OBJECT)
    for key, wanted in zip(sought.node.keys, sought.node.values, strict=True):
        if key is None or isinstance(wanted, ast.Dict | ast.List):
            raise Untranslatable("include() of objects in an object compares by identity", link.node)
        found = places.named(e.t, owner, key)
        known = Value(wanted, _kinds(wanted), literal=isinstance(wanted, ast.Constant))
        e.check(truth.strictly_equal(found, known, careful=e.level).node)


def _kinds(node: ast.expr) -> frozenset[str]:
    if not isinstance(node, ast.Constant):
        return JSON
    if isinstance(node.value, bool) or node.value is None:
        return frozenset({"null" if node.value is None else "boolean"})
    return STRING if isinstance(node.value, str) else NUMBER


def _deep_subset(e: Emitter, sought: Value, link: Link) -> None:
    """`.deep.include({ a: [1] })` of an object; of an array it is a member."""
    if e.negated or e.subject.may_be(ARRAY):
        raise Untranslatable("deep.include() of an unknown kind is not translated", link.node)
    assert isinstance(sought.node, ast.Dict)
    for key, wanted in zip(sought.node.keys, sought.node.values, strict=True):
        if key is None:
            raise Untranslatable("a spread in an expected object is not translated", link.node)
        e.check(py.compare(places.named(e.t, e.subject, key).node, "==", wanted))


def _member(e: Emitter, sought: Value, link: Link) -> None:
    if sought.fresh and "deep" not in e.flags:
        raise Untranslatable("include() of an object in an array compares by identity", link.node)
    owner = e.subject
    if not owner.is_only(ARRAY | STRING):
        owner = e.require(ARRAY | STRING)
    e.say(boolean(py.compare(sought.exact, "in", owner.node)))


def keys(e: Emitter, link: Link) -> None:
    """`.keys(…)`: exactly these; at least these under `include`; one of them under `any`."""
    names = _names(e, link)
    wanted = ast.Set(names)
    found = py.method(e.subject.node, "keys")
    if "any" in e.flags:
        test: ast.expr = py.arithmetic(found, "&", wanted)
    elif "contains" in e.flags:
        test = py.compare(wanted, "<=", found)
    else:
        test = py.compare(found, "==", wanted)
    e.check(py.negate(test) if e.negated else test)
    e.sure(OBJECT)


def _names(e: Emitter, link: Link) -> list[ast.expr]:
    if not link.args:
        raise Untranslatable("keys() of nothing is not translated", link.node)
    values = [e.t.value(arg) for arg in link.args]
    if len(values) == 1 and isinstance(values[0].node, ast.List):
        nodes = values[0].node.elts
    elif len(values) == 1 and isinstance(values[0].node, ast.Dict):
        nodes = [key for key in values[0].node.keys if key is not None]
    else:
        nodes = [value.node for value in values]
    if not nodes or not all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in nodes):
        raise Untranslatable("keys that are made as the script runs are not translated", link.node)
    return nodes


def members(e: Emitter, link: Link) -> None:
    """`.members([…])`: the same elements in any order, ordered or a part of them by its flags."""
    if not link.args:
        raise Untranslatable("members() of nothing is not translated", link.node)
    wanted = e.t.value(link.args[0])
    owner = e.require(ARRAY)
    if (
        isinstance(wanted.node, ast.List)
        and "deep" not in e.flags
        and any(isinstance(one, ast.Dict | ast.List) for one in wanted.node.elts)
    ):
        raise Untranslatable("members() of objects compares by identity", link.node)
    if "contains" in e.flags:
        if "ordered" in e.flags:
            raise Untranslatable("include.ordered.members() is not translated", link.node)
        test = _part(e, wanted, owner)
    elif "ordered" in e.flags:
        test = py.compare(owner.node, "==", wanted.node)
    elif "deep" in e.flags:
        raise Untranslatable("deep.members() in any order is not translated", link.node)
    else:
        test = py.compare(py.call("sorted", owner.node), "==", _sorted(wanted))
    e.check(py.negate(test) if e.negated else test)


def _part(e: Emitter, wanted: Value, owner: Value) -> ast.expr:
    if isinstance(wanted.node, ast.List) and len(wanted.node.elts) == 1:
        return py.compare(wanted.node.elts[0], "in", owner.node)
    name = e.t.context.fresh("member")
    return py.call("all", py.generator(py.compare(py.name(name), "in", owner.node), py.store(name), wanted.node))


def _sorted(wanted: Value) -> ast.expr:
    if isinstance(wanted.node, ast.List) and all(isinstance(one, ast.Constant) for one in wanted.node.elts):
        values = [one.value for one in wanted.node.elts if isinstance(one, ast.Constant)]
        if all(isinstance(one, str) for one in values):
            return ast.List([py.const(one) for one in sorted(map(str, values))], ast.Load())
    return py.call("sorted", wanted.node)
