"""A text that a regular expression matches, for the expressions that contracts hold; none is ever run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from assay.formats.openapi.sampling.pick import Pick

MOST_REPEATS = 300
LONGEST = 2_000
"""Characters of a pattern that is looked into, and of a text that is made."""

_CLASSES = {
    "d": "0123456789",
    "w": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_",
    "s": " \t\n",
}
_ALL = "".join(map(chr, range(32, 127)))
_PREFERRED = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
_QUANTIFIER = re.compile(r"([*+?])|\{(\d{1,6})(,(\d{0,6}))?\}")
_CODE = re.compile(r"u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})")


class Unsupported(Exception):
    """A pattern, or a part of one, for which no text is made: look-around, back references, properties of Unicode."""


class Repeat(NamedTuple):
    """How often a piece may stand in a row; `most` is None without a limit."""

    least: int
    most: int | None


Make = Callable[[int, Pick], str]
"""A text; the number says how many more repetitions than the least are made wherever they are free."""


class Pattern(NamedTuple):
    """What a pattern's text is made by, and whether more may follow it."""

    make: Make
    open_end: bool


def read_pattern(pattern: str) -> Pattern:
    """Raises Unsupported."""
    if len(pattern) > LONGEST:
        raise Unsupported
    reader = _Reader(pattern)
    make = reader.alternatives(0)
    if reader.at < len(pattern):
        raise Unsupported
    return Pattern(make, not pattern.endswith("$") or pattern.endswith("\\$"))


class _Reader:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.at = 0

    def alternatives(self, depth: int) -> Make:
        if depth > 20:
            raise Unsupported
        found = [self._sequence(depth)]
        while self._take("|"):
            found.append(self._sequence(depth))
        return lambda more, pick: pick.one(found)(more, pick)

    def _sequence(self, depth: int) -> Make:
        pieces: list[Make] = []
        while self.at < len(self._pattern) and self._pattern[self.at] not in "|)":
            piece = self._piece(depth)
            if piece is not None:
                pieces.append(_repeated(piece, self._repeat()))
        return lambda more, pick: _bounded(piece(more, pick.below(index)) for index, piece in enumerate(pieces))

    def _piece(self, depth: int) -> Make | None:
        char = self._next()
        if char in "^$":
            return None
        if char == "(":
            return self._group(depth)
        if char == "[":
            return _of(self._set())
        if char == "\\":
            escaped = self._escape()
            return None if escaped is None else _of(escaped)
        if char in "*+?{":
            raise Unsupported
        return _of(_ALL if char == "." else char)

    def _group(self, depth: int) -> Make:
        if self._take("?"):
            if self._take("<") and self._pattern[self.at : self.at + 1] not in ("=", "!", ""):
                self.at = self._pattern.find(">", self.at) + 1 or len(self._pattern)
            elif not self._take(":"):
                raise Unsupported
        inner = self.alternatives(depth + 1)
        if not self._take(")"):
            raise Unsupported
        return inner

    def _repeat(self) -> Repeat:
        found = _QUANTIFIER.match(self._pattern, self.at)
        if found is None:
            return Repeat(1, 1)
        self.at = found.end()
        self._take("?")
        if found[1]:
            return {"*": Repeat(0, None), "+": Repeat(1, None), "?": Repeat(0, 1)}[found[1]]
        least = int(found[2])
        most = least if found[3] is None else int(found[4]) if found[4] else None
        if least > MOST_REPEATS or (most is not None and most < least):
            raise Unsupported
        return Repeat(least, most)

    def _set(self) -> str:
        negated = self._take("^")
        chars: set[str] = set()
        while not self._take("]"):
            first = self._member()
            if len(first) == 1 and self._pattern[self.at : self.at + 1] == "-" and self._has_end():
                self.at += 1
                last = self._member()
                if len(last) == 1:
                    chars.update(map(chr, range(ord(first), min(ord(last), ord(first) + 500) + 1)))
                    continue
                chars.update(last, "-")
            chars.update(first)
        found = [char for char in _ALL if char not in chars] if negated else sorted(chars)
        if not found:
            raise Unsupported
        return "".join(found)

    def _has_end(self) -> bool:
        return self._pattern[self.at + 1 : self.at + 2] not in ("]", "")

    def _member(self) -> str:
        char = self._next()
        if char != "\\":
            return char
        if self._take("b"):
            return "\b"
        escaped = self._escape()
        if escaped is None:
            raise Unsupported
        return escaped

    def _escape(self) -> str | None:
        """The characters that an escape stands for; None for a place between characters."""
        coded = _CODE.match(self._pattern, self.at)
        if coded:
            self.at = coded.end()
            return chr(min(int(coded[1] or coded[2] or coded[3], 16), 0x10FFFF))
        char = self._next()
        if char in _CLASSES:
            return _CLASSES[char]
        if char.lower() in _CLASSES:
            return "".join(one for one in _ALL if one not in _CLASSES[char.lower()])
        if char == "b":
            return None
        if char in _ESCAPED:
            return _ESCAPED[char]
        if char.isalnum():
            raise Unsupported
        return char

    def _next(self) -> str:
        if self.at >= len(self._pattern):
            raise Unsupported
        self.at += 1
        return self._pattern[self.at - 1]

    def _take(self, char: str) -> bool:
        found = self._pattern.startswith(char, self.at)
        self.at += found
        return found


def _of(chars: str) -> Make:
    liked = [char for char in _PREFERRED if char in chars] or list(chars)
    return lambda _, pick: pick.one(liked)


def _repeated(piece: Make, repeat: Repeat) -> Make:
    def make(more: int, pick: Pick) -> str:
        most = repeat.least + more if repeat.most is None else min(repeat.least + more, repeat.most)
        return _bounded(piece(more, pick.below(index)) for index in range(most))

    return piece if repeat == (1, 1) else make


def _bounded(pieces: Iterable[str]) -> str:
    text = ""
    for piece in pieces:
        text += piece
        if len(text) > LONGEST:
            raise Unsupported
    return text
