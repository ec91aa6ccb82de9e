"""Translates statements into Python ones; what judges nothing is dropped."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from assay.promote.scripts import asserting, branching, calling, declarations, defined, loops, sends
from assay.promote.scripts.context import Closure, Context, Special
from assay.promote.scripts.expect import of_assert
from assay.promote.scripts.expect.emitter import message_of
from assay.promote.scripts.expect.recognise import assert_of, chain_of
from assay.promote.scripts.expressions import Expressions
from assay.promote.scripts.javascript.bodies import block_of, statement_of
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.sites import Site
from assay.promote.scripts.slices import WHOLE, Slice
from assay.promote.scripts.value import Value


class Statements:
    """Writes the statements of one block."""

    def __init__(self, context: Context, cut: Slice = WHOLE, changed: frozenset[str] = frozenset()) -> None:
        self.context = context
        self.t = Expressions(context)
        self.t.called = lambda closure, args, node: defined.called(self, closure, args, node)
        self.left_by: Literal["", "leave", "value"] = ""
        """What `return` does here: nothing that is written, leave the test, or give a function's value."""
        self.conditions: list[ast.expr | None] = []
        """Those that were passed on the way to an assignment."""
        self._base = 0
        """How deep that function or test stands."""
        self.slice = cut
        self.changed = changed
        """Names of the script that are assigned after their declaration."""

    def all(self, nodes: Iterable[Node]) -> None:
        """One after the other; functions are known before they are declared, as in JavaScript."""
        listed = [node for node in nodes if node not in self.slice.skipped]
        for node in listed:
            if node.kind == "function_declaration":
                self.declare_function(node)
        for index, node in enumerate(listed):
            if self._guard(node, listed[index + 1 :]):
                return
            self.one(node)

    def along(self, site: Site) -> None:
        """The way to an assignment; the conditions on it are kept apart, for who asks whether it was made at all."""
        for level in site.way:
            statement = level.statements[level.index]
            if statement.kind not in _WAYS or (statement.kind == "try_statement" and not _is_tried(statement, site)):
                raise Untranslatable("the variable is set in a loop", site.node)
            is_call = statement is not site.statement and statement.kind == "expression_statement"
            if is_call and unwrapped(statement.children[0]) not in site.through:
                raise Untranslatable("the variable is set in a loop", site.node)
            self.all(level.statements[: level.index])
            if statement.kind == "if_statement":
                self.conditions.append(self._condition(statement, site))
        self.one(site.statement)

    def _condition(self, statement: Node, site: Site) -> ast.expr | None:
        """What holds on the side of an `if` where the site stands; None where Python cannot tell."""
        then = statement["consequence"]
        try:
            with self.context.lazily():
                if then.start <= site.node.start < then.end:
                    return self.t.truth(statement["condition"], exact=True)
                return self.t.falsity(statement["condition"])
        except Untranslatable:
            return None

    def one(self, node: Node) -> None:
        """A single statement."""
        handler = _HANDLERS.get(node.kind)
        if handler is None:
            raise Untranslatable(f"{node.kind.replace('_', ' ')} is not translated", node)
        handler(self, node)

    def _guard(self, node: Node, rest: list[Node]) -> bool:
        """`if (x) { return; }` and what follows: the rest under the opposite condition."""
        if node.kind == "return_statement":
            self._return(node)
            return True
        if node.kind != "if_statement" or "alternative" in node.fields or (self.left_by and not self._is_outermost):
            return False
        body = block_of(node["consequence"])
        if not body or body[-1].kind not in ("return_statement", "continue_statement"):
            return False
        if body[-1].kind == "continue_statement" or body[-1].children:
            return False
        self.branch(node["condition"], body[:-1], rest)
        return True

    def branch(self, condition: Node, then: list[Node], otherwise: list[Node]) -> None:
        """`if` with both sides; one that says nothing is left out, and one that is never reached."""
        value = self.t.value(condition)
        if value == sends.NO_ERROR or (known := _negated(self.t, condition)):
            self.all(then if value != sends.NO_ERROR and known else otherwise)
            return
        with self.context.nested() as yes:
            self.all(then)
        with self.context.nested() as no:
            self.all(otherwise)
        self.choose(value, yes, no)

    def choose(self, value: Value, yes: list[ast.stmt], no: list[ast.stmt]) -> None:
        """Write `if` for the two written sides."""
        from assay.promote.scripts.truth import falsity, truth

        if yes:
            self.context.emit(ast.If(truth(value, careful=self.t.level, exact=True), yes, no))
        elif no:
            test = falsity(value, careful=self.t.level)
            if len(no) == 1 and isinstance(no[0], ast.If) and not no[0].orelse:
                test, no = py.both(test, no[0].test), no[0].body
            self.context.emit(ast.If(test, no, []))

    def declare_function(self, node: Node) -> None:
        """A function of the script: written out where it is called, or as a Python function."""
        if node.marks & {"async", "*"}:
            return
        self.context.names[node["name"].text] = Closure(node, self.context.names)

    def expression(self, node: Node) -> None:
        """An expression as a statement: an assertion, an assignment, or something to drop."""
        node = unwrapped(node)
        if node.kind in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
            declarations.assign(self, node)
        elif chain := chain_of(self.context, node):
            asserting.chain(self, chain)
        elif link := assert_of(self.context, node):
            of_assert.run(self.t, link)
            self.context.assertions += 1
        elif node.kind == "call_expression":
            calling.call(self, node)
        elif node.kind == "binary_expression" and node.operator == "&&":
            self._conditional(node)
        elif node.kind == "ternary_expression":
            self.branch(node["condition"], [statement_of(node["consequence"])], [statement_of(node["alternative"])])
        elif node.kind == "await_expression" and not sends.is_pause(node):
            self.expression(node.children[0])
        elif sends.is_pause(node) or node.kind in ("string", "number", "identifier", "template_string"):
            return
        else:
            raise Untranslatable(f"{node.text[:60]!r} as a statement is not translated", node)

    def _conditional(self, node: Node) -> None:
        value = self.t.value(node["left"])
        with self.context.nested() as yes:
            self.expression(node["right"])
        self.choose(value, yes, [])

    @property
    def _is_outermost(self) -> bool:
        """Whether nothing of the function or test stands around the present statement."""
        return self.context.depth == self._base

    @contextmanager
    def leaving(self, by: Literal["", "leave", "value"]) -> Iterator[None]:
        """Inside, `return` has this meaning."""
        outer, self.left_by = self.left_by, by
        base, self._base = self._base, self.context.depth
        self.context.in_function += by == "value"
        try:
            yield
        finally:
            self.context.in_function -= by == "value"
            self.left_by, self._base = outer, base

    def _return(self, node: Node) -> None:
        """What a callback returns is of no use but for the assertions in it."""
        if self.left_by == "value":
            value = self.t.value(node.children[0]).exact if node.children else None
            self.context.emit(ast.Return(value))
            return
        if node.children:
            self.expression(node.children[0])
        if self.left_by == "leave" and not self._is_outermost:
            self.context.emit(ast.Return(None))

    def condition(self, node: Node) -> None:
        """`if`; one that only throws is an assert."""
        then = block_of(node["consequence"])
        alternative = node.get("alternative")
        otherwise = block_of(alternative.children[0]) if alternative is not None else []
        if not otherwise and len(then) == 1 and then[0].kind == "throw_statement":
            made = unwrapped(then[0].children[0])
            args = made["arguments"].children if "arguments" in made.fields else ()
            message = message_of(self.t, args[0] if args else None)
            self.context.emit(py.check(self.t.falsity(node["condition"]), message))
            self.context.assertions += 1
            return
        self.branch(node["condition"], then, otherwise)

    def attempt(self, node: Node) -> None:
        """`try` and `catch`; an error that is looked at is JavaScript's affair."""
        handler = node.get("handler")
        if handler is None or "finalizer" in node.fields:
            raise Untranslatable("try with finally is not translated", node)
        body, judged = self._split(block_of(node["body"]))
        parses = _only_parses(body)
        with self.context.nested() as attempted:
            self.all(body)
            with self.context.nested() as verdict:
                self.all(judged)
        with self.context.nested() as otherwise:
            if (caught := handler.get("parameter")) is not None and caught.kind == "identifier":
                self.context.names[caught.text] = Special("the error")
            self.all(block_of(handler["body"]))
        if not attempted:
            self.context.emit(*verdict)
            return
        kind = py.name("ValueError" if parses else "Exception")
        clause = ast.ExceptHandler(kind, None, otherwise or [ast.Pass()])
        self.context.emit(ast.Try(attempted, [clause], verdict, []))

    def _split(self, body: list[Node]) -> tuple[list[Node], list[Node]]:
        """What may fail, and what judges: a verdict is no error that `catch` would see."""
        target = self.slice.target
        for index, node in enumerate(body):
            if target is not None and node.kind == "expression_statement" and node.start <= target.start < node.end:
                return body[:index], body[index:]
        return body, []

    def proceed(self, node: Node) -> None:
        """`continue` and `break`."""
        self.context.emit(ast.Continue() if node.kind == "continue_statement" else ast.Break())


def _negated(t: Expressions, node: Node) -> bool:
    """`!error` of a request that was answered."""
    node = unwrapped(node)
    return node.kind == "unary_expression" and node.operator == "!" and t.value(node["argument"]) == sends.NO_ERROR


_WAYS = frozenset({"if_statement", "expression_statement", "statement_block", "try_statement"})
"""What an assignment may stand in, to be made of what comes before it there."""


def _is_tried(statement: Node, site: Site) -> bool:
    body = statement["body"]
    return body.start <= site.node.start < body.end


def _only_parses(body: list[Node]) -> bool:
    """Whether nothing but the parsing of the answer can fail there."""
    return (
        len(body) == 1
        and "expect" not in body[0].text
        and any(one in body[0].text for one in ("JSON.parse(", ".json()"))
    )


_HANDLERS: dict[str, Callable[[Statements, Node], None]] = {
    "expression_statement": lambda s, node: s.expression(node.children[0]),
    "lexical_declaration": declarations.declare,
    "variable_declaration": declarations.declare,
    "function_declaration": lambda _, __: None,
    "if_statement": Statements.condition,
    "for_in_statement": loops.for_of,
    "for_statement": loops.counted,
    "while_statement": loops.while_,
    "do_statement": loops.do_while,
    "switch_statement": branching.switch,
    "statement_block": lambda s, node: s.all(node.children),
    "try_statement": Statements.attempt,
    "throw_statement": asserting.throw,
    "return_statement": Statements._return,
    "continue_statement": Statements.proceed,
    "break_statement": Statements.proceed,
    "empty_statement": lambda _, __: None,
}
