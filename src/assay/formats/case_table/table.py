"""A table as it stands in a file: named columns, rows with their lines, and the headings above it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class Row(NamedTuple):
    """The cells of one row, plain text, and the line in which it begins, counted from 1."""

    line: int
    cells: tuple[str, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table. `headings` are those above it, the outermost first."""

    header: Row
    rows: tuple[Row, ...]
    headings: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds: its tables in order, its title, and a base URL where the text around them names one."""

    tables: tuple[Table, ...]
    title: str = ""
    base_url: str = ""
