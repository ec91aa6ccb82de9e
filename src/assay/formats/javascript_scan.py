"""Finds calls in JavaScript source, strings, comments and templates passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SKIPPED = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|$)|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?", re.DOTALL
)
_TOKEN = re.compile(_SKIPPED.pattern + r"|[()\[\]{},]", re.DOTALL)


class Call(NamedTuple):
    """One call: where it begins and ends (its semicolon with it), and what stands between its brackets."""

    start: int
    end: int
    arguments: str


def calls(source: str, name: str) -> Iterator[Call]:
    """Each call of `name` that stands in no other of these calls, in order; one that is not closed is left out."""
    pattern = re.compile(_SKIPPED.pattern + rf"|(?P<call>(?<![\w.$]){re.escape(name)}\s*\()", re.DOTALL)
    position, ends = 0, brackets(source)
    while found := pattern.search(source, position):
        position = found.end()
        if found["call"] is None:
            continue
        end = ends.get(found.end() - 1)
        if end is None:
            continue
        position = end + 1
        tail = re.match(r"\s*;", source[position : position + 50])
        stop = position + (tail.end() if tail else 0)
        yield Call(found.start(), stop, source[found.end() : end].strip())
        position = stop


def brackets(source: str) -> dict[int, int]:
    """Where each bracket that is opened is closed. What closes nothing is passed over."""
    found: dict[int, int] = {}
    open_ones: list[int] = []
    for token in _TOKEN.finditer(source):
        if token[0] in ("(", "[", "{"):
            open_ones.append(token.start())
        elif token[0] in (")", "]", "}") and open_ones:
            found[open_ones.pop()] = token.start()
    return found


def arguments(text: str) -> list[str]:
    """The arguments of a call, by the commas outside of brackets and strings."""
    parts, depth, start, position = [], 0, 0, 0
    while found := _TOKEN.search(text, position):
        position = found.end()
        if found[0] in ("(", "[", "{"):
            depth += 1
        elif found[0] in (")", "]", "}"):
            depth -= 1
        elif found[0] == "," and depth == 0:
            parts.append(text[start : found.start()].strip())
            start = position
    rest = text[start:].strip()
    return [*parts, rest] if rest else parts


_STATEMENT = re.compile(_SKIPPED.pattern + r"|[()\[\]{};\n]", re.DOTALL)


def statements(source: str) -> list[str]:
    """The statements of a block, by the semicolons and line ends outside of brackets; comments are left out."""
    parts, depth, current, position = [], 0, "", 0
    for found in _STATEMENT.finditer(source):
        current += source[position : found.start()]
        position = found.end()
        token = found[0]
        depth += (token in ("(", "[", "{")) - (token in (")", "]", "}"))
        if token in (";", "\n") and depth == 0:
            parts.append(current)
            current = ""
        elif not token.startswith(("//", "/*")):
            current += token
    return [part.strip() for part in [*parts, current + source[position:]] if part.strip()]
