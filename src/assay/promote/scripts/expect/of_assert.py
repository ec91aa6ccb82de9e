"""chai's `assert.equal(a, b)` and its kin, by the words of `expect` that mean the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assay.promote.scripts import truth
from assay.promote.scripts.expect.assertions import ASSERTIONS
from assay.promote.scripts.expect.chain import Link
from assay.promote.scripts.expect.emitter import Emitter, message_of
from assay.promote.scripts.refusal import Untranslatable

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Expressions

_UNARY = {
    "ok": "ok", "isOk": "ok", "notOk": "not ok", "isNotOk": "not ok", "isTrue": "true", "isFalse": "false",
    "isNull": "null", "isNotNull": "not null", "isUndefined": "undefined", "isDefined": "not undefined",
    "exists": "exist", "notExists": "not exist", "isEmpty": "empty", "isNotEmpty": "not empty",
    "isArray": "a array", "isObject": "a object", "isString": "a string", "isNumber": "a number",
    "isBoolean": "a boolean",
}  # fmt: skip
_BINARY = {
    "strictEqual": "equal", "notStrictEqual": "not equal", "deepEqual": "eql", "notDeepEqual": "not eql",
    "deepStrictEqual": "eql", "isAbove": "above", "isAtLeast": "least", "isBelow": "below", "isAtMost": "most",
    "include": "include", "notInclude": "not include", "match": "match", "notMatch": "not match",
    "property": "property", "notProperty": "not property", "lengthOf": "lengthOf", "typeOf": "a", "oneOf": "oneOf",
    "propertyVal": "property", "closeTo": "closeTo", "approximately": "closeTo", "sameMembers": "members",
    "nestedProperty": "nested property", "hasAllKeys": "keys", "containsAllKeys": "contains keys",
    "instanceOf": "instanceof",
}  # fmt: skip
_LONGER = frozenset({"propertyVal", "closeTo", "approximately"})


def run(t: Expressions, link: Link) -> None:
    """Write one call."""
    args = link.args or ()
    if link.name in ("equal", "notEqual", "looseEqual") and len(args) >= 2:
        _loose(t, link)
        return
    table, count = (_UNARY, 1) if link.name in _UNARY else (_BINARY, 3 if link.name in _LONGER else 2)
    words = table.get(link.name)
    if words is None or len(args) < count:
        raise Untranslatable(f"assert.{link.name} is not translated", link.node)
    e = Emitter(t, t.value(args[0]), message_of(t, args[count] if len(args) > count else None))
    *flags, name = words.split(" ") if not words.startswith("a ") else ["a"]
    e.flags.update(flags)
    inner = _typed(link, words) if words.startswith("a ") else Link(name, args[1:count] or None, link.node)
    ASSERTIONS[name](e, inner)


def _typed(link: Link, words: str) -> Link:
    from assay.promote.scripts.javascript.tree import Node

    kind = words.split(" ")[1]
    piece = Node("string_fragment", kind, 0, 0, link.node.line, link.node.line)
    return Link("a", (Node("string", kind, 0, 0, link.node.line, link.node.line, (piece,)),), link.node)


def _loose(t: Expressions, link: Link) -> None:
    """`assert.equal` compares with ==."""
    args = link.args or ()
    e = Emitter(t, t.value(args[0]), message_of(t, args[2] if len(args) > 2 else None))
    compare = truth.loosely_unequal if link.name == "notEqual" else truth.loosely_equal
    e.check(compare(e.subject, t.value(args[1]), careful=t.level).node)
