"""Statements that judge: assertion chains and `throw`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from assay.promote.scripts import calling, functions
from assay.promote.scripts.context import is_response
from assay.promote.scripts.expect import assertions, of_response
from assay.promote.scripts.expect.chain import FLAGS, WORDS, Chain
from assay.promote.scripts.expect.emitter import Emitter, message_of
from assay.promote.scripts.javascript.bodies import FUNCTIONS
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.sends import NO_ERROR

if TYPE_CHECKING:
    from assay.promote.scripts.statements import Statements


def chain(s: Statements, chain: Chain) -> None:
    """An assertion chain."""
    if chain.root.text in ("pm.response",) or _is_response(s, chain.root):
        of_response.run(s.t, chain.links)
    elif chain.root.kind == "call_expression" and _is_expect_call(chain.root):
        _expect(s, chain)
    else:
        assertions.run(Emitter(s.t, s.t.value(chain.root)), chain.links, WORDS, FLAGS)
    s.context.assertions += 1


def _is_response(s: Statements, node: Node) -> bool:
    return node.kind == "identifier" and is_response(s.context.names.get(node.text))


def _expect(s: Statements, chain: Chain) -> None:
    args = chain.root["arguments"].children
    if not args:
        raise Untranslatable("expect() of nothing is not translated", chain.root)
    if args[0].text == "pm.response" or _is_response(s, args[0]):
        with s.context.answering(s.context.names.get(args[0].text)):
            of_response.run(s.t, chain.links)
        return
    if args[0].kind == "identifier" and s.context.names.get(args[0].text) == NO_ERROR and _tells_nothing(chain):
        return
    if args[0].kind in FUNCTIONS and _words(chain) in (
        ["not", "throw"],
        ["not", "throws"],
    ):
        calling.inline(s, functions.closure(s.t, args[0]), [])
        return
    if not _words(chain):
        calling.demand(s, args[0])
        return
    if args[0].kind in FUNCTIONS and _words(chain) in (["throw"], ["throws"]) and not chain.links[-1].args:
        _throws(s, args[0])
        return
    subject = s.t.value(args[0])
    emitter = Emitter(s.t, subject, message_of(s.t, args[1] if len(args) > 1 else None))
    assertions.run(emitter, chain.links, WORDS, FLAGS)


_NOTHING_SAID = (["null"], ["eql"], ["equal"], ["eq"], ["not", "ok"], ["not", "exist"])


def _words(chain: Chain) -> list[str]:
    return [link.name for link in chain.links if link.name not in WORDS]


def _throws(s: Statements, function: Node) -> None:
    """`expect(() => …).to.throw()`."""
    with s.context.nested() as block:
        calling.inline(s, functions.closure(s.t, function), [])
    s.context.imports.add("import pytest")
    raises = py.call("pytest.raises", py.name("Exception"))
    s.context.emit(ast.With([ast.withitem(raises, None)], block or [ast.Pass()], lineno=0))


def _tells_nothing(chain: Chain) -> bool:
    """Whether it only says that there is no error: the client raises by itself where there is one."""
    words = _words(chain)
    args = [arg.text for link in chain.links for arg in link.args or ()]
    return words in _NOTHING_SAID and args in ([], ["null"])


def throw(s: Statements, node: Node) -> None:
    """`throw new Error("…")`."""
    made = unwrapped(node.children[0])
    message: list[ast.expr] = []
    if made.kind == "new_expression" and "arguments" in made.fields and made["arguments"].children:
        found = message_of(s.t, made["arguments"].children[0])
        message = [found] if found is not None else []
    s.context.emit(ast.Raise(py.call("AssertionError", *message), None))
    s.context.assertions += 1


def _is_expect_call(node: Node) -> bool:
    return unwrapped(node["function"]).text.rpartition(".")[2] == "expect"
