"""CSV (RFC 4180) as csv-parse reads it for Newman: trimmed, loose about quotes and columns, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assay.formats.ecmascript import WHITE_SPACE
from assay.model.errors import InputError

_BLANK = " \t\r\n\f"
_LINE_END = re.compile(r"\r\n|\r|\n")


class Cell(NamedTuple):
    """A field, and whether it stood in quotes."""

    text: str
    quoted: bool


class _LineEnd(NamedTuple):
    """The line end of a file: the first one outside of quotes. A lone half of it counts as a blank, or as text."""

    text: str
    blank: re.Pattern[str]
    plain: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> _LineEnd:
        first = text[0] if text else "\r\n"
        blanks = "".join(char for char in _BLANK if char not in first)
        return cls(text, re.compile(f"[{blanks}]*"), re.compile(f"[^,{first}]*"))

    def at(self, source: str, position: int) -> str:
        """The line end that stands there, or nothing."""
        if self.text:
            return self.text if source.startswith(self.text, position) else ""
        found = _LINE_END.match(source, position)
        return found.group() if found else ""

    def next(self, source: str, position: int) -> tuple[int, str]:
        """(where the next line end stands, the line end); the end of the text and nothing after the last."""
        if self.text:
            stop = source.find(self.text, position)
            return (stop, self.text) if stop >= 0 else (len(source), "")
        match = _LINE_END.search(source, position)
        return (match.start(), match.group()) if match else (len(source), "")

    def after(self, pattern: re.Pattern[str], source: str, position: int) -> int:
        """Where a run of blank or plain text ends; half a line end does not end it."""
        while found := pattern.match(source, position):
            position = found.end()
            if source[position : position + 1] not in ("\r", "\n") or self.at(source, position):
                break
            position += 1
        return position


def parse_csv(text: str, *, name: str, max_cells: int) -> Iterator[list[Cell]]:
    """The records of a file, in order.

    Raises InputError where a quote is not closed or is followed by more text, and beyond `max_cells` fields.
    """
    end, position, cells = _LineEnd.of(""), 0, 0
    while position < len(text):
        left = max_cells - cells
        line = _plain_record(text, position, end, left)
        record, position, found = line or _record(text, position, end, left, name)
        if found and not end.text:
            end = _LineEnd.of(found)
        cells += len(record)
        if len(record) > left:
            raise InputError(f"This CSV file has more than {max_cells:,} fields.", where=name, remedy="Split it.")
        if record:
            yield record


def _plain_record(text: str, position: int, end: _LineEnd, limit: int) -> tuple[list[Cell], int, str] | None:
    """A line without quotes, taken at once; None where there are any."""
    stop, found = end.next(text, position)
    if text.find('"', position, stop) >= 0:
        return None
    fields = text[position:stop].split(",", limit)
    record = [Cell(field.lstrip(_BLANK).rstrip(WHITE_SPACE), quoted=False) for field in fields]
    is_rest = not found and len(record) == 1 and not record[0].text
    return [] if is_rest else record, stop + len(found), found


def _record(text: str, position: int, end: _LineEnd, limit: int, name: str) -> tuple[list[Cell], int, str]:
    """(fields, where the next record starts, the line end between). No fields where only blanks are left."""
    record: list[Cell] = []
    while True:
        cell, position = _field(text, position, end, name)
        if text.startswith(",", position) and len(record) <= limit:
            record.append(cell)
            position += 1
            continue
        found = end.at(text, position)
        if found or record or cell.quoted or cell.text:
            record.append(cell)
        return record, position + len(found), found


def _field(text: str, position: int, end: _LineEnd, name: str) -> tuple[Cell, int]:
    position = end.after(end.blank, text, position)
    if not text.startswith('"', position):
        stop = end.after(end.plain, text, position)
        return Cell(text[position:stop].rstrip(WHITE_SPACE), quoted=False), stop
    content, position = _quoted(text, position, name)
    position = end.after(end.blank, text, position)
    if position < len(text) and text[position] != "," and not end.at(text, position):
        raise _error("Text follows a closing quote", text, position, name)
    return Cell(content, quoted=True), position


def _quoted(text: str, start: int, name: str) -> tuple[str, int]:
    """(content, position after the closing quote); two quotes stand for one."""
    position = start + 1
    while (position := text.find('"', position)) >= 0:
        if not text.startswith('"', position + 1):
            return text[start + 1 : position].replace('""', '"'), position + 1
        position += 2
    raise _error("A quote is not closed", text, start, name)


def _error(what: str, text: str, position: int, name: str) -> InputError:
    lines = _LINE_END.split(text[:position])
    where = f"{name}:{len(lines)}:{len(lines[-1]) + 1}"
    return InputError(f"{what} in this CSV file.", where=where, remedy='Write a quote inside of quotes as "".')
