"""Finds what a script wants done: its tests, other assertions and kept variables, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from assay.promote.scripts.branching import branches
from assay.promote.scripts.calls.variables import LISTED, SETTERS
from assay.promote.scripts.context import Context
from assay.promote.scripts.expect.recognise import assert_of, chain_of
from assay.promote.scripts.javascript.bodies import FUNCTIONS, body_of
from assay.promote.scripts.javascript.tree import Node, unwrapped, walk
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.scope import Scope
from assay.promote.scripts.sends import SEND, callbacks, is_sending

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


def is_test(call: Node) -> bool:
    """`pm.test(…)`, `pm.test.skip(…)`, and what is chained to them: `pm.test(…).test(…)`."""
    function = unwrapped(call["function"])
    if function.text in TESTS:
        return True
    inner = function.get("object") if function.kind == "member_expression" else None
    is_chained = inner is not None and inner.kind == "call_expression" and function["property"].text == "test"
    return inner is not None and is_chained and is_test(inner)


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
        elif is_sending(inner):
            yield from self._sending(node, inner, way, through)
        elif inner.kind == "await_expression":
            yield from self._expression(node, unwrapped(inner.children[0]), way, through, conditional)
        elif inner.kind == "call_expression":
            yield from self._call(node, inner, way, through, conditional)
        elif not through and (chain_of(self.context, inner) or assert_of(self.context, inner)):
            yield Site("loose", inner, node, way, through, conditional=conditional)
        else:
            yield from self._refused(node, "it is part of another expression")

    def _sending(self, node: Node, call: Node, way: tuple[Level, ...], through: tuple[Node, ...]) -> Iterator[Site]:
        """What goes on with the answer to a request of the script's own."""
        found: list[Site] = []
        for callback, _ in callbacks(call):
            body = tuple(body_of(callback))
            found += self.sites(body, way, (*through, call), conditional=True)
        for one in found:
            if one.kind in ("test", "legacy", "loose"):
                yield one
            elif one.kind == "set":
                yield Site("refused", one.node, node, reason=f"it waits for {SEND}()")
            elif one.kind == "refused":
                yield one
        if not found and not through:
            yield Site("listed", call, node, way, through, "a request of the script's own, whose answer it leaves")

    def _call(
        self, node: Node, call: Node, way: tuple[Level, ...], through: tuple[Node, ...], conditional: bool
    ) -> Iterator[Site]:
        path = unwrapped(call["function"]).text
        if is_test(call):
            if path not in TESTS:
                inner = unwrapped(unwrapped(call["function"])["object"])
                yield from self._call(node, inner, way, through, conditional)
            yield Site("test", call, node, way, (*through, call), conditional=conditional)
            if (body := _callback(call, 1)) is not None and path != "pm.test.skip":
                yield from self.sites(body, way, (*through, call), conditional=conditional)
        elif unwrapped(call["function"]).kind in FUNCTIONS:
            body = tuple(body_of(unwrapped(call["function"])))
            yield from self.sites(body, way, (*through, call), conditional=True)
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
            yield from self._unfollowed(node, call, way, through)

    def _unfollowed(self, node: Node, call: Node, way: tuple[Level, ...], through: tuple[Node, ...]) -> Iterator[Site]:
        """A call of something else: what is in it waits for it; the sandbox's own are listed for what they do."""
        path = unwrapped(call["function"]).text
        found = list(self._refused(node, f"it waits for {path[:40]}()"))
        yield from found
        if not found and not through and path.startswith(("pm.", "postman.")):
            yield Site("listed", call, node, way, through, f"{path[:60]}() does something that no test follows")

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
    waits = "async" in args[index].marks and not is_test(call)
    return None if waits or "*" in args[index].marks else tuple(body_of(args[index]))
