"""A JavaScript value as Python: the form to assert with, the form that never raises, and what it can be."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from assay.promote.scripts.python import build as py

Kinds = frozenset[str]
STRING: Kinds = frozenset({"string"})
NUMBER: Kinds = frozenset({"number"})
BOOLEAN: Kinds = frozenset({"boolean"})
NULL: Kinds = frozenset({"null"})
ARRAY: Kinds = frozenset({"array"})
OBJECT: Kinds = frozenset({"object"})
UNDEFINED: Kinds = frozenset({"undefined"})
DATE: Kinds = frozenset({"date"})
SET: Kinds = frozenset({"set"})
MATCH: Kinds = frozenset({"match"})
JSON: Kinds = STRING | NUMBER | BOOLEAN | NULL | ARRAY | OBJECT
SIMPLE: Kinds = STRING | NUMBER | BOOLEAN | NULL


@dataclass(frozen=True, slots=True)
class Value:
    """`node` may raise only where the JavaScript value is falsy or throws; `soft` only where it throws.

    `soft` is None where both are the same; undefined is None in it. `present` tells whether the value is not undefined,
    and is None where it never is. `kinds` are those of `node` when it does not raise.
    """

    node: ast.expr
    kinds: Kinds = JSON
    soft: ast.expr | None = None
    present: ast.expr | None = None
    literal: bool = False
    """Whether it was written as a literal in the script, all the way down."""
    fresh: bool = False
    """Whether it is an object or array that nothing else refers to, so that `===` with it never holds."""
    text: ast.expr | None = None
    """What `String(value)` gives, where that takes more than `str(node)`: a sum of what may be undefined."""

    @property
    def exact(self) -> ast.expr:
        """The form that does not raise where JavaScript goes on."""
        return self.soft if self.soft is not None else self.node

    @property
    def may_be_undefined(self) -> bool:
        """Whether it can be undefined."""
        return self.present is not None or "undefined" in self.kinds

    def is_only(self, kinds: Kinds) -> bool:
        """Whether it is one of these for sure, where it does not raise."""
        return self.kinds <= kinds

    def may_be(self, kinds: Kinds) -> bool:
        """Whether it can be one of these."""
        return bool(self.kinds & kinds)

    def known_as(self, kinds: Kinds) -> Value:
        """The same, known to be one of these."""
        return replace(self, kinds=kinds)


NOTHING = Value(py.const(None), UNDEFINED, None, py.const(False))
"""undefined"""


def text(value: str) -> Value:
    """A string literal."""
    return Value(py.const(value), STRING, literal=True)


def number(value: float) -> Value:
    """A number literal."""
    return Value(py.const(value), NUMBER, literal=True)


def boolean(node: ast.expr, soft: ast.expr | None = None) -> Value:
    """A truth value."""
    return Value(node, BOOLEAN, soft)


def constant(value: Value) -> object:
    """The literal's Python value; Ellipsis where it is none."""
    return value.node.value if isinstance(value.node, ast.Constant) and value.literal else ...
