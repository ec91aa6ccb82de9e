"""A template from its text; what is wrong is told with line and column."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from assay.stub.replying.templates.nodes import (
    BadTemplate,
    Block,
    Call,
    Expression,
    Filled,
    Literal,
    Node,
    PathTo,
    Template,
    Words,
)

MAX_LENGTH = 2_000_000
"""Characters of a template."""
_MAX_NESTED = 60
_TAG = re.compile(r"\{\{(~)?(\{)?", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?![\w.-])")
_KEY = re.compile(r"[^\s.\[\]{}()|=~'\"/!#%&*+;<>@,^`]+(?:/(?![\s}/]))?")
_SPACES = re.compile(r"\s+")
_NAMED = re.compile(r"([A-Za-z_][\w-]*)\s*=\s*(?!=)")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_AS = re.compile(r"as\s*\|\s*([\w\s-]+?)\s*\|")


class _Tag(NamedTuple):
    """One `{{…}}` by its parts."""

    kind: str
    """`#`, `^`, `/`, `!`, `>` or nothing."""
    text: str
    at: int
    """Where its text begins."""
    end: int
    trims_left: bool
    trims_right: bool


@lru_cache(maxsize=4_000)
def parsed(text: str) -> Template:
    """The template. Raises BadTemplate."""
    if len(text) > MAX_LENGTH:
        raise BadTemplate(f"The template is longer than {MAX_LENGTH:,} characters.")
    if "{{" not in text:
        return (Words(text=text),) if text else ()
    return _Parser(text).whole()


class _Frame:
    """An open block."""

    def __init__(self, call: Call | None, names: tuple[str, ...], inverted: bool) -> None:
        self.call = call
        self.names = names
        self.inverted = inverted
        self.body: list[Node] = []
        self.otherwise: list[Node] | None = None
        self.chained = False
        """It is the `else if` of the block around it and ends with that."""

    @property
    def nodes(self) -> list[Node]:
        return self.body if self.otherwise is None else self.otherwise


class _Parser:
    """Reads tag after tag."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.frames = [_Frame(None, (), False)]
        self.trim_next = False

    def wrong(self, what: str, at: int) -> BadTemplate:
        line = self.text.count("\n", 0, at) + 1
        column = at - (self.text.rfind("\n", 0, at) + 1) + 1
        return BadTemplate(f"{line}:{column}: {what}")

    def whole(self) -> Template:
        at = 0
        while True:
            found = _TAG.search(self.text, at)
            if not found:
                break
            if self.text.startswith("{{{{", found.start()):
                at = self._raw(found.start(), at)
                continue
            tag = self._tag(found)
            self._words(self.text[at : found.start()], tag.trims_left)
            self.trim_next = tag.trims_right
            self._handle(tag)
            at = tag.end
        self._words(self.text[at:], False)
        if len(self.frames) > 1:
            call = self.frames[-1].call
            raise self.wrong(f"the block '{_shown(call)}' is not closed", len(self.text))
        return tuple(self.frames[0].body)

    def _words(self, text: str, trim: bool) -> None:
        text = text.lstrip() if self.trim_next else text
        text = text.rstrip() if trim else text
        self.trim_next = False
        if text:
            self.frames[-1].nodes.append(Words(text=text))

    def _raw(self, start: int, at: int) -> int:
        """A `{{{{raw}}}}…{{{{/raw}}}}` block: its text is not read, and it is left out where no helper takes it."""
        self._words(self.text[at:start], False)
        end = self.text.find("{{{{/", start)
        close = self.text.find("}}}}", end) if end >= 0 else -1
        if close < 0:
            raise self.wrong("the raw block is not closed", start)
        return close + 4

    def _tag(self, found: re.Match[str]) -> _Tag:
        start = found.end()
        if self.text.startswith("!--", start):
            end = self.text.find("--", start + 3)
            close = re.compile(r"--(~)?\}\}").search(self.text, start + 3) if end >= 0 else None
            if close is None:
                raise self.wrong("the comment is not closed", found.start())
            return _Tag("!", "", start, close.end(), bool(found[1]), bool(close[1]))
        end = self._end_of(start)
        inner, stop = self.text[start:end], end + 2
        trims = inner.endswith("~")
        inner = inner.removesuffix("~")
        if found[2] and trims and inner.endswith("}"):
            inner = inner[:-1]
        elif found[2]:
            stop = end + 3
            if not self.text.startswith("}}}", end):
                raise self.wrong("'}}}' is expected", end)
        kind = inner[:1] if inner[:1] in {"#", "^", "/", "!", ">", "&"} else ""
        offset = start + len(kind)
        return _Tag(kind, inner[len(kind) :], offset, stop, bool(found[1]), trims)

    def _end_of(self, start: int) -> int:
        """Where the tag's text ends: `}}` outside of quotes."""
        quote = ""
        for at in range(start, len(self.text)):
            here = self.text[at]
            if quote:
                quote = "" if here == quote else quote
            elif here in "'\"":
                quote = here
            elif here == "}" and self.text.startswith("}}", at):
                return at
            elif here == "!" and at == start:
                found = self.text.find("}}", at)
                return found if found >= 0 else len(self.text)
        raise self.wrong("'}}' is expected", start)

    def _handle(self, tag: _Tag) -> None:
        if tag.kind == "!":
            return
        if tag.kind == ">":
            raise self.wrong("partials are not known here", tag.at)
        if tag.kind == "/":
            self._close(tag)
        elif tag.kind in {"#", "^"} and tag.text.strip():
            self._open(tag)
        elif tag.kind == "^" or tag.text.strip() == "else" or tag.text.lstrip().startswith("else "):
            self._else(tag)
        else:
            self.frames[-1].nodes.append(Filled(call=self._call(tag.text, tag.at)))

    def _open(self, tag: _Tag) -> None:
        if len(self.frames) > _MAX_NESTED:
            raise self.wrong(f"blocks are nested deeper than {_MAX_NESTED} levels", tag.at)
        text = tag.text.lstrip("*#")
        found = _AS.search(text)
        names = tuple(found[1].split()) if found else ()
        call = self._call(text[: found.start()] if found else text, tag.at)
        self.frames.append(_Frame(call, names, tag.kind == "^"))

    def _else(self, tag: _Tag) -> None:
        frame = self.frames[-1]
        if frame.call is None:
            raise self.wrong("'else' stands outside of a block", tag.at)
        frame.otherwise = []
        rest = tag.text.strip().removeprefix("else").strip() if tag.kind != "^" else ""
        if rest:
            inner = tag._replace(kind="#", text=rest)
            self._open(inner)
            self.frames[-1].chained = True

    def _close(self, tag: _Tag) -> None:
        while self.frames[-1].chained:
            self._end_block(tag)
        frame = self.frames[-1]
        if frame.call is None or _shown(frame.call) != tag.text.strip().removeprefix("this.").removeprefix("./"):
            expected = f"'{{{{/{_shown(frame.call)}}}}}'" if frame.call else "no end of a block"
            raise self.wrong(f"{expected} is expected, not '{{{{/{tag.text.strip()[:40]}}}}}'", tag.at)
        self._end_block(tag)

    def _end_block(self, tag: _Tag) -> None:
        frame = self.frames.pop()
        if frame.call is None:
            raise self.wrong("no block is open", tag.at)
        body, otherwise = tuple(frame.body), tuple(frame.otherwise or ())
        if frame.inverted:
            body, otherwise = otherwise, body
        self.frames[-1].nodes.append(Block(call=frame.call, body=body, otherwise=otherwise, names=frame.names))

    def _call(self, text: str, at: int) -> Call:
        reader = _Reader(text, self, at)
        call = reader.call("")
        if reader.at < len(text):
            raise self.wrong(f"{text[reader.at : reader.at + 20]!r} cannot be read", at + reader.at)
        return call


def _shown(call: Call | None) -> str:
    return ".".join(call.name.keys) if call else ""


class _Reader:
    """Reads what is between the braces."""

    def __init__(self, text: str, parser: _Parser, start: int) -> None:
        self.text = text
        self.parser = parser
        self.start = start
        self.at = 0
        self.depth = 0

    def wrong(self, what: str) -> BadTemplate:
        return self.parser.wrong(what, self.start + self.at)

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
        text, at = self.parser.text, self.start + self.at
        return f"{text.count(chr(10), 0, at) + 1}:{at - (text.rfind(chr(10), 0, at) + 1) + 1}"

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
