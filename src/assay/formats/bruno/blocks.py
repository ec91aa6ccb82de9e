"""The text of a .bru file as its blocks: rows of names and values, lists of words, or plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from assay.model.errors import InputError

TEXTS = frozenset(
    {
        *("body", "body:json", "body:text", "body:xml", "body:sparql", "body:graphql", "body:graphql:vars"),
        *("script:pre-request", "script:post-response", "tests", "docs", "example"),
    }
)
"""Blocks that hold text as it is; all others hold rows or words."""
_HEADER = re.compile(r"[ \t]*([A-Za-z][\w:.-]*)[ \t]*([{\[])[ \t]*([}\]]?)[ \t]*")
_ANNOTATION = re.compile(r"@([^()\s:]+)(?:\((.*)\))?")
_ANNOTATION_TEXT = re.compile(r"@([^()\s:]+)\('''")
_QUOTED_KEY = re.compile(r'(~?)"((?:\\"|[^"\\]|\\(?!"))*+)"[ \t]*:')
_CLOSES = {"{": "}", "[": "]"}
_FENCE = "'''"
MAX_BYTES = 16 * 1024 * 1024


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A name with its value, or with a list of words."""

    name: str
    value: str = ""
    words: tuple[str, ...] = ()
    enabled: bool = True
    line: int = 0
    notes: tuple[tuple[str, str], ...] = ()
    """Annotations: name and argument."""

    def note(self, name: str) -> str | None:
        """The argument of an annotation; None where it is not there."""
        return next((argument for one, argument in self.notes if one == name), None)


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A block by its name; text for those of TEXTS, rows or words for others."""

    name: str
    line: int
    text: str = ""
    rows: tuple[Row, ...] = ()
    words: tuple[str, ...] = ()

    def value(self, name: str, default: str = "") -> str:
        """The value of the last row of that name."""
        return next((row.value for row in reversed(self.rows) if row.name == name), default)


class _Lines(NamedTuple):
    name: str
    lines: list[str]

    def error(self, what: str, index: int, remedy: str = "") -> InputError:
        column = len(self.lines[index]) - len(self.lines[index].lstrip()) + 1 if index < len(self.lines) else 1
        return InputError(what, where=f"{self.name}:{index + 1}:{column}", remedy=remedy)


def blocks(text: str, *, name: str) -> Iterator[Block]:
    """Every block of a file. Raises InputError with line and column for what is none."""
    if len(text) > MAX_BYTES:
        raise InputError(f"This file is larger than {MAX_BYTES // 1024 // 1024} MB.", where=name)
    source = _Lines(name, re.split(r"\r\n|\r|\n", text))
    index = 0
    while index < len(source.lines):
        if not source.lines[index].strip():
            index += 1
            continue
        block, index = _block(source, index)
        yield block


def _block(source: _Lines, start: int) -> tuple[Block, int]:
    header = _HEADER.fullmatch(source.lines[start])
    if header is None:
        raise source.error("Here should be a block.", start, "A block begins with its name and a brace: `headers {`.")
    name, opening, closed = header.groups()
    if closed:
        return Block(name=name, line=start + 1), start + 1
    end = _end(source, start, _CLOSES[opening], fenced=name not in TEXTS)
    content = source.lines[start + 1 : end]
    if name in TEXTS:
        return Block(name=name, line=start + 1, text=outdented(content, 2)), end + 1
    if opening == "[":
        words = tuple(word for line in content if (word := line.strip().rstrip(",")) and not word.startswith("@"))
        return Block(name=name, line=start + 1, words=words), end + 1
    return Block(name=name, line=start + 1, rows=tuple(_rows(source, start + 1, end))), end + 1


def _end(source: _Lines, start: int, closing: str, *, fenced: bool) -> int:
    """The line that closes a block; in rows, what stands between three quotes closes nothing."""
    inside = False
    for index in range(start + 1, len(source.lines)):
        line = source.lines[index]
        if not inside and line.startswith(closing):
            return index
        if fenced and line.count(_FENCE) % 2:
            inside = not inside
    raise source.error("This block is not closed.", start, f"A line with nothing but `{closing}` closes it.")


def outdented(lines: list[str], width: int) -> str:
    """Lines as one text, each without its first spaces, as many as `width`; empty lines before it are left out."""
    first = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(line[min(width, len(line) - len(line.lstrip(" "))) :] for line in lines[first:])


def _rows(source: _Lines, start: int, end: int) -> Iterator[Row]:
    index, notes = start, list[tuple[str, str]]()
    while index < end:
        line = source.lines[index].strip()
        annotation, after = _annotation(source, index, end)
        if annotation is not None:
            notes.append(annotation)
            index = after
        elif line:
            row, index = _row(source, index, end, tuple(notes))
            notes = []
            yield row
        else:
            index += 1


def _annotation(source: _Lines, index: int, end: int) -> tuple[tuple[str, str] | None, int]:
    line = source.lines[index].strip()
    if text := _ANNOTATION_TEXT.match(line):
        content, after, _ = _fenced(source, index, end, line[text.end() - len(_FENCE) :])
        return (text[1], content.strip()), after
    found = _ANNOTATION.fullmatch(line)
    if found is None:
        return None, index
    argument = found[2] or ""
    if len(argument) > 1 and argument[0] == argument[-1] and argument[0] in "'\"":
        argument = argument[1:-1].replace('\\"', '"')
    return (found[1], argument), index + 1


def _row(source: _Lines, index: int, end: int, notes: tuple[tuple[str, str], ...]) -> tuple[Row, int]:
    name, rest = _key(source, index, source.lines[index].strip())
    value, words, after = rest, tuple[str, ...](), index + 1
    if rest.startswith(_FENCE):
        text, after, tail = _fenced(source, index, end, rest)
        value = f"{text} {tail}".strip()
    elif rest == "[":
        value, (words, after) = "", _list(source, index, end)
    enabled = not name.startswith("~")
    return Row(
        name=name.removeprefix("~"), value=value, words=words, enabled=enabled, line=index + 1, notes=notes
    ), after


def _key(source: _Lines, index: int, line: str) -> tuple[str, str]:
    if quoted := _QUOTED_KEY.match(line):
        return quoted[1] + quoted[2].replace('\\"', '"'), line[quoted.end() :].strip()
    name, colon, rest = line.partition(":")
    if not colon:
        raise source.error("Here should be `name: value`.", index)
    return name.strip(), rest.strip()


def _fenced(source: _Lines, index: int, end: int, rest: str) -> tuple[str, int, str]:
    """(what stands between three quotes, the line after it, what follows on the last line)."""
    first = rest[len(_FENCE) :]
    if _FENCE in first:
        value, _, tail = first.partition(_FENCE)
        return value, index + 1, tail.strip()
    lines = [first] if first.strip() else []
    for number in range(index + 1, end):
        content, fence, tail = source.lines[number].partition(_FENCE)
        if fence:
            return outdented([*lines, *([content] if content.strip() else [])], 4), number + 1, tail.strip()
        lines.append(content)
    raise source.error("A text between three quotes is not closed.", index)


def _list(source: _Lines, index: int, end: int) -> tuple[tuple[str, ...], int]:
    for number in range(index + 1, end):
        if source.lines[number].strip() == "]":
            return tuple(word for line in source.lines[index + 1 : number] if (word := line.strip())), number + 1
    raise source.error("A list is not closed.", index)
