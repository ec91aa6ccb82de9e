"""The tables of a Markdown file (GitHub's tables, section 4.10 of GFM), with the headings above them."""

from __future__ import annotations

import re

from assay.formats.case_table.markdown_cell import cell_text
from assay.formats.case_table.table import Page, Row, Table
from assay.model.errors import InputError

MAX_BYTES = 8 * 1024 * 1024
MAX_ROWS = 20_000

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_DELIMITER = re.compile(r":?-+:?")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_BASE_URL = re.compile(r"\W*base[ _-]?(?:url|uri)\W{1,8}(https?://[^\s`*<>|)]+)", re.IGNORECASE)


def read_page(text: str, *, name: str) -> Page:
    """Every table outside of code and comments. Raises InputError beyond MAX_ROWS rows."""
    return _Reader(text, name).page()


class _Reader:
    """Goes through the lines once."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = _without_comments(text).splitlines()
        self._name = name
        self._headings: list[tuple[int, str]] = []
        self._tables: list[Table] = []
        self._titles: list[tuple[int, str]] = []
        self._base_url = ""
        self._rows = 0

    def page(self) -> Page:
        index, fence = 0, ""
        while index < len(self._lines):
            line = self._lines[index]
            if mark := _FENCE.match(line):
                fence = _fence(fence, mark[1], line)
            elif not fence:
                index = self._take(index, line)
                continue
            index += 1
        title = self._titles[0][1] if self._titles and self._titles[0][0] == 1 else ""
        return Page(tables=tuple(self._tables), title=title, base_url=self._base_url)

    def _take(self, index: int, line: str) -> int:
        """The index of the next line to look at."""
        if heading := _HEADING.fullmatch(line):
            self._head(len(heading[1]), heading[2] or "")
        elif "|" in line and (width := self._delimiter_after(index)):
            return self._table(index, width)
        elif line.strip() and index + 1 < len(self._lines) and _UNDERLINE.fullmatch(self._lines[index + 1]):
            self._head(1 if "=" in self._lines[index + 1] else 2, line)
            return index + 2
        elif not self._base_url and (found := _BASE_URL.match(line[:2000])):
            self._base_url = found[1].rstrip("/.,;")
        return index + 1

    def _head(self, level: int, source: str) -> None:
        text = cell_text(source)
        self._titles.append((level, text))
        self._headings = [(depth, above) for depth, above in self._headings if depth < level]
        if text:
            self._headings.append((level, text))

    def _delimiter_after(self, index: int) -> int:
        """How many columns the line of dashes below has; 0 where there is none, or another number of them."""
        below = self._lines[index + 1] if index + 1 < len(self._lines) else ""
        if "-" not in below or ("|" not in below and ":" not in below):
            return 0
        cells = split_row(below)
        width = len(cells) if all(_DELIMITER.fullmatch(cell.strip()) for cell in cells) else 0
        return width if width == len(split_row(self._lines[index])) else 0

    def _table(self, index: int, width: int) -> int:
        """Take the table that begins here; rows go on until a blank line or another kind of line."""
        header = _row(index, self._lines[index])
        rows = []
        at = index + 2
        while at < len(self._lines) and "|" in self._lines[at] and not _FENCE.match(self._lines[at]):
            rows.append(_row(at, self._lines[at]))
            at += 1
        self._rows += len(rows)
        if self._rows > MAX_ROWS:
            raise InputError(f"This file has more than {MAX_ROWS:,} rows.", where=self._name, remedy="Split it.")
        titles = tuple(text for _, text in self._headings)
        kept = tuple(Row(row.line, row.cells[:width]) for row in rows)
        self._tables.append(Table(header=header, rows=kept, headings=titles))
        return at


def _row(index: int, line: str) -> Row:
    return Row(index + 1, tuple(cell_text(cell) for cell in split_row(line)))


def split_row(line: str) -> list[str]:
    """The cells of a line; `\\|` is no border, and what is quoted (`>`) is a table too."""
    text = _QUOTE.sub("", line).strip()
    cells, start, position = [], 1 if text.startswith("|") else 0, 0
    while (position := text.find("|", max(position, start))) >= 0:
        if text[position - 1 : position] != "\\" or position == 0:
            cells.append(text[start:position])
            start = position + 1
        position += 1
    if start < len(text) or not cells:
        cells.append(text[start:])
    return [cell.replace("\\|", "|").strip() for cell in cells]


def _fence(open_fence: str, mark: str, line: str) -> str:
    """The fence that is open after this line."""
    if not open_fence:
        return mark
    closes = mark[0] == open_fence[0] and len(mark) >= len(open_fence) and not line.strip().strip(mark[0])
    return "" if closes else open_fence


def _without_comments(text: str) -> str:
    """HTML comments as blank lines, so that lines keep their numbers."""
    pieces, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces += [text[position:start], "\n" * text.count("\n", start, end)]
        position = end + 3
    return "".join([*pieces, text[position:]])
