"""A JSONPath from its text; what is wrong in it is told with the place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from assay.model.stub.java_regex import BadRegex, compiled
from assay.stub.json_path.steps import (
    BadPath,
    Condition,
    Deep,
    Every,
    Filter,
    Function,
    Indexes,
    Literal,
    Names,
    Operand,
    Path,
    Slice,
    Step,
)

MAX_LENGTH = 4_000
"""Characters of a path."""
_MAX_NESTED = 30
_NAME = re.compile(r"[^\s.\[\]()=!<>&|,?@$'\"~/{}]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_RANGE = re.compile(r"\s*(-?\d{1,9})?\s*:\s*(-?\d{1,9})?\s*(?::\s*(-?\d{1,9})?\s*)?\]")
_INDEXES = re.compile(r"\s*-?\d{1,9}\s*(?:,\s*-?\d{1,9}\s*)*\]")
_OPERATOR = re.compile(r"==|!=|<=|>=|=~|<|>|(?:in|nin|subsetof|anyof|noneof|contains|size|empty)\b", re.IGNORECASE)
_REGEX = re.compile(r"/((?:\\.|[^/\\])*)/([a-zA-Z]*)")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


@lru_cache(maxsize=2_000)
def parsed(text: str) -> Path:
    """The path that a text holds; one without `$` begins at the root. Raises BadPath."""
    if len(text) > MAX_LENGTH:
        raise BadPath(f"it is longer than {MAX_LENGTH} characters")
    stripped = text.strip()
    if not stripped:
        raise BadPath("it is empty")
    reader = _Reader(stripped if stripped[0] in "$@" else "$." + stripped)
    path = reader.path()
    if reader.at < len(reader.text):
        raise reader.wrong("a step is expected")
    return path


class _Reader:
    """Where in the text we are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def wrong(self, what: str) -> BadPath:
        return BadPath(
            f"{what} at {self.text[self.at : self.at + 20]!r}" if self.at < len(self.text) else f"{what} at the end"
        )

    def peek(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def take(self, text: str) -> bool:
        if self.peek(text):
            self.at += len(text)
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.wrong(f"{text!r} is expected")

    def spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def path(self) -> Path:
        relative = self.text[self.at] == "@"
        self.at += 1
        steps: list[Step] = []
        while self.at < len(self.text) and self.text[self.at] in ".[":
            self._step(steps)
        return Path(steps=tuple(steps), relative=relative)

    def _step(self, steps: list[Step]) -> None:
        if self.take(".."):
            steps.append(Deep())
            steps.append(self._bracket() if self.peek("[") else self._dotted())
        elif self.take("."):
            steps.append(self._bracket() if self.peek("[") else self._dotted())
        else:
            steps.append(self._bracket())

    def _dotted(self) -> Step:
        if self.take("*"):
            return Every()
        found = self.match(_NAME)
        if not found:
            raise self.wrong("a name is expected")
        return self._function(found[0]) if self.peek("(") else Names(names=(found[0],))

    def _function(self, name: str) -> Step:
        self.need("(")
        arguments: list[Operand] = []
        self.spaces()
        while not self.take(")"):
            arguments.append(self.operand())
            self.spaces()
            if not self.take(",") and not self.peek(")"):
                raise self.wrong("')' is expected")
        return Function(name=name.lower(), arguments=tuple(arguments))

    def _bracket(self) -> Step:
        self.need("[")
        self.spaces()
        if self.take("*"):
            self.spaces()
            self.need("]")
            return Every()
        if self.peek("?"):
            return self._filter()
        if self.peek("'") or self.peek('"'):
            return self._names()
        found = self.match(_RANGE)
        if found:
            return Slice(start=_whole(found[1]), stop=_whole(found[2]), step=_whole(found[3]))
        found = self.match(_INDEXES)
        if not found:
            raise self.wrong("an index, a name in quotes or a filter is expected")
        return Indexes(indexes=tuple(int(index) for index in found[0][:-1].split(",")))

    def _names(self) -> Step:
        names = [self.string()]
        self.spaces()
        while self.take(","):
            self.spaces()
            names.append(self.string())
            self.spaces()
        self.need("]")
        return Names(names=tuple(names))

    def string(self) -> str:
        quote = self.text[self.at : self.at + 1]
        if quote not in {"'", '"'}:
            raise self.wrong("a text in quotes is expected")
        self.at += 1
        out: list[str] = []
        while not self.take(quote):
            if self.at >= len(self.text):
                raise self.wrong("the text is not ended")
            if self.take("\\"):
                escaped = self.text[self.at : self.at + 1]
                out.append(_ESCAPES.get(escaped, escaped))
            else:
                out.append(self.text[self.at])
            self.at += 1
        return "".join(out)

    def _filter(self) -> Step:
        self.need("?")
        self.spaces()
        self.need("(")
        condition = self.condition()
        self.spaces()
        self.need(")")
        self.spaces()
        self.need("]")
        return Filter(condition=condition)

    def condition(self) -> Condition:
        self.depth += 1
        if self.depth > _MAX_NESTED:
            raise self.wrong("conditions are nested too deep")
        parts = [self._both()]
        self.spaces()
        while self.take("||"):
            parts.append(self._both())
            self.spaces()
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Condition(operator="||", parts=tuple(parts))

    def _both(self) -> Condition:
        parts = [self._one()]
        self.spaces()
        while self.take("&&"):
            parts.append(self._one())
            self.spaces()
        return parts[0] if len(parts) == 1 else Condition(operator="&&", parts=tuple(parts))

    def _one(self) -> Condition:
        self.spaces()
        if self.peek("!") and not self.peek("!="):
            self.at += 1
            self.depth += 1
            if self.depth > _MAX_NESTED:
                raise self.wrong("conditions are nested too deep")
            inner = self._one()
            self.depth -= 1
            return Condition(operator="!", parts=(inner,))
        if self.take("("):
            inner = self.condition()
            self.spaces()
            self.need(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        left = self.operand()
        self.spaces()
        found = self.match(_OPERATOR)
        if not found:
            return Condition(operator="exists", left=left)
        self.spaces()
        return Condition(operator=found[0].lower(), left=left, right=self.operand())

    def operand(self) -> Operand:
        self.spaces()
        here = self.text[self.at : self.at + 1]
        if here in {"@", "$"} and here:
            return self.path()
        if here in {"'", '"'} and here:
            return Literal(value=self.string())
        if here == "[":
            return self._list()
        if here == "/":
            return self._regex()
        found = self.match(_NUMBER)
        if found:
            text = found[0]
            return Literal(value=float(text) if any(mark in text for mark in ".eE") else int(text[:400]))
        found = self.match(_NAME)
        if found and found[0] in _WORDS:
            return Literal(value=_WORDS[found[0]])
        raise self.wrong("a value or a path is expected")

    def _list(self) -> Operand:
        self.need("[")
        values: list[Any] = []
        self.spaces()
        while not self.take("]"):
            self.depth += 1
            item = self.operand() if self.depth <= _MAX_NESTED else None
            self.depth -= 1
            if not isinstance(item, Literal):
                raise self.wrong("a list holds values only")
            values.append(item.value)
            self.spaces()
            if not self.take(",") and not self.peek("]"):
                raise self.wrong("']' is expected")
        return Literal(value=values)

    def _regex(self) -> Operand:
        found = self.match(_REGEX)
        if not found:
            raise self.wrong("the regular expression is not ended")
        flags = "".join(flag for flag in found[2] if flag in "imsx")
        try:
            return Literal(value=compiled((f"(?{flags})" if flags else "") + found[1].replace("\\/", "/")))
        except BadRegex as error:
            raise BadPath(f"/{found[1]}/ is no regular expression: {error}") from None


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)
