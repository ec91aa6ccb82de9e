"""What a template is made of."""

from __future__ import annotations

from typing import Any

import msgspec


class BadTemplate(ValueError):
    """What is wrong with a template, in one sentence with line and column; or what went wrong while it was filled."""


class PathTo(msgspec.Struct, frozen=True, kw_only=True):
    """A value by the names that lead to it."""

    keys: tuple[str, ...] = ()
    up: int = 0
    """How many `../` stand before it."""
    data: bool = False
    """It begins with `@`."""
    explicit: bool = False
    """It begins with `this`, `.` or `../`: outer contexts are not looked at."""


class Literal(msgspec.Struct, frozen=True, kw_only=True):
    """A text, number, truth value or null that is written in the template."""

    value: Any


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A helper with its arguments, or only a path where it has none."""

    name: PathTo
    arguments: tuple[Expression, ...] = ()
    named: tuple[tuple[str, Expression], ...] = ()
    at: str = ""
    """line:column."""


Expression = PathTo | Literal | Call


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Text that stands for itself."""

    text: str


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """`{{…}}`."""

    call: Call


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """`{{#…}}…{{else}}…{{/…}}`."""

    call: Call
    body: Template
    otherwise: Template
    names: tuple[str, ...] = ()
    """Names of block parameters, as `as |item index|`."""


Node = Words | Filled | Block
Template = tuple[Node, ...]
