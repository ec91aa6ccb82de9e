"""Asserts that a truth value is the wanted one, or that a validation comes out so."""

from __future__ import annotations

import ast

from assay.promote.scripts.calls.schemas import refused
from assay.promote.scripts.expect.emitter import Emitter
from assay.promote.scripts.python import build as py
from assay.promote.scripts.value import BOOLEAN, boolean


def is_bool(e: Emitter, wanted: bool) -> None:
    """`.true` and `.false`."""
    if validity(e, wanted):
        return
    if e.subject.is_only(BOOLEAN):
        positive = wanted != e.negated
        e.check(e.subject.node if positive else py.negate(e.subject.exact))
        return
    e.say(boolean(*(py.compare(one, "is", py.const(wanted)) for one in (e.subject.node, e.subject.exact))))


def validity(e: Emitter, wanted: bool) -> bool:
    """`expect(ajv.validate(…)).to.be.true`: the helper raises by itself."""
    node = e.subject.node
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "is_valid"):
        return False
    e.t.context.helpers.add("validate")
    validation = py.call("validate", *node.args)
    e.t.context.emit(ast.Expr(validation) if wanted is not e.negated else refused(e.t, validation))
    return True
