"""Where each value of a JSON or YAML text begins, so that a JSON Pointer can be shown as a line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

import msgspec
import yaml

from assay.formats.text import decode_text

LARGEST = 32 * 1024 * 1024
"""Bytes; of larger files no line is told."""
DEEPEST = 200
LONGEST = 200
"""Characters of a text that is kept."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_LINE_FEED = re.compile("\n")


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A value with its line, counted from 1. In a mapping, the line is that of the key."""

    line: int
    children: dict[str, Placed] = {}
    """By key; the items of a list by their number."""
    text: str = ""
    """A scalar as written, shortened."""


def placed(data: bytes) -> Placed | None:
    """The whole document; None where it is too large, or is neither JSON nor YAML."""
    if len(data) > LARGEST:
        return None
    try:
        text = decode_text(data)
        return _Json(text).read() if text.lstrip()[:1] in ("{", "[") else _Yaml(text).read()
    except (yaml.YAMLError, ValueError, RecursionError, StopIteration):
        return None


class _Json:
    """Reads what json would take; anything else is a ValueError."""

    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.finditer(text)
        self._ends = [match.start() for match in _LINE_FEED.finditer(text)]
        self._at = 0

    def read(self) -> Placed:
        return self._value(self._next(), 0, self._line())

    def _next(self) -> str:
        for match in self._tokens:
            self._at = match.start()
            return match[0]
        raise ValueError("the text ends too early")

    def _line(self) -> int:
        """That of the token which was read last."""
        return bisect_left(self._ends, self._at) + 1

    def _value(self, token: str, depth: int, line: int) -> Placed:
        if depth > DEEPEST:
            raise ValueError("too deep")
        if token == "{":  # noqa: S105 - a brace
            return Placed(line=line, children=dict(self._members(depth)))
        if token == "[":  # noqa: S105 - a bracket
            return Placed(line=line, children=dict(self._items(depth)))
        return Placed(line=line, text=_string(token) if token[:1] == '"' else token[:LONGEST])

    def _members(self, depth: int) -> Iterator[tuple[str, Placed]]:
        token = self._next()
        while token != "}":  # noqa: S105
            if token == ",":  # noqa: S105
                token = self._next()
            line = self._line()
            self._next()  # the colon
            yield _string(token), self._value(self._next(), depth + 1, line)
            token = self._next()

    def _items(self, depth: int) -> Iterator[tuple[str, Placed]]:
        token = self._next()
        number = 0
        while token != "]":  # noqa: S105
            if token == ",":  # noqa: S105
                token = self._next()
            yield str(number), self._value(token, depth + 1, self._line())
            number += 1
            token = self._next()


def _string(token: str) -> str:
    if "\\" not in token:
        return token[1:-1]
    return str(msgspec.json.decode(token.encode("utf-8", "surrogatepass")))


class _Yaml:
    """Reads a YAML document's events. An alias stands for nothing: what it repeats has a line of its own."""

    def __init__(self, text: str) -> None:
        self._events = iter(yaml.parse(text, _LOADER))

    def read(self) -> Placed:
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                return self._value(event, 0, None)
        raise ValueError("an empty document")

    def _value(self, event: yaml.Event, depth: int, line: int | None) -> Placed:
        if depth > DEEPEST:
            raise ValueError("too deep")
        here = line if line is not None else _line(event)
        if isinstance(event, yaml.MappingStartEvent):
            return Placed(line=here, children=dict(self._members(depth)))
        if isinstance(event, yaml.SequenceStartEvent):
            return Placed(line=here, children=dict(self._items(depth)))
        return Placed(line=here, text=event.value[:LONGEST] if isinstance(event, yaml.ScalarEvent) else "")

    def _members(self, depth: int) -> Iterator[tuple[str, Placed]]:
        while not isinstance(key := next(self._events), yaml.MappingEndEvent):
            line = _line(key)
            name = self._value(key, depth + 1, None).text if not isinstance(key, yaml.ScalarEvent) else key.value
            yield name, self._value(next(self._events), depth + 1, line)

    def _items(self, depth: int) -> Iterator[tuple[str, Placed]]:
        number = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield str(number), self._value(event, depth + 1, None)
            number += 1


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
