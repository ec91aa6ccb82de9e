"""JSON for a reader: a value on each line, coloured, and every number, key and escape as the server wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.report.clean import line
from assay.report.style import Paint, Style

TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\\x00-\x1f]|\\.)*")|(?P<mark>[{}\[\],:])|(?P<word>[^\s{}\[\],:"]+))""", re.DOTALL
)
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
WORDS = frozenset({"true", "false", "null"})
DEEPEST = 200
PAINTS: dict[str, Paint] = {"key": "cyan", "string": "green", "number": "magenta", "word": "yellow"}


class Broken(Exception):
    """This is no JSON."""


def json_lines(text: str, style: Style) -> Iterator[str]:
    """The text in lines, two spaces a level. Raises Broken at the place where it is no JSON.

    The text is read token by token and not turned into values: a double key, 1.0 and 1e2 stay what they are.
    """
    writer = _Writer(style)
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            if text[at:].strip():
                raise Broken
            break
        at = found.end()
        yield from writer.take(found[found.lastgroup or ""], found.lastgroup == "string")
    yield from writer.end()


class _Writer:
    """Gathers the line that is being written."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.open: list[str] = []
        self.now = ""
        self.fresh = False  # after an opening bracket: what comes next decides whether it is empty
        self.key = False  # a key is expected
        self.value = True  # a value is expected
        self.comma = False  # … because a comma stood before it

    def take(self, piece: str, is_string: bool) -> Iterator[str]:
        """One piece; the lines that are complete with it."""
        if piece in "{[" and not is_string:
            yield from self._open(piece)
        elif piece in "}]" and not is_string:
            yield from self._close(piece)
        elif piece in ",:" and not is_string:
            yield from self._separate(piece)
        else:
            yield from self._scalar(piece, is_string)

    def end(self) -> Iterator[str]:
        """The last line."""
        if self.open or self.value:
            raise Broken
        yield self.now

    def _indent(self) -> str:
        return "  " * len(self.open)

    def _begin(self) -> Iterator[str]:
        """Before a key or a value: the bracket that was open gets a line of its own."""
        if self.fresh:
            yield self.now
            self.now = self._indent()
            self.fresh = False
        self.comma = False

    def _open(self, piece: str) -> Iterator[str]:
        if not self.value or len(self.open) >= DEEPEST:
            raise Broken
        yield from self._begin()
        self.now += piece
        self.open.append(piece)
        self.fresh = True
        self.key, self.value = piece == "{", piece == "["

    def _close(self, piece: str) -> Iterator[str]:
        if not self.open or (self.open[-1] == "{") != (piece == "}") or self.comma:
            raise Broken
        if not self.fresh and (self.key or self.value):
            raise Broken
        self.open.pop()
        if not self.fresh:
            yield self.now
            self.now = self._indent()
        self.now += piece
        self.fresh = self.key = self.value = False

    def _separate(self, piece: str) -> Iterator[str]:
        if self.fresh or self.key or self.value or not self.open:
            raise Broken
        if piece == ":":
            if not self.now.endswith("\0"):  # only a key may be followed by it
                raise Broken
            self.now = f"{self.now[:-1]}: "
            self.value = True
            return
        if self.now.endswith("\0"):
            raise Broken
        yield f"{self.now},"
        self.now = self._indent()
        self.key, self.value = self.open[-1] == "{", self.open[-1] == "["
        self.comma = True

    def _scalar(self, piece: str, is_string: bool) -> Iterator[str]:
        if self.key:
            if not is_string:
                raise Broken
            yield from self._begin()
            self.now += self.style.paint(line(piece), PAINTS["key"]) + "\0"
            self.key = False
            return
        if not self.value or not (is_string or piece in WORDS or NUMBER.fullmatch(piece)):
            raise Broken
        yield from self._begin()
        kind = "string" if is_string else "word" if piece in WORDS else "number"
        self.now += self.style.paint(line(piece), PAINTS[kind])
        self.value = False
