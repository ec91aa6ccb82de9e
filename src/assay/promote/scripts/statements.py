"""Translates statements into Python ones; what judges nothing is dropped."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from assay.promote.scripts import functions, naming, operators
from assay.promote.scripts.calls import schemas
from assay.promote.scripts.calls.variables import LISTED, SETTERS
from assay.promote.scripts.context import Bound, Closure, Context, Defined, Special, Validator
from assay.promote.scripts.destructuring import bind
from assay.promote.scripts.expect import assertions, of_assert, of_response
from assay.promote.scripts.expect.chain import FLAGS, WORDS, Chain, Link
from assay.promote.scripts.expect.emitter import Emitter, message_of
from assay.promote.scripts.expect.recognise import assert_of, chain_of
from assay.promote.scripts.expressions import Expressions
from assay.promote.scripts.javascript.tree import Node, unwrapped, walk
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.sites import LATER, Site
from assay.promote.scripts.slices import WHOLE, Slice
from assay.promote.scripts.value import ARRAY, JSON, NOTHING, NUMBER, STRING, Value

DONE = Special("done")
"""What a test that ends by a callback is given."""
FUNCTIONS = frozenset({"arrow_function", "function_expression", "function_declaration"})


class Statements:
    """Writes the statements of one block."""

    def __init__(self, context: Context, cut: Slice = WHOLE, changed: frozenset[str] = frozenset()) -> None:
        self.context = context
        self.t = Expressions(context)
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
        """The way to an assignment, without the conditions on it: who needs the variable needs them to hold."""
        for level in site.way:
            statement = level.statements[level.index]
            if statement.kind not in ("if_statement", "expression_statement", "statement_block"):
                raise Untranslatable("the variable is set in a loop", site.node)
            is_call = statement is not site.statement and statement.kind == "expression_statement"
            if is_call and unwrapped(statement.children[0]) not in site.through:
                raise Untranslatable("the variable is set in a loop", site.node)
            self.all(level.statements[: level.index])
        self.one(site.statement)

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
        if node.kind != "if_statement" or "alternative" in node.fields:
            return False
        body = block_of(node["consequence"])
        if not body or body[-1].kind not in ("return_statement", "continue_statement"):
            return False
        if body[-1].kind == "continue_statement" or body[-1].children:
            return False
        self.branch(node["condition"], body[:-1], rest)
        return True

    def branch(self, condition: Node, then: list[Node], otherwise: list[Node]) -> None:
        """`if` with both sides; one that says nothing is left out."""
        value = self.t.value(condition)
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
            self.context.emit(ast.If(falsity(value, careful=self.t.level), no, []))

    def declare_function(self, node: Node) -> None:
        """A function of the script: written out where it is called, or as a Python function."""
        if node.marks & {"async", "*"}:
            return
        self.context.names[node["name"].text] = Closure(node, self.context.names)

    def expression(self, node: Node) -> None:
        """An expression as a statement: an assertion, an assignment, or something to drop."""
        node = unwrapped(node)
        if node.kind in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
            self.assign(node)
        elif chain := chain_of(self.context, node):
            self.chain(chain, node)
        elif link := assert_of(self.context, node):
            of_assert.run(self.t, link)
            self.context.assertions += 1
        elif node.kind == "call_expression":
            self._call(node)
        elif node.kind == "binary_expression" and node.operator == "&&":
            self._conditional(node)
        elif node.kind == "ternary_expression":
            self.branch(node["condition"], [_statement(node["consequence"])], [_statement(node["alternative"])])
        elif node.kind == "await_expression":
            self._await(node)
        elif node.kind in ("string", "number", "identifier", "template_string"):
            return
        else:
            raise Untranslatable(f"{node.text[:60]!r} as a statement is not translated", node)

    def _await(self, node: Node) -> None:
        """`await` of what is there already."""
        inner = unwrapped(node.children[0])
        if inner.kind != "call_expression" or unwrapped(inner["function"]).text != "Promise.resolve":
            raise Untranslatable("the test is asynchronous", node)

    def _conditional(self, node: Node) -> None:
        value = self.t.value(node["left"])
        with self.context.nested() as yes:
            self.expression(node["right"])
        self.choose(value, yes, [])

    def chain(self, chain: Chain, node: Node) -> None:
        """An assertion chain."""
        if chain.root.text in ("pm.response",) or self._is_response(chain.root):
            of_response.run(self.t, chain.links)
        elif chain.root.kind == "call_expression" and _is_expect_call(chain.root):
            self._expect(chain)
        else:
            assertions.run(Emitter(self.t, self.t.value(chain.root)), chain.links, WORDS, FLAGS)
        self.context.assertions += 1

    def _is_response(self, node: Node) -> bool:
        return node.kind == "identifier" and self.context.names.get(node.text) == Special("pm.response")

    def _expect(self, chain: Chain) -> None:
        args = chain.root["arguments"].children
        if not args:
            raise Untranslatable("expect() of nothing is not translated", chain.root)
        if args[0].text == "pm.response" or self._is_response(args[0]):
            of_response.run(self.t, chain.links)
            return
        if args[0].kind in FUNCTIONS and [link.name for link in chain.links if link.name not in WORDS] in (
            ["not", "throw"],
            ["not", "throws"],
        ):
            self.inline(functions.closure(self.t, args[0]), [])
            return
        subject = self.t.value(args[0])
        emitter = Emitter(self.t, subject, message_of(self.t, args[1] if len(args) > 1 else None))
        assertions.run(emitter, chain.links, WORDS, FLAGS)

    def _call(self, node: Node) -> None:
        function = unwrapped(node["function"])
        path = function.text
        if node in self.slice.through:
            self._through(node)
            return
        if path in SETTERS:
            self._set(node)
            return
        if path in LISTED or path in ("pm.test", "pm.test.skip"):
            return
        if path in LATER or self.context.names.get(path) == DONE:
            self._later(node, path)
            return
        if function.kind == "member_expression" and function["property"].text in ("forEach", "each"):
            self._for_each(node, function)
            return
        if function.kind == "member_expression" and function["property"].text == "push":
            self._push(node, function)
            return
        if path in ("pm.expect.fail", "expect.fail", "chai.expect.fail", "assert.fail", "chai.assert.fail"):
            message = message_of(self.t, node["arguments"].children[0] if node["arguments"].children else None)
            self.context.emit(ast.Raise(py.call("AssertionError", *([message] if message is not None else [])), None))
            self.context.assertions += 1
            return
        if path == "chai.should" or path.endswith(".should"):
            return
        found = self.t.bound(function) if function.kind == "identifier" else None
        if isinstance(found, Closure | Defined):
            self._call_function(node, found)
            return
        if function.kind == "identifier" and found is None:
            raise Untranslatable(f"{path[:40]}() is not translated", node)
        value = self.t.value(node)
        if isinstance(value.node, ast.Name) and value.node.id == self.context.body:
            return
        self.context.emit(ast.Expr(value.node))

    def _through(self, node: Node) -> None:
        """The body of the test that is written, or that holds what is written."""
        args = node["arguments"].children
        place = 0 if unwrapped(node["function"]).text in LATER else 1
        if len(args) > place:
            self.inline(functions.closure(self.t, args[place]), [DONE])

    def _later(self, node: Node, path: str) -> None:
        """`setTimeout(callback, …)` in a test runs it, as far as a verdict goes; `done(error)` fails."""
        args = node["arguments"].children
        if path in LATER and args and self.context.names.get(args[0].text) != DONE:
            self.inline(functions.closure(self.t, args[0]), [])
        elif path not in LATER and args and args[0].kind not in ("null", "undefined"):
            if args[0].kind != "new_expression":
                raise Untranslatable("done() with a computed error is not translated", node)
            self.context.emit(ast.Raise(py.call("AssertionError"), None))

    def _set(self, node: Node) -> None:
        """`pm.environment.set(name, value)`: written where it is the aim, or where the aim reads it again."""
        args = node["arguments"].children
        if node is not self.slice.target and node not in self.slice.kept:
            return
        name = self.t.text_of(args[0])
        value = self.t.value(args[1]) if len(args) > 1 else NOTHING
        self.context.kept[name] = self.keep(value, naming.identifier(name, "variable"))

    def _call_function(self, node: Node, found: Closure | Defined) -> None:
        """A function that asserts: its body, written out with the arguments put in."""
        if isinstance(found, Defined):
            self.context.emit(
                ast.Expr(py.call(found.python, *(self.t.value(arg).node for arg in node["arguments"].children)))
            )
            return
        if self.context.in_loop > 8:
            raise Untranslatable("functions that call each other are not translated", node)
        args = [self.t.bound(arg) for arg in node["arguments"].children]
        self.inline(found, args)

    def inline(self, function: Closure, args: Sequence[Bound]) -> None:
        """The function's body with its parameters bound."""
        outer, self.context.names = self.context.names, dict(function.names)
        self.context.in_loop += 1
        try:
            for pattern, arg in zip(functions.parameters(function.node), args, strict=False):
                bind(self.t, pattern, arg)
            self.all(body_of(function.node))
        finally:
            self.context.names = outer
            self.context.in_loop -= 1

    def _for_each(self, node: Node, function: Node) -> None:
        """`list.forEach(callback)` and `_.each(list, callback)` as a loop."""
        args = node["arguments"].children
        if function["object"].text == "_":
            owner, args = self.t.value(args[0]), args[1:]
        else:
            owner = self.t.value(function["object"])
        if not args:
            raise Untranslatable("a loop without a callback is not translated", node)
        callback = functions.closure(self.t, args[0])
        if callback.node.marks & {"async", "*"}:
            raise Untranslatable("asynchronous functions run in the sandbox", node)
        patterns = functions.parameters(callback.node)
        if len(patterns) > 2:
            raise Untranslatable("callbacks with more than element and index are not translated", node)
        index = patterns[1] if len(patterns) == 2 else None
        self.loop(owner, patterns[0] if patterns else None, index, body_of(callback.node), callback.names)

    def loop(
        self, owner: Value, pattern: Node | None, index: Node | None, body: list[Node], names: dict[str, Bound] | None
    ) -> None:
        """`for element in owner`, with an index where the script has one."""
        iterable = self.t.iterable(owner)
        with self._forgetting(body), self.context.nested() as block:
            self.context.names = dict(names) if names is not None else self.context.names
            target = self._targets(owner, pattern, index)
            self.all(body)
        if not block:
            return
        if index is not None:
            iterable = py.call("enumerate", iterable)
        self.context.emit(ast.For(target, iterable, block, [], lineno=0))

    def _targets(self, owner: Value, pattern: Node | None, index: Node | None) -> ast.expr:
        if pattern is not None and pattern.kind == "array_pattern" and _is_entries(owner.node):
            names = [self.context.fresh(naming.identifier(child.text, "item")) for child in pattern.children]
            kinds = (STRING, JSON)
            for child, name, kind in zip(pattern.children, names, kinds, strict=False):
                bind(self.t, child, Value(py.name(name), kind))
            element: ast.expr = py.tuple_of(*map(py.store, names))
        elif pattern is None:
            element = py.store("_")
        else:
            name = functions.variable_name(self.t, pattern, owner)
            bind(self.t, pattern, Value(py.name(name), STRING if _is_keys(owner.node) else JSON))
            element = py.store(name)
        if index is None:
            return element
        counter = self.context.fresh(naming.identifier(index.text, "index"))
        self.context.names[index.text] = Value(py.name(counter), NUMBER)
        return py.tuple_of(py.store(counter), element)

    def _forgetting(self, body: list[Node]) -> _Loop:
        for node in body:
            for inner in walk(node):
                if inner.kind in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
                    target = inner.get("left") or inner.get("argument")
                    bound = self.context.names.get(target.text) if target is not None else None
                    if isinstance(bound, Value) and isinstance(bound.node, ast.Name):
                        self.context.forget(bound.node.id)
        return _Loop(self.context)

    def _push(self, node: Node, function: Node) -> None:
        owner = self.t.value(function["object"])
        if not isinstance(owner.node, ast.Name):
            raise Untranslatable("push() to this is not translated", node)
        for arg in node["arguments"].children:
            self.context.emit(ast.Expr(py.method(owner.node, "append", self.t.value(arg).exact)))

    def assign(self, node: Node) -> None:
        """`name = value`, `name += value`, `name++`."""
        target = node.get("left") or node["argument"]
        if target.text.startswith(("tests[", "tests.")):
            if node is self.slice.target:
                self._verdict(node["right"])
            return
        bound = self.context.names.get(target.text)
        if target.kind != "identifier" or not isinstance(bound, Value) or not isinstance(bound.node, ast.Name):
            raise Untranslatable(f"an assignment to {target.text[:40]} is not translated", node)
        name = bound.node.id
        if name == self.context.body:
            raise Untranslatable("the answer is changed by the script", node)
        self._store(node, name, bound)
        self.context.forget(name)

    def _verdict(self, node: Node) -> None:
        """`tests["name"] = condition`."""
        assertions.run(Emitter(self.t, self.t.value(node)), (Link("ok", None, node),), WORDS, FLAGS)
        self.context.assertions += 1

    def _store(self, node: Node, name: str, bound: Value) -> None:
        if node.kind == "update_expression":
            op: ast.operator = ast.Add() if node.operator == "++" else ast.Sub()
            self.context.emit(ast.AugAssign(py.store(name), op, py.const(1)))
            return
        value = self.t.value(node["right"])
        if node.kind == "augmented_assignment_expression":
            if node.operator not in ("+=", "-="):
                raise Untranslatable(f"{node.operator} is not translated", node)
            if node.operator == "+=" and bound.is_only(STRING):
                self.context.emit(py.assign(name, operators._sum(self.t, bound, value).node))
                return
            sign: ast.operator = ast.Add() if node.operator == "+=" else ast.Sub()
            self.context.emit(ast.AugAssign(py.store(name), sign, value.node))
            return
        self.context.emit(py.assign(name, value.exact))

    def declare(self, node: Node) -> None:
        """`const name = value`, patterns too."""
        hoisted = node.kind == "variable_declaration" and self.context.depth > 0
        for declarator in node.children:
            self._declarator(declarator, changing=node.operator != "const", hoisted=hoisted)

    def _declarator(self, node: Node, *, changing: bool, hoisted: bool) -> None:
        pattern, source = node["name"], node.get("value")
        if hoisted and source is not None and pattern.kind == "identifier" and unwrapped(source).kind not in FUNCTIONS:
            self._hoist(pattern.text, source)
            return
        if source is None:
            self.variable(pattern, Value(py.const(None), JSON, None, py.const(False)), keep=True)
            return
        if unwrapped(source).kind in FUNCTIONS and "async" in unwrapped(source).marks:
            return
        found = self.t.bound(source)
        if isinstance(found, Special | Closure | Validator | Defined):
            bind(self.t, pattern, found)
            return
        found = self.context.refined(found)
        if pattern.kind != "identifier":
            if not isinstance(found.node, ast.Name):
                found = self.keep(found, "found")
            bind(self.t, pattern, found)
        else:
            self.variable(pattern, found, keep=changing and self._is_changed(pattern.text))

    def _is_changed(self, name: str) -> bool:
        return name in self.changed

    def _hoist(self, name: str, source: Node) -> None:
        """`var` in a block: known after it as well."""
        with self.context.lazily():
            found = self.t.bound(source)
        if not isinstance(found, Value):
            self.context.names[name] = found
            return
        known = self.context.hoisted.get(name)
        if known is None:
            known = self.context.fresh(naming.variable(name))
            self.context.hoisted[name] = known
        self.context.emit(py.assign(known, found.exact))
        self.context.names[name] = Value(
            py.name(known), JSON, py.name(known), py.compare(py.name(known), "is not", py.const(None))
        )

    def variable(self, pattern: Node, value: Value, *, keep: bool) -> None:
        """Bind a name: to a Python variable, or to the expression itself where that is as good."""
        if not keep and isinstance(value.node, ast.Name | ast.Constant):
            self.context.names[pattern.text] = value
            return
        value = schemas.with_constants(self.t, value, pattern.text)
        if not keep and self._is_schema(value):
            self.context.names[pattern.text] = replace(value, fresh=False)
            return
        is_place = value.present is not None and isinstance(value.node, ast.Subscript)
        if not keep and is_place and self.t.careful:
            self.context.names[pattern.text] = value
            return
        self.context.names[pattern.text] = self.keep(value, naming.variable(pattern.text), changing=keep)

    def _is_schema(self, value: Value) -> bool:
        return value.literal and isinstance(value.node, ast.Dict)

    def keep(self, value: Value, wanted: str, *, changing: bool = False) -> Value:
        """A new variable that holds the value."""
        name = self.context.fresh(wanted)
        is_place = isinstance(value.node, ast.Subscript) and not isinstance(value.node.value, ast.Dict)
        strict = is_place and value.present is not None and not changing
        self.context.emit(py.assign(name, value.node if strict else value.exact))
        there = py.compare(py.name(name), "is not", py.const(None)) if value.may_be_undefined and not strict else None
        kinds = JSON if changing and value.kinds == JSON else value.kinds
        if changing and isinstance(value.node, ast.Constant) and value.node.value is None:
            kinds = JSON
        return Value(py.name(name), kinds, py.name(name) if there is not None else None, there)

    def _return(self, node: Node) -> None:
        """What a callback returns is of no use but for the assertions in it."""
        if node.children:
            self.expression(node.children[0])

    def throw(self, node: Node) -> None:
        """`throw new Error("…")`."""
        made = unwrapped(node.children[0])
        message: list[ast.expr] = []
        if made.kind == "new_expression" and "arguments" in made.fields and made["arguments"].children:
            found = message_of(self.t, made["arguments"].children[0])
            message = [found] if found is not None else []
        self.context.emit(ast.Raise(py.call("AssertionError", *message), None))
        self.context.assertions += 1

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

    def for_of(self, node: Node) -> None:
        """`for (const element of list)` and `for (const key in object)`."""
        owner = self.t.value(node["right"])
        if node.operator == "in":
            owner = Value(py.call("list", self.t.require(owner, frozenset({"object"})).node), ARRAY)
            owner = replace(owner, node=owner.node.args[0] if isinstance(owner.node, ast.Call) else owner.node)
            iterable = owner.known_as(ARRAY)
            name = self.context.fresh(naming.identifier(node["left"].text, "key"))
            with self._forgetting(block_of(node["body"])), self.context.nested() as block:
                self.context.names[node["left"].text] = Value(py.name(name), STRING)
                self.all(_no_returns(block_of(node["body"])))
            if block:
                self.context.emit(ast.For(py.store(name), iterable.node, block, [], lineno=0))
            return
        self.loop(owner, node["left"], None, _no_returns(block_of(node["body"])), None)

    def counted(self, node: Node) -> None:
        """`for (let i = 0; i < list.length; i++)`."""
        start, name = _counter(node)
        test, step = unwrapped(node["condition"]), node.get("increment")
        if test.kind != "binary_expression" or test.operator not in ("<", "<=") or test["left"].text != name:
            raise Untranslatable("this loop is not translated", node)
        if step is None or step.kind != "update_expression" or step.operator != "++" or step["argument"].text != name:
            raise Untranslatable("this loop is not translated", node)
        first, limit = self.t.value(start), self.t.value(test["right"])
        stop = limit.node if test.operator == "<" else py.arithmetic(limit.node, "+", py.const(1))
        body = _no_returns(block_of(node["body"]))
        with self._forgetting(body), self.context.nested() as block:
            python = self.context.fresh(naming.identifier(name, "index"))
            self.context.names[name] = Value(py.name(python), NUMBER)
            self.all(body)
        if block:
            bounds = [stop] if isinstance(first.node, ast.Constant) and first.node.value == 0 else [first.node, stop]
            self.context.emit(ast.For(py.store(python), py.call("range", *bounds), block, [], lineno=0))

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


class _Loop:
    """Counts the loops around."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __enter__(self) -> None:
        self._context.in_loop += 1

    def __exit__(self, *_: object) -> None:
        self._context.in_loop -= 1


def _is_entries(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node).endswith(".items())")


def _is_keys(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "list"
        and "(" not in ast.unparse(node.args[0])
    )


def _counter(node: Node) -> tuple[Node, str]:
    start = node["initializer"]
    if start.kind not in ("lexical_declaration", "variable_declaration") or len(start.children) != 1:
        raise Untranslatable("this loop is not translated", node)
    declarator = start.children[0]
    value = declarator.get("value")
    if value is None:
        raise Untranslatable("this loop is not translated", node)
    return value, declarator["name"].text


def _is_expect_call(node: Node) -> bool:
    return unwrapped(node["function"]).text.rpartition(".")[2] == "expect"


def _statement(node: Node) -> Node:
    return Node("expression_statement", node.text, node.start, node.end, node.line, node.last_line, (node,))


def block_of(node: Node) -> list[Node]:
    """The statements of a block, or the single one."""
    if node.kind == "statement_block":
        return list(node.children)
    if node.kind in ("empty_statement",):
        return []
    return [node]


def _only_parses(body: list[Node]) -> bool:
    """Whether nothing but the parsing of the answer can fail there."""
    return (
        len(body) == 1
        and "expect" not in body[0].text
        and any(one in body[0].text for one in ("JSON.parse(", ".json()"))
    )


def body_of(function: Node) -> list[Node]:
    """The statements of a function; an expression as body is one."""
    body = function["body"]
    return list(body.children) if body.kind == "statement_block" else [_statement(body)]


def _no_returns(body: list[Node]) -> list[Node]:
    for node in body:
        for inner in walk(node):
            if inner.kind == "return_statement":
                raise Untranslatable("return out of a loop is not translated", inner)
    return body


_HANDLERS: dict[str, Callable[[Statements, Node], None]] = {
    "expression_statement": lambda s, node: s.expression(node.children[0]),
    "lexical_declaration": Statements.declare,
    "variable_declaration": Statements.declare,
    "function_declaration": lambda _, __: None,
    "if_statement": Statements.condition,
    "for_in_statement": Statements.for_of,
    "for_statement": Statements.counted,
    "statement_block": lambda s, node: s.all(node.children),
    "try_statement": Statements.attempt,
    "throw_statement": Statements.throw,
    "continue_statement": Statements.proceed,
    "break_statement": Statements.proceed,
    "empty_statement": lambda _, __: None,
}
