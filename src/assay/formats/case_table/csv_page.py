"""The table of a CSV file: separated by commas, semicolons, tabs or bars, its header wherever it stands."""

from __future__ import annotations

import csv
import io

from assay.formats.case_table.columns import column_of, columns_of, is_case_table
from assay.formats.case_table.table import Page, Row, Table
from assay.model.errors import InputError

MAX_ROWS = 20_000
FIRST_ROWS = 20
"""Rows in which the header is looked for: a sheet may begin with a title."""
_SEPARATORS = ",;\t|"
_MOST_CELLS = 200


def read_page(text: str, *, name: str) -> Page:
    """The table. Raises InputError where quotes are not closed, and beyond MAX_ROWS rows."""
    separator = max(_SEPARATORS, key=lambda char: _known(text, char))
    records = _records(text, separator, name)
    index = next((i for i, row in enumerate(records[:FIRST_ROWS]) if is_case_table(columns_of(row))), None)
    if index is None:
        return Page(tables=())
    filled = tuple(row for row in records[index + 1 :] if any(row.cells))
    return Page(tables=(Table(header=records[index], rows=filled),))


def _known(text: str, separator: str) -> int:
    """How many names of columns a separator makes in one of the first lines."""
    lines = text[:20_000].splitlines()[:FIRST_ROWS]
    return max((_named(line, separator) for line in lines), default=0)


def _named(line: str, separator: str) -> int:
    return sum(1 for cell in line.split(separator)[:_MOST_CELLS] if column_of(cell.strip().strip('"')))


def _records(text: str, separator: str, name: str) -> list[Row]:
    """Each record with the line in which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    found: list[Row] = []
    line = 1
    try:
        for cells in reader:
            found.append(Row(line, tuple(cell.strip() for cell in cells)))
            line = reader.line_num + 1
            if len(found) > MAX_ROWS:
                raise InputError(f"This file has more than {MAX_ROWS:,} rows.", where=name, remedy="Split it.")
    except csv.Error as problem:
        raise InputError(f"This is no CSV: {_plainly(problem)}.", where=f"{name}:{line}", remedy=_REMEDY) from None
    return found


_REMEDY = 'Write a cell with separators, quotes or line ends in quotes, and a quote in it as "".'


def _plainly(problem: csv.Error) -> str:
    text = str(problem)
    if "unexpected end" in text:
        return "a quote is not closed"
    if "expected after" in text:
        return "text follows a closing quote"
    return "a cell is too long" if "field limit" in text else text
