"""Data files for iterations: CSV or JSON to rows of named values, with the types that Newman gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from assay.formats.csv_text import Cell, parse_csv
from assay.formats.ecmascript import to_number
from assay.formats.json_text import decode_json
from assay.formats.text import decode_text
from assay.model.errors import InputError

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 500_000
MAX_CELLS = 2_000_000

_RADIX = re.compile(r"0[xXoObB]")


def read_rows(data: bytes, *, name: str, kind: Literal["csv", "json"] | None = None) -> tuple[dict[str, Any], ...]:
    """The rows of a data file; without a kind, its name and its first character tell. Raises InputError.

    In CSV, fields that are numbers become numbers, unless they stand in quotes.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    if kind == "json" or (kind is None and _looks_like_json(data, name)):
        return _json_rows(decode_json(data, name=name), name)
    return tuple(_csv_rows(decode_text(data), name))


def _looks_like_json(data: bytes, name: str) -> bool:
    if name.lower().endswith((".json", ".csv")):
        return name.lower().endswith(".json")
    return decode_text(data[:64]).lstrip("\ufeff \t\r\n")[:1] in ("[", "{")


def _json_rows(value: Any, name: str) -> tuple[dict[str, Any], ...]:
    rows = value if isinstance(value, list) else [value]
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            what = f"Row {number} of this data file is not an object of names and values."
            raise InputError(what, where=name, remedy='Write a list such as [{"user": "ann"}, {"user": "bob"}].')
    return tuple(rows)


def _csv_rows(text: str, name: str) -> Iterator[dict[str, Any]]:
    """The first record names the columns; fields beyond them are dropped, and missing ones are not there."""
    records = parse_csv(text, name=name, max_cells=MAX_CELLS)
    columns = [cell.text for cell in next(records, [])]
    for count, record in enumerate(records, 1):
        if count > MAX_ROWS:
            raise _too_large(name)
        yield {column: _typed(cell) for column, cell in zip(columns, record, strict=False)}


def _typed(cell: Cell) -> Any:
    """A number where Number(text) is one. As in Newman, 0x10 is cut at the x and gives 0."""
    if cell.quoted or not cell.text:
        return cell.text
    number = to_number(cell.text)
    if number is None:
        return cell.text
    return 0 if _RADIX.match(cell.text) else number


def _too_large(name: str) -> InputError:
    limits = f"{MAX_BYTES // 1024 // 1024} MB, or more than {MAX_ROWS:,} rows"
    return InputError(f"This data file has more than {limits}.", where=name, remedy="Split it into several.")
