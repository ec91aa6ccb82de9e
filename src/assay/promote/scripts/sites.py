"""Finds what a script wants done: its tests, other assertions and kept variables, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from assay.promote.scripts.branching import branches
from assay.promote.scripts.calls.variables import LISTED, SETTERS
from assay.promote.scripts.context import Context
from assay.promote.scripts.expect.recognise import assert_of, chain_of
from assay.promote.scripts.javascript.tree import Node, unwrapped, walk
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.scope import Scope

Kind = Literal["test", "legacy", "loose", "set", "listed", "refused"]
TESTS = ("pm.test", "pm.test.skip")
LATER = ("setTimeout", "setImmediate")
"""Calls whose callback runs once, when the script is through."""


@dataclass(frozen=True, slots=True)
class Level:
    """Statements of one block, and which of them leads on."""

    statements: tuple[Node, ...]
    index: int


@dataclass(frozen=True, slots=True)
class Site:
    """One thing to translate. `node` is the call, assignment or statement; `way` leads there from the whole script."""

    kind: Kind
    node: Node
    statement: Node
    way: tuple[Level, ...] = ()
    through: tuple[Node, ...] = ()
    """Calls of pm.test, and timers, whose callbacks are passed on the way."""
    reason: str = ""
    conditional: bool = False


@dataclass(slots=True)
class Finder:
    """Walks a script's statements from the outside in."""

    context: Context = field(default_factory=lambda: Context(Scope(), set()))

    def sites(
        self,
        statements: tuple[Node, ...],
        way: tuple[Level, ...] = (),
        through: tuple[Node, ...] = (),
        *,
        conditional: bool = False,
    ) -> Iterator[Site]:
        """Each site of these statements, in order."""
        for index, node in enumerate(statements):
            yield from self._of(node, (*way, Level(statements, index)), through, conditional)

    def _of(self, node: Node, way: tuple[Level, ...], through: tuple[Node, ...], conditional: bool) -> Iterator[Site]:
        match node.kind:
            case "expression_statement":
                yield from self._expression(node, unwrapped(node.children[0]), way, through, conditional)
            case "if_statement":
                yield from self._sides(node, way, through)
            case "statement_block":
                yield from self.sites(node.children, way, through, conditional=conditional)
            case "for_in_statement" | "for_statement":
                yield from self.sites(_block(node["body"]), way, through, conditional=True)
            case "switch_statement":
                yield from self._cases(node, way, through)
            case "try_statement":
                yield from self._attempt(node, way, through)
            case "throw_statement" if not through:
                yield Site("loose", node, node, way, through, conditional=conditional)
            case _:
                yield from self._refused(node, f"it stands in {node.kind.replace('_', ' ')}")

    def _cases(self, node: Node, way: tuple[Level, ...], through: tuple[Node, ...]) -> Iterator[Site]:
        try:
            found = branches(node)
        except Untranslatable as refusal:
            yield from self._refused(node, refusal.reason)
            return
        for one in found:
            yield from self.sites(one.statements, way, through, conditional=True)

    def _attempt(self, node: Node, way: tuple[Level, ...], through: tuple[Node, ...]) -> Iterator[Site]:
        yield from self.sites(_block(node["body"]), way, through, conditional=True)
        if (handler := node.get("handler")) is not None:
            yield from self.sites(_block(handler["body"]), way, through, conditional=True)
        if (finalizer := node.get("finalizer")) is not None:
            yield from self._refused(finalizer, "it stands in finally")

    def _sides(self, node: Node, way: tuple[Level, ...], through: tuple[Node, ...]) -> Iterator[Site]:
        yield from self.sites(_block(node["consequence"]), way, through, conditional=True)
        if (alternative := node.get("alternative")) is not None:
            yield from self.sites(_block(alternative.children[0]), way, through, conditional=True)

    def _expression(
        self, node: Node, inner: Node, way: tuple[Level, ...], through: tuple[Node, ...], conditional: bool
    ) -> Iterator[Site]:
        if inner.kind == "assignment_expression" and inner["left"].text.startswith(("tests[", "tests.")):
            yield Site("legacy", inner, node, way, through, conditional=conditional)
        elif inner.kind == "call_expression":
            yield from self._call(node, inner, way, through, conditional)
        elif not through and (chain_of(self.context, inner) or assert_of(self.context, inner)):
            yield Site("loose", inner, node, way, through, conditional=conditional)
        else:
            yield from self._refused(node, "it is part of another expression")

    def _call(
        self, node: Node, call: Node, way: tuple[Level, ...], through: tuple[Node, ...], conditional: bool
    ) -> Iterator[Site]:
        path = unwrapped(call["function"]).text
        if path in TESTS:
            yield Site("test", call, node, way, (*through, call), conditional=conditional)
            if (body := _callback(call, 1)) is not None and path == "pm.test":
                yield from self.sites(body, way, (*through, call), conditional=conditional)
        elif path in SETTERS:
            yield Site("set", call, node, way, through, conditional=conditional)
        elif path in LISTED:
            yield Site("listed", call, node, way, through, LISTED[path])
        elif path in LATER and (body := _callback(call, 0)) is not None:
            yield from self.sites(body, way, (*through, call), conditional=conditional)
        elif (path.endswith(".forEach") and (body := _callback(call, 0)) is not None) or (
            path in ("_.each", "_.forEach") and (body := _callback(call, 1)) is not None
        ):
            yield from self.sites(body, way, through, conditional=True)
        elif (path == "pm.expect.fail" and not through) or (
            not through and (chain_of(self.context, call) or assert_of(self.context, call))
        ):
            yield Site("loose", call, node, way, through, conditional=conditional)
        else:
            yield from self._refused(node, f"it waits for {path[:40]}()")

    def _refused(self, node: Node, why: str) -> Iterator[Site]:
        """Tests and settings in places that are not followed."""
        for inner in walk(node):
            if inner.kind == "call_expression":
                path = unwrapped(inner["function"]).text
                if path in TESTS or path in SETTERS:
                    yield Site("refused", inner, node, reason=why)
            elif inner.kind == "assignment_expression" and inner["left"].text.startswith(("tests[", "tests.")):
                yield Site("refused", inner, node, reason=why)


def _block(node: Node) -> tuple[Node, ...]:
    return node.children if node.kind == "statement_block" else (node,)


def _callback(call: Node, index: int) -> tuple[Node, ...] | None:
    """The statements of the function that is handed over at this place."""
    args = call["arguments"].children
    if len(args) <= index or args[index].kind not in ("arrow_function", "function_expression"):
        return None
    if args[index].marks & {"async", "*"}:
        return None
    body = args[index]["body"]
    if body.kind == "statement_block":
        return body.children
    return (Node("expression_statement", body.text, body.start, body.end, body.line, body.last_line, (body,)),)
