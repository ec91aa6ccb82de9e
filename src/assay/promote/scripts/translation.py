"""What becomes of a script: tests, assignments and what stays with the sandbox, each with the lines it came from."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from assay.promote.scripts.scope import Careful

VariableScope = Literal["environment", "globals", "collection", "local"]


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of the script, counted from 1, both included."""

    first: int
    last: int


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """A Postman variable that a block reads, and the Python expression that stands for it there."""

    variable: str
    python: str


class Schema(msgspec.Struct, frozen=True, kw_only=True):
    """A JSON Schema that a block names as a constant; `validate(instance, schema)` of the conftest holds it against."""

    name: str
    """As the lines name it: `ORDER_SCHEMA`."""
    schema: Any


class Test(msgspec.Struct, frozen=True, kw_only=True, tag="test"):
    """A `pm.test` as plain asserts. The lines stand in a function that knows the response."""

    __test__ = False  # for pytest: this is no test of ours

    name: str
    lines: tuple[str, ...]
    span: Span
    imports: tuple[str, ...] = ()
    """Lines such as `import re`."""
    uses: tuple[Use, ...] = ()
    schemas: tuple[Schema, ...] = ()
    helpers: tuple[str, ...] = ()
    """Functions of the conftest that the lines call: `validate`."""
    pattern: str = ""
    """Where the name is made as the script runs: a regular expression for whole names."""
    skipped: bool = False
    """`pm.test.skip`: the script tells that it is not to be judged."""
    legacy: bool = False
    """`tests["name"] = …`."""
    loose: bool = False
    """An assertion outside of every `pm.test`: where it fails, the script fails."""
    assertions: int = 1
    """How many of the script's assertions it holds."""
    asynchronous: bool = False
    """An `async` function: Postman passes it at once, and where it fails later, the script fails."""
    sender: str = ""
    """The client that the lines send with, where they send something."""
    careful: Careful = 0
    """Above 0 the lines say more than a reader needs: a mutant told the short form and the script apart."""

    @property
    def stands_alone(self) -> bool:
        """Whether the lines need a function of their own: they return from it, or send with a client that it takes."""
        return bool(self.sender) or any(line.lstrip().startswith("return") for line in self.lines)


class Assignment(msgspec.Struct, frozen=True, kw_only=True, tag="assignment"):
    """A variable that the script keeps for the steps that follow."""

    variable: str
    scope: VariableScope
    python: str
    """The name that the value is given."""
    lines: tuple[str, ...]
    """They end in `python = …`."""
    span: Span
    imports: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    conditional: bool = False
    """Whether it stands under a condition; elsewhere it keeps what it was."""
    guard: tuple[str, ...] = ()
    """Lines that fail where those conditions do not hold; empty where they cannot be told."""


class Fallback(msgspec.Struct, frozen=True, kw_only=True, tag="fallback"):
    """What the sandbox is to judge, with the reason. `name` is empty where it is no single test."""

    name: str
    span: Span
    reason: str
    line: int = 0
    pattern: str = ""
    kind: Literal["test", "assignment", "script"] = "test"
    assertions: int = 1


Block = Test | Assignment | Fallback

Fate = Literal["translated", "sandbox", "listed", "blank"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one line of the script, and why where it was not translated."""

    number: int
    fate: Fate
    why: str = ""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that neither judges nor keeps: a console line, the flow of the collection."""

    span: Span
    what: str


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    """A whole script."""

    blocks: tuple[Block, ...] = ()
    listed: tuple[Listed, ...] = ()
    account: tuple[Line, ...] = ()

    @property
    def tests(self) -> tuple[Test, ...]:
        """The tests that became Python."""
        return tuple(block for block in self.blocks if isinstance(block, Test))

    @property
    def fallbacks(self) -> tuple[Fallback, ...]:
        """What the sandbox judges."""
        return tuple(block for block in self.blocks if isinstance(block, Fallback))
