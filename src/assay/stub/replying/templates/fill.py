"""Fills a template: its steps, its depth, its output and the time that it takes are bounded."""

from __future__ import annotations

import difflib
import random
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from assay.stub.replying.templates.nodes import (
    BadTemplate,
    Block,
    Call,
    Expression,
    Filled,
    Literal,
    PathTo,
    Template,
    Words,
)
from assay.stub.replying.templates.parse import parsed
from assay.stub.replying.templates.values import is_false, member, shown

MOST_STEPS = 200_000
"""Nodes and expressions of one filling."""
MOST_OUTPUT = 16 * 1024 * 1024
"""Characters of one filling, and of one value on the way."""
_DEEPEST = 60
SECONDS = 2.0
"""Longest that one filling may take."""


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What templates may know beside the request: all of it is given."""

    clock: Callable[[], float]
    """Seconds since 1970."""
    chance: random.Random
    hostname: str = "localhost"
    stopwatch: Callable[[], float] = lambda: 0.0
    """Seconds of a clock that only goes forward."""


class HelperCall:
    """What a helper is called with."""

    __slots__ = ("arguments", "block", "filling", "named", "names")

    def __init__(
        self, filling: Filling, arguments: list[Any], named: dict[str, Any], block: Block | None, names: tuple[str, ...]
    ) -> None:
        self.filling = filling
        self.arguments = arguments
        self.named = named
        self.block = block
        self.names = names

    @property
    def world(self) -> World:
        """Clock and chance."""
        return self.filling.world

    def first(self) -> Any:
        """The first argument; without one, the value that the template stands at."""
        return self.arguments[0] if self.arguments else self.filling.context

    def get(self, index: int, default: Any = None) -> Any:
        """An argument by its place."""
        return self.arguments[index] if index < len(self.arguments) else default

    def text(self, index: int, default: str = "") -> str:
        """An argument as text."""
        value = self.get(index)
        return default if value is None else shown(value)

    def content(self) -> str:
        """The block's content, filled; without a block, the first argument as text."""
        return self.inside() if self.block is not None and not self.arguments else shown(self.first())

    def inside(self, context: Any = ..., data: Mapping[str, Any] | None = None, values: tuple[Any, ...] = ()) -> str:
        """The block's body, filled for a context, with data as `@index` and values for its parameters."""
        if self.block is None:
            return ""
        named = dict(zip(self.block.names, values, strict=False))
        return self.filling.within(self.block.body, context, data or {}, named)

    def otherwise(self) -> str:
        """What stands after `{{else}}`, filled."""
        return self.filling.within(self.block.otherwise, ..., {}, {}) if self.block is not None else ""

    def judged(self, holds: bool) -> Any:
        """A truth value for an expression; for a block, the side that it chooses."""
        if self.block is not None:
            return self.inside() if holds else self.otherwise()
        return self.named.get("yes", True) if holds else self.named.get("no", False)


Helper = Callable[[HelperCall], Any]


class _Scope:
    """A context with its data and named values, and the one around it."""

    __slots__ = ("context", "data", "named", "outer")

    def __init__(self, context: Any, data: Mapping[str, Any], named: Mapping[str, Any], outer: _Scope | None) -> None:
        self.context = context
        self.data = data
        self.named = named
        self.outer = outer


class Filling:
    """One filling of one or more templates for one request; what they assign is shared."""

    def __init__(self, model: Mapping[str, Any], helpers: Mapping[str, Helper], world: World) -> None:
        self.world = world
        self.assigned: dict[str, Any] = {}
        self._helpers = helpers
        self._root = model
        self._scope = _Scope(model, {}, {}, None)
        self._steps = 0
        self._depth = 0
        self._size = 0
        self._until = world.stopwatch() + SECONDS

    @property
    def context(self) -> Any:
        """The value that the template stands at."""
        return self._scope.context

    def filled(self, text: str) -> str:
        """The template that this text is, filled. Raises BadTemplate."""
        return self._nodes(parsed(text)) if "{{" in text else text

    def spend(self, steps: int = 1) -> None:
        """Count what is done; what has no end is stopped here."""
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise BadTemplate(f"The template takes more than {MOST_STEPS:,} steps.")
        if self._steps % 64 < steps and self.world.stopwatch() > self._until:
            raise BadTemplate(f"The template takes longer than {SECONDS:g} seconds.")

    def within(self, nodes: Template, context: Any, data: Mapping[str, Any], named: Mapping[str, Any]) -> str:
        """Nodes filled in a context of their own; `...` keeps the one that is there."""
        if context is ... and not data and not named:
            return self._nodes(nodes)
        outer = self._scope
        self._scope = _Scope(outer.context if context is ... else context, data, named, outer)
        try:
            return self._nodes(nodes)
        finally:
            self._scope = outer

    def _nodes(self, nodes: Template) -> str:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadTemplate(f"The template nests deeper than {_DEEPEST} levels.")
        out: list[str] = []
        for node in nodes:
            self.spend()
            if isinstance(node, Words):
                out.append(self._bounded(node.text))
            elif isinstance(node, Filled):
                out.append(self._bounded(shown(self._called(node.call, None))))
            else:
                out.append(shown(self._block(node)))
        self._depth -= 1
        return "".join(out)

    def _bounded(self, text: str) -> str:
        self._size += len(text)
        if self._size > MOST_OUTPUT:
            raise BadTemplate(f"The template writes more than {MOST_OUTPUT:,} characters.")
        return text

    def _called(self, call: Call, block: Block | None) -> Any:
        """What a call gives: its helper's value, or where there is none of that name, the value there."""
        name = call.name.keys[0] if len(call.name.keys) == 1 and not call.name.explicit and not call.name.data else ""
        helper = self._helpers.get(name)
        if helper is None or (
            not call.arguments and not call.named and block is None and self._found(call.name) is not None
        ):
            if call.arguments or call.named:
                raise BadTemplate(self._unknown(call))
            return self._found(call.name)
        arguments = [self.value(argument) for argument in call.arguments]
        named = {key: self.value(argument) for key, argument in call.named}
        try:
            value = helper(HelperCall(self, arguments, named, block, block.names if block else ()))
        except BadTemplate as error:
            raise BadTemplate(str(error) if ":" in str(error)[:8] else f"{call.at}: {name}: {error}") from None
        except (ValueError, TypeError, ArithmeticError, LookupError, OverflowError, RecursionError) as error:
            raise BadTemplate(f"{call.at}: {name}: {error}") from None
        if isinstance(value, str) and len(value) > MOST_OUTPUT:
            raise BadTemplate(f"{call.at}: {name} writes more than {MOST_OUTPUT:,} characters.")
        return value

    def _unknown(self, call: Call) -> str:
        name = ".".join(call.name.keys)
        near = difflib.get_close_matches(name, list(self._helpers), 1)
        hint = f", did you mean '{near[0]}'?" if near else ""
        return f"{call.at}: could not find helper: '{name}'{hint}"

    def value(self, expression: Expression) -> Any:
        """What an expression stands for."""
        self.spend()
        if isinstance(expression, Literal):
            return expression.value
        if isinstance(expression, Call):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise BadTemplate(f"The template nests deeper than {_DEEPEST} levels.")
            value = self._called(expression, None)
            self._depth -= 1
            return value
        return self._found(expression)

    def _found(self, path: PathTo) -> Any:
        if path.data:
            return self._data(path)
        scope: _Scope | None = self._scope
        for _ in range(path.up):
            scope = scope.outer if scope else None
        if scope is None:
            return None
        if path.explicit:
            return _deep(scope.context, path.keys)
        return self._by_name(path.keys, scope)

    def _by_name(self, keys: tuple[str, ...], scope: _Scope | None) -> Any:
        """The first of the contexts, from the inside, that has the first name."""
        while scope is not None:
            if keys[0] in scope.named:
                return _deep(scope.named[keys[0]], keys[1:])
            value = member(scope.context, keys[0])
            if value is not None:
                return _deep(value, keys[1:])
            scope = scope.outer
        return _deep(self.assigned.get(keys[0]), keys[1:])

    def _data(self, path: PathTo) -> Any:
        if path.keys[:1] == ("root",):
            return _deep(self._root, path.keys[1:])
        scope: _Scope | None = self._scope
        up = path.up
        while scope is not None:
            if scope.data:
                if not up:
                    return _deep(scope.data.get(path.keys[0]), path.keys[1:])
                up -= 1
            scope = scope.outer
        return None

    def _block(self, block: Block) -> Any:
        call = block.call
        if (
            call.name.keys
            and len(call.name.keys) == 1
            and call.name.keys[0] in self._helpers
            and not call.name.explicit
        ):
            return self._called(call, block)
        if call.arguments:
            raise BadTemplate(self._unknown(call))
        return self._section(block, self._found(call.name))

    def _section(self, block: Block, value: Any) -> str:
        """A block that only names a value: once for it, or once for each item."""
        if is_false(value):
            return self.within(block.otherwise, ..., {}, {})
        if isinstance(value, list | tuple):
            return "".join(self.within(block.body, item, {"index": index}, {}) for index, item in enumerate(value))
        return self.within(block.body, ... if value is True else value, {}, {})


def _deep(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        if value is None:
            return None
        value = member(value, key)
    return value
