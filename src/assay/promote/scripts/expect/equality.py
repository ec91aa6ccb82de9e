"""`equal` (===) and `eql` (deep) as Python's ==, told apart where Python takes True for 1."""

from __future__ import annotations

import ast

from assay.promote.scripts import truth
from assay.promote.scripts.expect.chain import Link
from assay.promote.scripts.expect.emitter import Emitter
from assay.promote.scripts.expect.verdicts import is_bool
from assay.promote.scripts.javascript.tree import Node
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import ARRAY, BOOLEAN, NULL, OBJECT, SIMPLE, UNDEFINED, Value, boolean, constant


def equal(e: Emitter, link: Link) -> None:
    """`.equal(x)`; deep under that flag."""
    wanted = e.t.value(_only(link))
    if "deep" in e.flags:
        deep(e, wanted)
    else:
        strict(e, wanted, link)


def eql(e: Emitter, link: Link) -> None:
    """`.eql(x)`."""
    deep(e, e.t.value(_only(link)))


def _only(link: Link) -> Node:
    if not link.args:
        raise Untranslatable(f".{link.name} without its arguments is not translated", link.node)
    return link.args[0]


def strict(e: Emitter, wanted: Value, link: Link) -> None:
    """The same value; objects and arrays are the same only with themselves."""
    if wanted.fresh or e.subject.fresh:
        raise Untranslatable("it compares objects by identity, which never holds", link.node)
    if _is_bool(e, wanted):
        return
    compare = truth.strictly_unequal if e.negated else truth.strictly_equal
    found = compare(e.subject, wanted, careful=e.level)
    e.check(found.exact if _both_may_lack(e, wanted) else found.node)
    if not e.negated and wanted.is_only(SIMPLE - NULL):
        e.t.context.make_sure(e.subject, wanted.kinds)


def _both_may_lack(e: Emitter, wanted: Value) -> bool:
    """Two places that are both missing are equal to a careful reader."""
    return e.careful and e.subject.present is not None and wanted.present is not None


def _is_bool(e: Emitter, wanted: Value) -> bool:
    """A condition that is to be true or false is asserted itself."""
    known = constant(wanted)
    if not isinstance(known, bool):
        return False
    is_bool(e, known)
    return True


def deep(e: Emitter, wanted: Value) -> None:
    """Equal all the way down, types included."""
    if _is_bool(e, wanted):
        return
    if wanted.is_only(SIMPLE | UNDEFINED) or e.subject.is_only(SIMPLE):
        compare = truth.strictly_unequal if e.negated else truth.strictly_equal
        plain = Value(wanted.node, wanted.kinds, wanted.soft, wanted.present, wanted.literal)
        e.check(compare(e.subject, plain, careful=e.level).node)
        return
    if _both_may_lack(e, wanted) and not e.negated:
        e.check(py.compare(e.subject.exact, "==", wanted.exact))
        return
    if e.careful and _may_confuse(wanted):
        _as_json(e, wanted)
        return
    e.say(
        boolean(
            *(
                py.compare(one, "==", other)
                for one, other in ((e.subject.node, wanted.node), (e.subject.exact, wanted.exact))
            )
        )
    )


def _may_confuse(wanted: Value) -> bool:
    """Whether it holds, or may hold, 0, 1, true or false."""
    if not wanted.may_be(ARRAY | OBJECT | BOOLEAN):
        return False
    if not wanted.literal:
        return True
    return any(
        isinstance(one, ast.Constant) and one.value in (0, 1) and not isinstance(one.value, str)
        for one in ast.walk(wanted.node)
    )


def _as_json(e: Emitter, wanted: Value) -> None:
    """Compared as JSON texts, in which true and 1 are not the same."""
    e.t.context.imports.add("import json")
    one, other = (py.call("json.dumps", side, sort_keys=py.const(True)) for side in (e.subject.node, wanted.node))
    e.check(py.compare(one, "!=" if e.negated else "==", other))
