"""Writes one request of the collection: its fixture, where others build on it, and its tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from assay.promote.identity import ANONYMOUS
from assay.promote.naming import free, identifier
from assay.promote.node import Node
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.expression import quoted
from assay.promote.scripts.python.source import source
from assay.promote.scripts.translation import Fallback, Test
from assay.promote.source import Script
from assay.promote.templates import names_in
from assay.promote.writing.code import Block
from assay.promote.writing.constants import compares_constants
from assay.promote.writing.drafting import Draft
from assay.promote.writing.inherited import Check, gathered
from assay.promote.writing.inlining import without
from assay.promote.writing.opening import opening
from assay.promote.writing.polling import until
from assay.promote.writing.scribe import Scribe
from assay.promote.writing.sending import call_of
from assay.promote.writing.titles import test_name

RESPONSE = "response"
_WHOLE = re.compile(r"""\bint\(["'](\d{1,15})["']\)""")
"""The number that a constant of the collection is, which keeps all as text."""
_CROWDED = re.compile(r"\[(?:0|-1)\]|\blen\(|\blength|\.at\(|\b(?:first|head|last)\(")
"""What is asserted of the place or the number of things in a list."""
NO_MORE = (404, 409, 410)
"""What a removal is answered where a test has removed the object itself, or brought it to where it has to stay."""


def _looks_at_places(check: Check) -> bool:
    block = check.block
    return bool(_CROWDED.search("\n".join(block.lines) if isinstance(block, Test) else check.script.source))


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a request became."""

    node: int
    fixtures: tuple[Block, ...] = ()
    tests: tuple[Block, ...] = ()
    scripts: tuple[tuple[str, str], ...] = ()
    """Files below scripts/, for what the sandbox judges."""
    schemas: tuple[tuple[str, object], ...] = ()
    """Files below schemas/, by the constant that holds each."""


class StepWriter:
    """Writes requests one after another; names of tests are kept apart by module."""

    def __init__(self, scribe: Scribe, shared: frozenset[str]) -> None:
        self.scribe = scribe
        self.shared = shared
        """Scripts that are held against every answer elsewhere."""
        self.names: dict[str, set[str]] = {}
        self.files: dict[str, str] = {}
        """Sandboxed scripts by file."""
        self.alone: set[int] = set()
        """What has to wait until nobody else is in the midst of such a thing."""
        self.crowded: set[int] = set()
        """What makes something in a list that a test counts or looks through by place."""
        self.undone: Callable[[Draft, Node], list[str]] = lambda *_: []
        """The lines that remove what no request of the collection removes."""

    def checks(self, node: Node, response: str, variables: dict[str, str]) -> list[Check]:
        """What the test scripts of the request and its folders assert, in order."""
        found: list[Check] = []
        for script in node.source.listening("test"):
            if script.source in self.shared:
                continue
            name = node.source.step.name
            translation = self.scribe.translation(script.source, response, variables, name)
            if compares_constants(translation):
                translation = self.scribe.translation(script.source, response, self._named(variables), name)
            blocks = [one for one in translation.blocks if isinstance(one, Test | Fallback)]
            found += [
                Check(script=script, block=one)
                for one in blocks
                if not (isinstance(one, Fallback) and one.kind != "test")
            ]
            if any(isinstance(one, Fallback) and one.kind == "script" for one in blocks):
                found += [
                    Check(script=script, block=one)
                    for one in blocks
                    if isinstance(one, Fallback) and one.kind == "script"
                ]
        return gathered(found)

    def crowds(self, node: Node) -> set[int]:
        """The creators that may spoil what a request reads meanwhile: what it lists and its tests look through by
        place or number, or an object that they use, where it asks whether that is unchanged.
        """
        flow = self.scribe.flow
        if not node.shape.reads:
            return set()
        if any(flow.producers.get((node.index, name)) in flow.creators for name in names_in(node.shape.path)):
            return set()  # an object that is new for each test, or a list in it
        if node.answer is not None and node.answer.status == 304:
            fed = self._all_feeders(node.index)
            self.alone.add(node.index)
            return {one for one in flow.creators if fed & self._all_feeders(one) - flow.logins}
        lists = {one for one in flow.creators if flow.nodes[one].shape.path.rstrip("/") == node.shape.path.rstrip("/")}
        checks = self.checks(node, RESPONSE, self.variables(node)) if lists else []
        return lists if any(map(_looks_at_places, checks)) else set()

    def _all_feeders(self, index: int) -> set[int]:
        found: set[int] = set()
        waiting = [index]
        while waiting:
            for one in self.scribe.flow.feeders(waiting.pop()):
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return found

    def variables(self, node: Node) -> dict[str, str]:
        """The names that variables have in the tests of a request."""
        scribe = self.scribe
        found = {}
        for name in node.asked:
            if (fixture := scribe.made_for(node, name)) is not None:
                found[name] = fixture
            elif (literal := self._literal(node, name)) is not None:
                found[name] = literal
            else:
                found[name] = (
                    scribe.local(name) if self._has_value(node, name) else scribe.settings.setting(name).fixture
                )
        return found

    def _literal(self, node: Node, name: str) -> str | None:
        if (node.index, name) in self.scribe.flow.producers or name in node.before:
            return None
        literal = self.scribe.settings.literal(name)
        return None if literal is None else quoted(literal)

    def _named(self, variables: dict[str, str]) -> dict[str, str]:
        """The same, with a name for each value: two literals side by side compare nothing."""
        return {name: text if text.isidentifier() else self.scribe.local(name) for name, text in variables.items()}

    def _has_value(self, node: Node, name: str) -> bool:
        return (node.index, name) in self.scribe.flow.producers or name in node.before

    def fixture(self, node: Node, *, fresh: bool = False) -> Block:
        """The request as a fixture that gives its answer."""
        scribe, name = self.scribe, self.scribe.fixtures[node.index]
        draft = scribe.draft(node)
        login = node.index in scribe.flow.logins
        call = self._polled(draft, node) if node.polls else self.call(draft, node, login=login)
        self.states(draft, node)
        if node.index in self.crowded:
            self.scribe.take(draft, "turn", "None")
        body = list(draft.first)
        if login:
            opened = opening(scribe, draft, scribe.identity(node), node)
            inner = [*opened.first, *source([py.assign(RESPONSE, call)], 8)]
            body = [*draft.first, *opened.head, *(f"    {line}" for line in inner)]
            draft.takes("base_url")
        else:
            body += source([py.assign(RESPONSE, call)])
        body += self._expected(node)
        removal = self._removal(draft, node)
        session = login and set(draft.parameters) <= scribe.session and not fresh
        if session:
            scribe.session.add(name)
        return Block(
            name=f"fresh_{name}" if fresh else name,
            kind="fixture",
            decorators=('@pytest.fixture(scope="session")' if session else "@pytest.fixture",),
            parameters=draft.drawn(),
            returns=f"Iterator[{scribe.client.response}]" if removal else scribe.client.response,
            doc=f"{node.source.name}{', for a test that spends it' if fresh else ''}.",
            body=(*body, *(removal or [f"return {RESPONSE}"])),
            imports=(
                "import pytest",
                scribe.client.imports,
                *draft.imports,
                *(["from collections.abc import Iterator"] if removal else []),
            ),
            origin=node.source.name,
        )

    def _expected(self, node: Node) -> list[str]:
        if node.answer is None:
            return []
        test = py.compare(py.dotted(f"{RESPONSE}.status_code"), "==", py.const(node.answer.status))
        return source([py.check(test, py.dotted(f"{RESPONSE}.text"))])

    def call(self, draft: Draft, node: Node, *, login: bool = False) -> ast.expr:
        sender = py.name("client") if login else self.scribe.sender(draft, node)
        return call_of(draft, node.shape, sender, self.scribe.client, self.scribe.settings.base)

    def _polled(self, draft: Draft, node: Node) -> ast.expr:
        ready = until(node)
        call = self.call(draft, node)
        draft.takes("wait_until", f"Callable[..., {self.scribe.client.response}]")
        self.scribe.wanted.add("wait_until")
        draft.needs(["from collections.abc import Callable"])
        return py.call("wait_until", py.lambda_of([], call), py.lambda_of(["answer"], ready))

    def states(self, draft: Draft, node: Node) -> None:
        for earlier in self.scribe.flow.states.get(node.index, ()):
            self.scribe.take(draft, self.scribe.response_of(earlier, node.index), self.scribe.client.response)

    def _removal(self, draft: Draft, node: Node) -> list[str]:
        """What takes the object away again, as another request of the collection does it, else by the contract."""
        remover = self.scribe.flow.removals.get(node.index)
        if remover is None:
            undone = self.undone(draft, node) if node.index in self.scribe.flow.creators else []
            return [f"yield {RESPONSE}", *undone] if undone else []
        other = self.scribe.flow.nodes[remover]
        inner = self.scribe.draft(other)
        sender = self.scribe.sender(inner, other)
        call = call_of(inner, other.shape, sender, self.scribe.client, self.scribe.settings.base)
        mine = self.scribe.fixtures[node.index]
        lines = [line.replace(f"{mine}.", f"{RESPONSE}.") for line in inner.first]
        for fixture, annotation in inner.parameters.items():
            if fixture != mine:
                draft.takes(fixture, annotation)
        draft.needs(inner.imports)
        done = other.answer.status if other.answer else 204
        removed = py.is_in(py.dotted("removed.status_code"), *map(py.const, dict.fromkeys((done, *NO_MORE))))
        statements: Sequence[ast.stmt] = [py.assign("removed", call), py.check(removed, py.dotted("removed.text"))]
        first = [line for line in lines if line not in draft.first]
        return [f"yield {RESPONSE}", *first, *source(statements)]

    def tests(self, node: Node, module: str, *, has_fixture: bool) -> Written:
        """The tests of a request: one for each assertion, and one for its status where it has none."""
        response = self.scribe.fixtures[node.index] if has_fixture else RESPONSE
        variables = self.variables(node)
        checks = self.checks(node, response, variables)
        schemas: dict[str, object] = {}
        files: dict[str, str] = {}
        wanted: Sequence[Check | None] = checks or [None]
        tests = [self._test(node, check, response, module, len(checks) == 1, schemas, files) for check in wanted]
        return Written(
            node=node.index, tests=tuple(tests), scripts=tuple(files.items()), schemas=tuple(schemas.items())
        )

    def _test(
        self,
        node: Node,
        check: Check | None,
        response: str,
        module: str,
        alone: bool,
        schemas: dict[str, object],
        files: dict[str, str],
    ) -> Block:
        status = node.answer.status if node.answer else None
        named = check.block.name if check else ""
        skipped = check is not None and isinstance(check.block, Test) and check.block.skipped
        return self.test(
            node,
            response,
            module,
            name=test_name(node.source.step.name, named, status, alone=alone),
            doc=node.source.name + (f": {named}" if named else ""),
            judged=lambda draft: self._judged(draft, node, check, response, schemas, files),
            marks=['@pytest.mark.skip(reason="skipped in the collection too")'] if skipped else [],
        )

    def test(
        self,
        node: Node,
        response: str,
        module: str,
        *,
        name: str,
        doc: str,
        judged: Callable[[Draft], list[str]],
        marks: Sequence[str] = (),
    ) -> Block:
        """A test of the answer to a request: that of its fixture, or, where `response` is just that, of its own."""
        draft = self.scribe.draft(node)
        call = None
        if response == RESPONSE:
            call = self._polled(draft, node) if node.polls else self.call(draft, node)
        lines = [line for line in judged(draft) if line != "pass"]
        looked_at = re.search(rf"\b{RESPONSE}\b", "\n".join(lines)) is not None
        asking: list[ast.stmt] = []
        if call is not None:
            asking = [py.assign(RESPONSE, call) if looked_at else ast.Expr(call)]
        sent = source(asking)
        body = [*draft.first, *sent, *lines]
        if node.index in self.alone:
            self.scribe.take(draft, "turn", "None")
        if response == RESPONSE:
            self.states(draft, node)
        else:
            self.scribe.take(draft, response, self.scribe.client.response)
        return self.block(draft, module, name=name, doc=doc, body=body, marks=marks)

    def block(
        self, draft: Draft, module: str, *, name: str, doc: str, body: Sequence[str], marks: Sequence[str] = ()
    ) -> Block:
        """A test function; fixtures that it does not name are only used."""
        text = "\n".join(body)
        unseen = [one for one in draft.parameters if not re.search(rf"\b{one}\b", text)]
        for one in unseen:
            del draft.parameters[one]
        decorators = [f"@pytest.mark.usefixtures({', '.join(map(quoted, unseen))})"] if unseen else []
        decorators += marks
        taken = self.names.setdefault(module, set())
        name = free(name, taken)
        taken.add(name)
        return Block(
            name=name,
            decorators=tuple(decorators),
            parameters=draft.drawn(),
            doc=f"{doc}.",
            body=tuple(body),
            imports=(*(["import pytest"] if decorators else []), *self._types(draft), *_used(draft, text)),
            origin=doc,
        )

    def _types(self, draft: Draft) -> Iterator[str]:
        if any(self.scribe.client.module in annotation for annotation in draft.parameters.values()):
            yield self.scribe.client.imports

    def _judged(
        self,
        draft: Draft,
        node: Node,
        check: Check | None,
        response: str,
        schemas: dict[str, object],
        files: dict[str, str],
    ) -> list[str]:
        """The lines that judge."""
        if check is None:
            status = node.answer.status if node.answer else 200
            return source([py.check(py.compare(py.dotted(f"{response}.status_code"), "==", py.const(status)))])
        if isinstance(check.block, Fallback):
            return self._sandboxed(draft, node, check, response, files)
        block = check.block
        counters = self._counters(node) if node.polls else set()
        if any(draft.variable(use.variable) is None for use in block.uses if use.python not in counters):
            return self._sandboxed(draft, node, check, response, files)
        draft.needs(block.imports)
        for helper in block.helpers:
            self.validator(draft, helper)
        if block.sender:
            self.scribe.take(draft, block.sender, self.scribe.client.session)
        for schema in block.schemas:
            schemas[schema.name] = schema.schema
            draft.needs(["import json", "from pathlib import Path"])
        for use in block.uses:
            if use.python in counters:
                continue
            value = draft.variable(use.variable)
            if (
                value is not None
                and not (isinstance(value, ast.Name) and value.id == use.python)
                and use.python.isidentifier()
            ):
                draft.knows(source([py.assign(use.python, value)]))
        lines = self._plain_numbers(node, block)
        return without(lines, self._counters(node)) if node.polls else lines

    def _plain_numbers(self, node: Node, block: Test) -> list[str]:
        """The lines of a test, in which nothing makes a number of what is one."""
        lines = [_WHOLE.sub(r"\1", line) for line in block.lines]
        for use in block.uses:
            if self._is_whole(node, use.variable):
                lines = [re.sub(rf"\bint\({re.escape(use.python)}\)", use.python, line) for line in lines]
        return lines

    def _is_whole(self, node: Node, variable: str) -> bool:
        """Whether a variable that comes from an answer is a number there: then nothing has to make it one."""
        value = self.scribe.flow.values.get(variable)
        return (node.index, variable) in self.scribe.flow.producers and type(value) is int

    def validator(self, draft: Draft, name: str = "validate") -> None:
        """Have the test take what holds values against schemas."""
        self.scribe.wanted.add(name)
        draft.takes(name, "Callable[[object, object], None]")
        draft.needs(["from collections.abc import Callable"])

    def _counters(self, node: Node) -> set[str]:
        """What a poll counts its turns with: the deadline stands for it."""
        return {self.scribe.local(name) for name in node.asked if name in node.after}

    def _sandboxed(self, draft: Draft, node: Node, check: Check, response: str, files: dict[str, str]) -> list[str]:
        """The call of the original script, with the variables that it reads."""
        file = self._file(node, check.script)
        files[file] = check.script.source
        self.scribe.wanted.add("postman_script")
        draft.takes("postman_script", "PostmanScripts")
        draft.needs(["from assay.testing.postman import PostmanScripts"])
        values = {name: draft.variable(name) for name in node.asked}
        shown = ast.Dict(
            [py.const(name) for name, one in values.items() if one], [one for one in values.values() if one]
        )
        named: dict[str, ast.expr] = {"variables": shown} if shown.keys else {}
        if "sendRequest" in check.script.source:
            named["client"] = self.scribe.take(draft, ANONYMOUS.client, self.scribe.client.session)
        only = [py.const(check.block.name)] if check.block.name and not check.block.pattern else []
        call = py.call("postman_script", py.const(file), py.name(response), *only, **named)
        return source([ast.Expr(call)])

    def _file(self, node: Node, script: Script) -> str:
        owner = node.source.step.name if script.level == "step" else script.owner
        wanted = f"{identifier(owner, 'script')}.js"
        number = 1
        while self.files.setdefault(wanted, script.source) != script.source:
            number += 1
            wanted = f"{identifier(owner, 'script')}_{number}.js"
        return wanted


def _used(draft: Draft, text: str) -> list[str]:
    """The imports whose names stand in a function: lines that asked for them may be gone by now."""
    seen = f"{text} {' '.join(draft.parameters.values())}"
    names = {line: line.rpartition("import ")[2].split(", ") for line in draft.imports}
    return [line for line, found in names.items() if any(re.search(rf"\b{one.split('.')[0]}\b", seen) for one in found)]
