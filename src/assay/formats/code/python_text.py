"""Python source from values: literals, calls and expressions, broken into lines where they are long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

WIDTH = 88


class Code(str):
    """An expression that stands as it is."""

    __slots__ = ()


Pair = tuple[str | Code, Any]
Keyword = tuple[str, Any]


class Pairs(tuple[Pair, ...]):
    """A dict whose keys may be expressions, in order."""

    __slots__ = ()


def literal(value: Any, indent: int = 0, used: int = 0) -> str:
    """The value as source. `indent` counts the spaces of its line, `used` the characters before it."""
    flat = _flat(value)
    if len(flat) + used <= WIDTH or not isinstance(value, list | dict | tuple):
        return flat
    inner = indent + 4
    if isinstance(value, dict | Pairs):
        pairs = value.items() if isinstance(value, dict) else value
        lines = [_pair(key, member, inner) for key, member in pairs]
        return _block("{", lines, "}", indent)
    opening, closing = ("(", ")") if isinstance(value, tuple) else ("[", "]")
    return _block(opening, [literal(member, inner, inner + 1) for member in value], closing, indent)


def call(name: str, arguments: Iterable[Any], keywords: Iterable[Keyword], *, indent: int = 0, used: int = 0) -> str:
    """A call; each argument gets a line of its own where one line would be too long."""
    given, named = list(arguments), list(keywords)
    flat = ", ".join([_flat(value) for value in given] + [f"{key}={_flat(value)}" for key, value in named])
    if len(name) + len(flat) + 2 + used <= WIDTH:
        return f"{name}({flat})"
    inner = indent + 4
    lines = [literal(value, inner, inner + 1) for value in given]
    lines += [f"{key}={literal(value, inner, inner + len(key) + 2)}" for key, value in named]
    return f"{name}{_block('(', lines, ')', indent)}"


def quoted(text: str) -> str:
    """A text in double quotes, where that takes no more escapes."""
    source = repr(text)
    return f'"{source[1:-1]}"' if source[0] == "'" and '"' not in text else source


def _flat(value: Any) -> str:
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict | Pairs):
        pairs = value.items() if isinstance(value, dict) else value
        return "{" + ", ".join(f"{_flat(key)}: {_flat(member)}" for key, member in pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_flat, value)) + ("," if len(value) == 1 else "") + ")"
    return "b" + quoted(value.decode("latin-1")) if _is_plain(value) else repr(value)


def _is_plain(value: Any) -> bool:
    return isinstance(value, bytes) and value.isascii() and value.decode("ascii").isprintable()


def _pair(key: Any, value: Any, indent: int) -> str:
    start = f"{_flat(key)}: "
    return start + literal(value, indent, indent + len(start) + 1)


def _block(opening: str, lines: list[str], closing: str, indent: int) -> str:
    pad = " " * (indent + 4)
    return opening + "\n" + "".join(f"{pad}{line},\n" for line in lines) + " " * indent + closing
