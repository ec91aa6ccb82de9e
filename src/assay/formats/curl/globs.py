"""Globs in URLs and upload names: {a,b}, [1-9:2], [001-100], [a-z], walked without being expanded in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assay.formats.curl.refusal import UrlError

MOST_PATTERNS = 255
MOST_ELEMENTS = 100_000
LARGEST = 2**63 - 1
_ADDRESS = r"\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[^\]]{1,40})?\]"
_LETTERS = r"([A-Za-z])-([^\]:])(?::(\d+))?\]"
_NUMBERS = r"(\d+)-[ \t]*(\d+)(?::(\d+))?\]"
_REFERENCE = r"#(\d{1,18})"
_SPECIAL = frozenset("{}[]")

Values = list[str] | range
"""What a pattern runs through: texts, or numbers (of letters too)."""


def _at(pattern: str, text: str, position: int) -> re.Match[str] | None:
    return re.compile(pattern).match(text, position)  # compiled once, and only for a text with globs


class Pattern:
    """One glob, or the text between two: its values, and how one of them is written."""

    __slots__ = ("letters", "number", "values", "width")

    def __init__(self, values: Values, *, number: int = 0, width: int = 0, letters: bool = False) -> None:
        self.values = values
        self.number = number
        """Which glob it is for #1; 0 for plain text."""
        self.width = width
        self.letters = letters

    def written(self, index: int) -> str:
        """The value at this place."""
        value = self.values[index]
        if isinstance(value, str):
            return value
        return chr(value) if self.letters else f"{value:0{self.width}}"


class Glob:
    """A text with its patterns."""

    def __init__(self, patterns: list[Pattern], count: int) -> None:
        self.patterns = patterns
        self.count = count
        """How many texts it stands for."""

    def __iter__(self) -> Iterator[tuple[str, list[int]]]:
        """Each text, with the place of each pattern in its values; the rightmost runs first."""
        places = [0] * len(self.patterns)
        for _ in range(self.count):
            yield (
                "".join([pattern.written(place) for pattern, place in zip(self.patterns, places, strict=True)]),
                places,
            )
            for index in range(len(places) - 1, -1, -1):
                places[index] += 1
                if places[index] < len(self.patterns[index].values):
                    break
                places[index] = 0

    def filled(self, name: str, places: list[int]) -> str:
        """The name with #1, #2, … replaced by the values of these places; a number without a glob stays."""
        written = {
            str(pattern.number): pattern.written(place)
            for pattern, place in zip(self.patterns, places, strict=True)
            if pattern.number
        }
        return re.sub(_REFERENCE, lambda match: written.get(str(int(match[1])), match[0]), name) if written else name


def plain(text: str) -> Glob:
    """A text that is taken as it stands."""
    return Glob([Pattern([text])], 1)


def parse(text: str) -> Glob:
    """The globs of a text. Raises UrlError, with the position, for a broken one."""
    if not _SPECIAL & set(text):
        return plain(text)
    return _Parser(text).parsed()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.patterns: list[Pattern] = []
        self.literal: list[str] = []
        self.globs = 0
        self.count = 1

    def parsed(self) -> Glob:
        text = self.text
        while self.position < len(text):
            character = text[self.position]
            if character == "{":
                self._pattern(self._set)
            elif character == "[":
                self._bracket()
            elif character in "}]":
                raise self._error("an unmatched closing brace or bracket")
            else:
                if character == "\\" and text[self.position + 1 : self.position + 2] in tuple(_SPECIAL):
                    self.position += 1
                self.literal.append(text[self.position])
                self.position += 1
        self._flush()
        return Glob(self.patterns, self.count)

    def _bracket(self) -> None:
        address = _at(_ADDRESS, self.text, self.position)
        length = len(address[0]) if address else 2 if self.text.startswith("[]", self.position) else 0
        if not length:
            self._pattern(self._range)
            return
        self.literal.append(self.text[self.position : self.position + length])
        self.position += length

    def _pattern(self, read: Callable[[], Pattern]) -> None:
        self._flush()
        self.position += 1
        self.globs += 1
        pattern = read()
        pattern.number = self.globs
        self.count *= len(pattern.values)
        if self.count > LARGEST:
            raise self._error("more URLs than can be counted")
        self._add(pattern)

    def _flush(self) -> None:
        if self.literal:
            self._add(Pattern(["".join(self.literal)]))
            self.literal.clear()

    def _add(self, pattern: Pattern) -> None:
        self.patterns.append(pattern)
        if len(self.patterns) >= MOST_PATTERNS:
            raise self._error("too many globs")

    def _set(self) -> Pattern:
        """The elements between braces; the position is behind the opening one."""
        elements: list[str] = []
        element: list[str] = []
        text, start = self.text, self.position
        while self.position < len(text):
            character = text[self.position]
            if character in "{[":
                raise self._error("a brace or bracket within braces")
            if character == "]":
                raise self._error("a closing bracket within braces")
            if character in ",}":
                if character == "}" and self.position == start:
                    raise self._error("nothing between the braces")
                elements.append("".join(element))
                element.clear()
                if len(elements) > MOST_ELEMENTS:
                    raise self._error(f"more than {MOST_ELEMENTS:,} elements between braces")
            self.position += 1
            if character == "}":
                return Pattern(elements)
            if character == "\\" and self.position < len(text):
                character = text[self.position]
                self.position += 1
            elif character == ",":
                continue
            element.append(character)
        raise self._error("a closing brace is missing")

    def _range(self) -> Pattern:
        """The numbers or letters between brackets; the position is behind the opening one."""
        numbers = _at(_NUMBERS, self.text, self.position)
        letters = _at(_LETTERS, self.text, self.position)
        match = numbers or letters
        if match is None:
            known = self.text[self.position : self.position + 1].isalnum()
            raise self._error("a broken range" if known else "no range between the brackets")
        if numbers:
            return self._spanned(match, int(match[1]), int(match[2]), width=len(match[1]) if match[1][0] == "0" else 0)
        first, last = ord(match[1]), ord(match[2])
        if last - first > 25:
            raise self._error("a broken range")
        return self._spanned(match, first, last, letters=True)

    def _spanned(
        self, match: re.Match[str], first: int, last: int, *, width: int = 0, letters: bool = False
    ) -> Pattern:
        step = int(match[3] or 1)
        if not (1 <= step <= last - first or (first == last and step == 1)) or max(last, step) > LARGEST - step:
            raise self._error("a broken range")
        self.position = match.end()
        return Pattern(range(first, last + 1, step), width=width, letters=letters)

    def _error(self, what: str) -> UrlError:
        near = self.text[max(0, self.position - 30) : self.position + 30]
        return UrlError(
            f"{what} at position {self.position + 1} of the URL, near {near!r}",
            remedy="--globoff (-g) takes {, }, [ and ] as they are.",
        )
