"""What a JSONPath finds in a value; filters and functions as Jayway has them. The work is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.stub.json_path.comparing import compared
from assay.stub.json_path.functions import FUNCTIONS
from assay.stub.json_path.parse import parsed
from assay.stub.json_path.steps import (
    MISSING,
    BadPath,
    Condition,
    Deep,
    Every,
    Filter,
    Function,
    Indexes,
    Literal,
    Names,
    Operand,
    Path,
    Slice,
    Step,
)

MOST_VISITS = 500_000
"""Values that one search looks at."""


def found(expression: str, root: Any, *, null_leaves: bool = False) -> Any:
    """The one value of a definite path or MISSING; else the list of all values. Raises BadPath.

    With `null_leaves` a member that an object lacks at the end of the path counts as null.
    """
    return _Search(root, null_leaves).result(parsed(expression), root)


def places(expression: str, root: Any) -> list[tuple[Any, Any]]:
    """Container and key of each value that a path without functions finds; the root itself has no container."""
    steps = parsed(expression).steps
    if not steps:
        return []
    search = _Search(root, False)
    parents = list(search.walk(steps[:-1], root))
    return [(parent, key) for parent in parents for key in search.keys(steps[-1], parent)]


class _Search:
    """One search, which counts what it looks at."""

    def __init__(self, root: Any, null_leaves: bool) -> None:
        self.root = root
        self.null_leaves = null_leaves
        self.visits = 0

    def visit(self) -> None:
        self.visits += 1
        if self.visits > MOST_VISITS:
            raise BadPath(f"it looks at more than {MOST_VISITS:,} values")

    def result(self, path: Path, root: Any) -> Any:
        """What `found` tells, for a path that begins at `root`."""
        steps = path.steps
        cut = next((index for index, step in enumerate(steps) if isinstance(step, Function)), len(steps))
        values = list(self.walk(steps[:cut], root))
        plain = Path(steps=steps[:cut])
        value: Any = (values[0] if values else MISSING) if plain.definite else values
        for step in steps[cut:]:
            value = self._applied(step, value)
        return value

    def _applied(self, step: Step, value: Any) -> Any:
        if not isinstance(step, Function):
            inner = list(self.walk((step,), value))
            return inner[0] if inner else MISSING
        function = FUNCTIONS.get(step.name)
        if function is None:
            raise BadPath(f"there is no function {step.name}()")
        return function(value, [self.value(argument, value) for argument in step.arguments])

    def walk(self, steps: tuple[Step, ...], value: Any) -> Iterator[Any]:
        """Every value at the end of the steps, in order."""
        if not steps:
            yield value
            return
        step, rest = steps[0], steps[1:]
        if isinstance(step, Deep):
            for below in self._below(value):
                yield from self.walk(rest, below) if rest else (below,)
            return
        if isinstance(step, Names) and len(step.names) > 1 and not rest:
            if isinstance(value, dict):
                yield {name: value[name] for name in step.names if name in value}
            return
        for key in self.keys(step, value):
            self.visit()
            yield from self.walk(rest, _member(value, key))
        if self.null_leaves and not rest and _lacks(step, value):
            yield None

    def _below(self, value: Any) -> Iterator[Any]:
        stack = [value]
        while stack:
            here = stack.pop()
            self.visit()
            yield here
            if isinstance(here, dict):
                stack.extend(reversed(list(here.values())))
            elif isinstance(here, list):
                stack.extend(reversed(here))

    def keys(self, step: Step, value: Any) -> list[Any]:
        """The keys or indexes that a step takes of a value."""
        if isinstance(step, Names):
            return [name for name in step.names if name in value] if isinstance(value, dict) else []
        if isinstance(step, Every):
            return (
                list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
            )
        if isinstance(step, Filter):
            return self._kept(step.condition, value)
        if not isinstance(value, list):
            return []
        if isinstance(step, Indexes):
            return [index for index in step.indexes if -len(value) <= index < len(value)]
        if isinstance(step, Slice):
            return list(range(len(value))[slice(step.start, step.stop, step.step or None)])
        return []

    def _kept(self, condition: Condition, value: Any) -> list[Any]:
        if isinstance(value, list):
            return [index for index, item in enumerate(value) if self.holds(condition, item)]
        if isinstance(value, dict) and self.holds(condition, value):
            return [_ITSELF]
        return []

    def holds(self, condition: Condition, item: Any) -> bool:
        """Whether a filter takes an item."""
        self.visit()
        if condition.operator == "||":
            return any(self.holds(part, item) for part in condition.parts)
        if condition.operator == "&&":
            return all(self.holds(part, item) for part in condition.parts)
        if condition.operator == "!":
            return not self.holds(condition.parts[0], item)
        left = self.value(condition.left, item)
        if condition.operator == "exists":
            return left is not MISSING and (left != [] or _is_definite(condition.left))
        return compared(condition.operator, left, self.value(condition.right, item))

    def value(self, operand: Operand | None, item: Any) -> Any:
        """What an operand stands for."""
        if isinstance(operand, Literal):
            return operand.value
        return self.result(operand, item if operand.relative else self.root) if operand else MISSING


_ITSELF = object()


def _member(value: Any, key: Any) -> Any:
    return value if key is _ITSELF else value[key]


def _lacks(step: Step, value: Any) -> bool:
    return isinstance(step, Names) and len(step.names) == 1 and isinstance(value, dict) and step.names[0] not in value


def _is_definite(operand: Operand | None) -> bool:
    return isinstance(operand, Path) and operand.definite
