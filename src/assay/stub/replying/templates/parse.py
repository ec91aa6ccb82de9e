"""A template from its text; what is wrong is told with line and column."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from assay.stub.replying.templates.expression import Reader, wrong_at
from assay.stub.replying.templates.nodes import (
    BadTemplate,
    Block,
    Call,
    Filled,
    Node,
    Template,
    Words,
)

MAX_LENGTH = 2_000_000
"""Characters of a template."""
_MAX_NESTED = 60
_TAG = re.compile(r"\{\{(~)?(\{)?", re.DOTALL)
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
        return wrong_at(self.text, what, at)

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
        reader = Reader(text, self.text, at)
        call = reader.call("")
        if reader.at < len(text):
            raise self.wrong(f"{text[reader.at : reader.at + 20]!r} cannot be read", at + reader.at)
        return call


def _shown(call: Call | None) -> str:
    return ".".join(call.name.keys) if call else ""
