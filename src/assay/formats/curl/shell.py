"""Splits a pasted text into the words and operators of a POSIX shell (POSIX.1-2017, Shell Command Language 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from assay.formats.curl.octets import to_text
from assay.model.errors import InputError

_OPERATORS = ("&&", "||", ";;", "&>>", "&>", "|&", ";", "&", "|", "(", ")")
_REDIRECTIONS = ("<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">")
_BREAKS = frozenset(" \t\n;&|()<>")
_ESCAPES = {
    "n": 10,
    "t": 9,
    "r": 13,
    "a": 7,
    "b": 8,
    "e": 27,
    "E": 27,
    "f": 12,
    "v": 11,
    "\\": 92,
    "'": 39,
    '"': 34,
    "?": 63,
}
_HEX = frozenset("0123456789abcdefABCDEF")
_OCTAL = frozenset("01234567")


Expand = Callable[[str], str | None]
"""What to put in the place of an expansion; None where it stays as it is."""


class Token(NamedTuple):
    """A word, an operator, a redirection or the end of a line."""

    kind: str
    """word, operator, redirection, newline."""
    text: str
    start: int
    """Where it begins in the text."""
    quoted: bool = False
    """Whether some of a word stood in quotes."""


class Lexer:
    """Reads tokens from left to right. `warnings` tells what a shell would have put in, and nobody can here."""

    def __init__(self, text: str, expand: Expand | None = None) -> None:
        self.text = text
        self.expand = expand
        self.position = 0
        self.warnings: list[str] = []

    def next(self) -> Token | None:
        """The next token; None at the end. Raises InputError for an open quote."""
        self._skip()
        text, start = self.text, self.position
        if start >= len(text):
            return None
        if text[start] == "\n":
            self.position += 1
            return Token("newline", "\n", start)
        for kind, marks in (("operator", _OPERATORS), ("redirection", _REDIRECTIONS)):
            for mark in marks:
                if text.startswith(mark, start):
                    self.position += len(mark)
                    return Token(kind, mark, start)
        return self._word()

    def _skip(self) -> None:
        """Past blanks, continued lines and comments."""
        text = self.text
        while self.position < len(text):
            character = text[self.position]
            if character in " \t":
                self.position += 1
            elif length := self._continued():
                self.position += length
            elif character == "#":
                end = text.find("\n", self.position)
                self.position = len(text) if end < 0 else end
            else:
                return

    def _continued(self) -> int:
        """How long a backslash with the end of its line is here; blanks between the two are forgiven."""
        if not self.text.startswith("\\", self.position):
            return 0
        end = self.position + 1
        while self.text[end : end + 1] in (" ", "\t"):
            end += 1
        return end + 1 - self.position if self.text.startswith("\n", end) else 0

    def _word(self) -> Token:
        start, text, quoted = self.position, self.text, False
        pieces: list[str] = []
        while self.position < len(text) and text[self.position] not in _BREAKS:
            character = text[self.position]
            if length := self._continued():
                self.position += length
            elif character == "\\":
                pieces.append(text[self.position + 1 : self.position + 2])
                self.position += 2
                quoted = True
            elif character in "'\"" or (character == "$" and text[self.position + 1 : self.position + 2] in ("'", '"')):
                pieces.append(self._quoted())
                quoted = True
            elif character in "$`":
                pieces.append(self._expansion())
            else:
                pieces.append(self._plain())
        word = "".join(pieces)
        if word.isdigit() and not quoted and text[self.position : self.position + 1] in ("<", ">"):
            return Token("redirection", word + self._redirection(), start)
        return Token("word", word, start, quoted)

    def _redirection(self) -> str:
        mark = next(mark for mark in _REDIRECTIONS if self.text.startswith(mark, self.position))
        self.position += len(mark)
        return mark

    def _plain(self) -> str:
        start, text = self.position, self.text
        end = start + 1
        while end < len(text) and text[end] not in _BREAKS and text[end] not in "\\'\"$`":
            end += 1
        self.position = end
        return text[start:end]

    def _quoted(self) -> str:
        opening = self.position
        if self.text[opening] == "$":
            self.position += 1
            if self.text[opening + 1] == "'":
                return self._ansi(opening)
        if self.text[self.position] == "'":
            end = self.text.find("'", self.position + 1)
            if end < 0:
                raise self._open("quote '", opening)
            start, self.position = self.position + 1, end + 1
            return self.text[start:end]
        return self._double(opening)

    def _double(self, opening: int) -> str:
        self.position += 1
        pieces: list[str] = []
        text = self.text
        while self.position < len(text):
            character = text[self.position]
            if character == '"':
                self.position += 1
                return "".join(pieces)
            if character == "\\":
                following = text[self.position + 1 : self.position + 2]
                pieces.append(
                    "" if following == "\n" else following if following in ("$", "`", '"', "\\") else "\\" + following
                )
                self.position += 2
            elif character in "$`":
                pieces.append(self._expansion())
            else:
                end = min((at for mark in '"\\$`' if (at := text.find(mark, self.position)) >= 0), default=len(text))
                pieces.append(text[self.position : end])
                self.position = end
        raise self._open('quote "', opening)

    def _ansi(self, opening: int) -> str:
        """`$'…'`: the position is at its quote."""
        found = bytearray()
        text, self.position = self.text, self.position + 1
        while self.position < len(text):
            character = text[self.position]
            self.position += 1
            if character == "'":
                return to_text(bytes(found))
            if character == "\\" and self.position < len(text):
                found += self._escape(opening)
            else:
                found += character.encode("utf-8", "surrogatepass")
        raise self._open("quote $'", opening)

    def _escape(self, opening: int) -> bytes:
        letter = self.text[self.position]
        if letter in _ESCAPES:
            self.position += 1
            return bytes([_ESCAPES[letter]])
        if letter == "c":
            self.position += 2
            return bytes([ord(self.text[self.position - 1 : self.position] or "@") & 0x1F])
        width, digits, base = {"x": (2, _HEX, 16), "u": (4, _HEX, 16), "U": (8, _HEX, 16)}.get(letter, (3, _OCTAL, 8))
        start = self.position + (base == 16)
        end = start
        while end < start + width and self.text[end : end + 1] in digits and end < len(self.text):
            end += 1
        if end == start:
            self.position += 1
            return b"\\" + letter.encode("utf-8", "surrogatepass")
        self.position = end
        return self._character(int(self.text[start:end], base), letter, opening)

    def _character(self, code: int, letter: str, opening: int) -> bytes:
        if code == 0:
            raise InputError("$'…' holds a NUL character, which no argument can", where=place(self.text, opening))
        if letter not in "uU":
            return bytes([code & 0xFF])
        if code > 0x10FFFF:
            raise InputError("$'…' holds a number that is no character", where=place(self.text, opening))
        return chr(code).encode("utf-8", "surrogatepass")

    def _expansion(self) -> str:
        """`$NAME`, `${…}`, `$(…)` or backquotes, which stay as they are."""
        text, start = self.text, self.position
        if text[start] == "`":
            end = text.find("`", start + 1)
            if end < 0:
                raise self._open("backquote `", start)
            end += 1
        elif text[start + 1 : start + 2] in ("(", "{"):
            end = self._bracketed(start)
        else:
            end = start + 1
            while end < len(text) and (text[end].isalnum() or text[end] == "_") and text[end].isascii():
                end += 1
        self.position = end
        if self.expand and (put := self.expand(text[start:end])) is not None:
            return put
        if end > start + 1:
            self.warnings.append(f"{shortened(text[start:end])} stays as it is: only a shell knows its value")
        return text[start:end]

    def _bracketed(self, start: int) -> int:
        """Where the bracket ends that opens behind `start`; quotes in it are passed over."""
        pairs = {"(": ")", "{": "}"}
        closing, text = [pairs[self.text[start + 1]]], self.text
        at = start + 2
        while at < len(text):
            character = text[at]
            if character == closing[-1]:
                closing.pop()
                if not closing:
                    return at + 1
            elif character in pairs and text[at - 1] == "$":
                closing.append(pairs[character])
            elif character == "\\":
                at += 1
            elif character == "'" and '"' not in closing:
                at = text.find("'", at + 1) if text.find("'", at + 1) >= 0 else len(text)
            at += 1
        raise self._open(f"bracket ${self.text[start + 1]}", start)

    def _open(self, what: str, position: int) -> InputError:
        return InputError(
            f"the {what} is not closed: {shortened(self.text[position : position + 60])}",
            where=place(self.text, position),
        )


def place(text: str, position: int) -> str:
    """`line:column`, both from 1."""
    line = text.count("\n", 0, position) + 1
    return f"{line}:{position - text.rfind(chr(10), 0, position)}"


def shortened(text: str) -> str:
    """On one line and not too long, for a message."""
    flat = text.replace("\n", " ")
    return flat if len(flat) <= 40 else flat[:39] + "…"
