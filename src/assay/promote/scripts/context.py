"""What one translated block knows while it is written: names, statements so far, and what was made sure of."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from assay.promote.scripts import naming
from assay.promote.scripts.javascript.tree import Node
from assay.promote.scripts.python import build as py
from assay.promote.scripts.scope import Scope
from assay.promote.scripts.translation import Schema, Use
from assay.promote.scripts.value import JSON, Kinds, Value


@dataclass(frozen=True, slots=True)
class Special:
    """Something that is no value in Python: `pm.response`, a library, a function of one; by its full name."""

    path: str


@dataclass(frozen=True, slots=True)
class Received(Special):
    """The answer to a request that the script itself sends, or something of it, by the names of `pm.response`."""

    response: str
    """The Python variable that holds it."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A function of the script, with the names that it sees."""

    node: Node
    names: dict[str, Bound]


@dataclass(frozen=True, slots=True)
class Validator:
    """A compiled JSON Schema (`ajv.compile`); without a schema, `new Ajv()` itself."""

    schema: Value | None = None


def is_response(bound: object) -> bool:
    """Whether it is the whole answer: to the request, or to one of the script's own."""
    return isinstance(bound, Special) and bound.path == "pm.response"


Bound = Value | Special | Closure | Validator


@dataclass(slots=True)
class Context:
    """Everything of one block that changes while it is translated."""

    scope: Scope
    taken: set[str]
    names: dict[str, Bound] = field(default_factory=dict)
    block: list[ast.stmt] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    uses: dict[str, Use] = field(default_factory=dict)
    schemas: dict[str, Schema] = field(default_factory=dict)
    helpers: set[str] = field(default_factory=set)
    sure: dict[str, Kinds] = field(default_factory=dict)
    """What earlier asserts made sure of, by the dump of the expression."""
    kept: dict[str, Value] = field(default_factory=dict)
    """Variables that this script has set before, by their Postman name."""
    lazy: int = 0
    """Above 0 while an expression is written that may not be evaluated, or more than once."""
    body: str = ""
    """The variable that holds the parsed answer here; empty before it is parsed."""
    bodies: dict[str, str] = field(default_factory=dict)
    """The same for other answers, by the variable that holds each."""
    sends: bool = False
    """Whether the block sends a request."""
    sending: bool = False
    """Whether the script does, somewhere."""
    literals: dict[str, Node] = field(default_factory=dict)
    """Objects as the script writes them, by the name that it gives them."""
    assertions: int = 0
    in_loop: int = 0
    depth: int = 0
    defined: dict[Node, str] = field(default_factory=dict)
    """Functions of the script that are Python functions here, by their node."""
    functions: list[ast.stmt] = field(default_factory=list)
    """Those functions; they stand ahead of everything."""
    in_function: int = 0
    captive: set[str] = field(default_factory=set)
    """Names that only the expression which is being written knows."""
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The texts that the variable of a loop goes through, by the dump of its name."""
    hoisted: dict[str, str] = field(default_factory=dict)
    """Variables that a block declared with `var`, by their JavaScript name."""

    def fresh(self, wanted: str) -> str:
        """A local name that nothing else has."""
        found = naming.unique(wanted, self.taken)
        self.taken.add(found)
        return found

    def emit(self, *statements: ast.stmt) -> None:
        """Write statements at the present place."""
        self.block.extend(statements)

    @contextmanager
    def nested(self) -> Iterator[list[ast.stmt]]:
        """A block of its own: what is made sure of in it is forgotten after it."""
        outer, names, sure, body, taken = self.block, dict(self.names), dict(self.sure), self.body, set(self.taken)
        bodies = dict(self.bodies)
        self.block = []
        self.depth += 1
        try:
            yield self.block
        finally:
            self.depth -= 1
            self.bodies = bodies
            names.update((name, self.names[name]) for name in self.hoisted if name in self.names)
            self.block, self.names, self.sure, self.body = outer, names, sure, body
            self.taken = taken | self._lasting

    @property
    def _lasting(self) -> set[str]:
        """Names that are taken in the whole block, wherever they were first needed."""
        uses = {use.python for use in self.uses.values()}
        return uses | set(self.schemas) | set(self.hoisted.values()) | set(self.defined.values())

    @contextmanager
    def lazily(self) -> Iterator[None]:
        """Inside, no statement may be written ahead of the expression."""
        self.lazy += 1
        try:
            yield
        finally:
            self.lazy -= 1

    @contextmanager
    def answering(self, bound: object) -> Iterator[None]:
        """Inside, the response is the one that this stands for."""
        if not isinstance(bound, Received):
            yield
            return
        scope, body = self.scope, self.body
        self.scope = msgspec.structs.replace(scope, response=bound.response)
        self.body = self.bodies.setdefault(bound.response, "")
        try:
            yield
        finally:
            self.bodies[bound.response] = self.body
            self.scope, self.body = scope, body

    def json_body(self) -> Value:
        """The parsed answer; it is parsed once, ahead of its first use."""
        response = py.dotted(self.scope.response)
        parsed = py.method(response, "json")
        if not self.body:
            if self.lazy:
                return self.refined(Value(parsed, JSON))
            self.body = self.fresh("body" if self.scope.response not in self.bodies else f"{self.scope.response}_body")
            self.emit(py.assign(self.body, parsed))
        return self.refined(Value(py.name(self.body), JSON))

    def make_sure(self, value: Value, kinds: Kinds) -> None:
        """From here on the expression is known to be one of these."""
        if not self.lazy:
            self.sure[ast.dump(value.node)] = kinds

    def refined(self, value: Value) -> Value:
        """The value with what is known of it here."""
        known = self.sure.get(ast.dump(value.node))
        return value.known_as(known) if known else value

    def forget(self, name: str) -> None:
        """The variable gets another value."""
        self.sure = {dump: kinds for dump, kinds in self.sure.items() if f"id='{name}'" not in dump}

    def use(self, variable: str) -> Value:
        """A Postman variable."""
        if variable in self.kept:
            return self.kept[variable]
        use = self.uses.get(variable)
        if use is None:
            written = self.scope.variables.get(variable)
            if written is None:
                written = naming.unique(naming.identifier(variable, "variable"), self.taken)
                self.taken.add(written)
            use = self.uses[variable] = Use(variable=variable, python=written)
        return Value(ast.parse(use.python, mode="eval").body, JSON)

    def schema(self, name: str, content: object) -> ast.expr:
        """The constant that holds this schema."""
        for one in self.schemas.values():
            if one.schema == content:
                return py.name(one.name)
        found = naming.unique(naming.constant_name(name), self.taken)
        self.taken.add(found)
        self.schemas[found] = Schema(name=found, schema=content)
        return py.name(found)
