"""What stands between the braces of a template: a call with its arguments, a path or a value."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from assay.stub.replying.templates.nodes import BadTemplate, Call, Expression, Literal, PathTo

_MAX_NESTED = 60
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?![\w.-])")
_KEY = re.compile(r"[^\s.\[\]{}()|=~'\"/!#%&*+;<>@,^`]+(?:/(?![\s}/]))?")
_SPACES = re.compile(r"\s+")
_NAMED = re.compile(r"([A-Za-z_][\w-]*)\s*=\s*(?!=)")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """Where a character stands, both counted from 1."""
    starts = _line_starts(text)
    line = bisect_right(starts, at)
    return line, at - starts[line - 1] + 1


@lru_cache(maxsize=8)
def _line_starts(text: str) -> list[int]:
    """Where each line begins; found once, since every tag asks for its place."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def wrong_at(text: str, what: str, at: int) -> BadTemplate:
    """What is wrong there."""
    line, column = line_and_column(text, at)
    return BadTemplate(f"{line}:{column}: {what}")


class Reader:
    """Reads what is between the braces."""

    def __init__(self, text: str, whole: str, start: int) -> None:
        self.text = text
        self.whole = whole
        self.start = start
        self.at = 0
        self.depth = 0

    def wrong(self, what: str) -> BadTemplate:
        return wrong_at(self.whole, what, self.start + self.at)

    def spaces(self) -> None:
        found = _SPACES.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def call(self, end: str) -> Call:
        self.depth += 1
        if self.depth > _MAX_NESTED:
            raise self.wrong(f"expressions are nested deeper than {_MAX_NESTED} levels")
        self.spaces()
        place = self._place()
        name = self._path()
        arguments: list[Expression] = []
        named: list[tuple[str, Expression]] = []
        self.spaces()
        while self.at < len(self.text) and not (end and self.text.startswith(end, self.at)):
            found = _NAMED.match(self.text, self.at)
            if found:
                self.at = found.end()
                named.append((found[1], self.expression()))
            else:
                arguments.append(self.expression())
            self.spaces()
        self.depth -= 1
        return Call(name=name, arguments=tuple(arguments), named=tuple(named), at=place)

    def _place(self) -> str:
        line, column = line_and_column(self.whole, self.start + self.at)
        return f"{line}:{column}"

    def expression(self) -> Expression:
        here = self.text[self.at : self.at + 1]
        if here == "(":
            self.at += 1
            call = self.call(")")
            if not self.text.startswith(")", self.at):
                raise self.wrong("')' is expected")
            self.at += 1
            return call
        if here and here in "'\"":
            return self._string(here)
        found = _NUMBER.match(self.text, self.at)
        if found:
            self.at = found.end()
            return Literal(value=float(found[0]) if "." in found[0] else int(found[0][:400]))
        path = self._path()
        if len(path.keys) == 1 and path.keys[0] in _WORDS and not path.data and not path.explicit:
            return Literal(value=_WORDS[path.keys[0]])
        return path

    def _string(self, quote: str) -> Expression:
        out: list[str] = []
        self.at += 1
        while self.at < len(self.text):
            here = self.text[self.at]
            if here == "\\" and self.text[self.at + 1 : self.at + 2] == quote:
                out.append(quote)
                self.at += 2
                continue
            self.at += 1
            if here == quote:
                return Literal(value="".join(out))
            out.append(here)
        raise self.wrong("the text in quotes is not ended")

    def _path(self) -> PathTo:
        data = self._take("@")
        up, explicit = 0, False
        while self._take("../"):
            up, explicit = up + 1, True
        if self._take(".."):
            return PathTo(up=up + 1, data=data, explicit=True)
        if self._take("./"):
            explicit = True
        keys = [] if self._take_this() else [self._key()]
        explicit = explicit or not keys
        while self.text.startswith((".", "/"), self.at) and self.at + 1 < len(self.text):
            self.at += 1
            keys.append(self._key())
        return PathTo(keys=tuple(keys), up=up, data=data, explicit=explicit)

    def _take(self, text: str) -> bool:
        if self.text.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _take_this(self) -> bool:
        found = re.compile(r"(?:this|\.)(?![\w-])").match(self.text, self.at)
        self.at = found.end() if found else self.at
        return bool(found)

    def _key(self) -> str:
        if self._take("["):
            end = self.text.find("]", self.at)
            if end < 0:
                raise self.wrong("']' is expected")
            key, self.at = self.text[self.at : end], end + 1
            return key.strip("'\"") if key[:1] in "'\"" else key
        found = _KEY.match(self.text, self.at)
        if not found:
            raise self.wrong("a name is expected" if self.at < len(self.text) else "a name is expected before '}}'")
        self.at = found.end()
        return found[0]
