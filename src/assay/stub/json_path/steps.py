"""What a JSONPath is made of."""

from __future__ import annotations

from typing import Any

import msgspec

MISSING = object()
"""What a definite path finds that leads nowhere."""


class BadPath(ValueError):
    """What is wrong with a path, in one clause."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """From one value to others."""


class Names(Step, frozen=True, kw_only=True):
    """Members of an object by name."""

    names: tuple[str, ...]


class Indexes(Step, frozen=True, kw_only=True):
    """Items of a list by index, negative ones from its end."""

    indexes: tuple[int, ...]


class Slice(Step, frozen=True, kw_only=True):
    """Items of a list from one index to before another."""

    start: int | None = None
    stop: int | None = None
    step: int | None = None


class Every(Step, frozen=True, kw_only=True):
    """All members or items."""


class Deep(Step, frozen=True, kw_only=True):
    """The value itself and everything below it, in the order of the document."""


class Filter(Step, frozen=True, kw_only=True):
    """Items, or the object itself, for which a condition holds."""

    condition: Condition


class Function(Step, frozen=True, kw_only=True):
    """A function of what was found so far."""

    name: str
    arguments: tuple[Operand, ...] = ()


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """Steps from the root, or within a filter from the value that it looks at."""

    steps: tuple[Step, ...] = ()
    relative: bool = False

    @property
    def definite(self) -> bool:
        """Whether it can lead to one value at most."""
        if not self.steps or isinstance(self.steps[-1], Function):
            return True
        *before, last = self.steps
        return all(_is_definite(step) for step in before) and (_is_definite(last) or isinstance(last, Names))


class Literal(msgspec.Struct, frozen=True, kw_only=True):
    """A value that is written in the path; a regular expression as its compiled form."""

    value: Any


Operand = Path | Literal


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """`left operator right`, or conditions joined by `&&`, `||` and `!`; `exists` has only a left side."""

    operator: str
    left: Operand | None = None
    right: Operand | None = None
    parts: tuple[Condition, ...] = ()


def _is_definite(step: Step) -> bool:
    if isinstance(step, Names):
        return len(step.names) == 1
    if isinstance(step, Indexes):
        return len(step.indexes) == 1
    return isinstance(step, Function)
