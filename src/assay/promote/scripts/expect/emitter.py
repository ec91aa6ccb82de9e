"""The state of one chain while it is written: subject, flags, message; and the asserts that come of it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from assay.promote.scripts.javascript.tree import Node
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.source import expression_source
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import Kinds, Value

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Expressions

MOST_MESSAGE = 120


class Emitter:
    """Writes the asserts of one chain."""

    def __init__(self, t: Expressions, subject: Value, message: ast.expr | None = None) -> None:
        self.t = t
        self.subject = subject
        self.message = message
        self.flags: set[str] = set()
        self.same_length = False

    @property
    def negated(self) -> bool:
        """Whether `not` stands before it."""
        return "not" in self.flags

    @property
    def careful(self) -> bool:
        """Whether odd answers are to be told apart as well."""
        return self.t.careful

    @property
    def level(self) -> int:
        """See `Scope.careful`."""
        return self.t.level

    def check(self, test: ast.expr) -> None:
        """`assert test`; what holds anyway is not written."""
        if isinstance(test, ast.Constant) and test.value is True:
            return
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) and self.message is None:
            for one in test.values:
                self.check(one)
            return
        self.t.context.emit(py.check(test, self.message))

    def say(self, value: Value) -> None:
        """`assert` the condition, or its opposite under `not`. The value holds a condition and its exact form."""
        self.check(py.negate(value.exact) if self.negated else value.node)

    def sure(self, kinds: Kinds) -> None:
        """What the subject is known to be from here on."""
        if not self.negated:
            self.t.context.make_sure(self.subject, kinds)
            self.subject = self.subject.known_as(kinds)

    def require(self, kinds: Kinds) -> Value:
        """The subject, made sure to be one of these where chai would throw, whether or not under `not`."""
        self.subject = self.t.require(self.subject, kinds)
        return self.subject

    def refuse(self, reason: str, node: Node | None = None) -> None:
        """No translation."""
        raise Untranslatable(reason, node)


def message_of(t: Expressions, node: Node | None) -> ast.expr | None:
    """The script's own words for a failure, where they can be said in Python."""
    if node is None:
        return None
    body = t.context.body
    try:
        with t.context.lazily():
            found = t.value(node).node
            written = expression_source(found)
    except (Untranslatable, ValueError):
        return None
    finally:
        t.context.body = body
    if len(written) > MOST_MESSAGE or (isinstance(found, ast.Constant) and not isinstance(found.value, str)):
        return None
    return found
