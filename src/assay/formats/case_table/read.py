"""A case table to a suite: one step a row, with a test script for what the row expects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assay.formats.case_table import csv_page, markdown_page
from assay.formats.case_table.columns import Column, columns_of, is_case_table
from assay.formats.case_table.expected import Check, parse_expected
from assay.formats.case_table.request import BadCell, read_case
from assay.formats.case_table.script import script_source
from assay.formats.case_table.status import Status, leading_status, parse_status
from assay.formats.case_table.table import Page, Row, Table
from assay.formats.case_table.values import is_nothing
from assay.formats.document import Document
from assay.formats.postman.ids import stable_id
from assay.formats.text import decode_text
from assay.model.errors import InputError
from assay.model.suite import Folder, Script, Step, Suite
from assay.model.variable import Variable

MAX_BYTES = 8 * 1024 * 1024
_REMEDY = (
    "A case table has a column for the endpoint (`endpoint`, `url`, `path`) and others such as `id`, `description`, "
    "`method`, `payload`, `status`, `expected`."
)


class Placed(NamedTuple):
    """A step and the folders that it lies in."""

    folders: tuple[str, ...]
    step: Step


def read_case_table(data: bytes, *, name: str) -> Document:
    """The cases of a Markdown or CSV file. `name` stands for it in errors and ids.

    Relative endpoints begin with {{base_url}}. Raises InputError with line and column for a cell that cannot be read,
    and where no table holds cases.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"This file is larger than {MAX_BYTES // 1024 // 1024} MB.", where=name, remedy="Split it.")
    page = read_page(decode_text(data), name=name)
    warnings: dict[str, None] = {}
    placed = [one for table in page.tables for one in _cases(table, name, warnings)]
    if not placed:
        raise InputError("This file holds no case table with a row.", where=name, remedy=_REMEDY)
    title = page.title or name.replace("\\", "/").rpartition("/")[2]
    inner = [Placed(_below(page.title, one.folders), one.step) for one in placed]
    base = [Variable(key="base_url", value=page.base_url)] if page.base_url else []
    return Document(
        suite=Suite(
            id=stable_id("case table", title),
            name=title,
            items=_tree(inner, ()),
            variables=tuple(base),
            warnings=tuple(warnings),
        )
    )


def read_page(text: str, *, name: str) -> Page:
    """The tables of a file: Markdown where there is a line of dashes below a header, else CSV."""
    suffix = name.rpartition(".")[2].lower()
    if suffix in ("csv", "tsv"):
        return csv_page.read_page(text, name=name)
    page = markdown_page.read_page(text, name=name)
    return page if page.tables or suffix in ("md", "markdown") else csv_page.read_page(text, name=name)


def holds_cases(data: bytes, *, name: str) -> bool:
    """Whether a text is a case table."""
    try:
        page = read_page(decode_text(data[:MAX_BYTES]), name=name)
    except InputError:
        return False
    return any(is_case_table(columns_of(table.header)) for table in page.tables)


def _below(title: str, headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings without the title of the page, which is the suite's name."""
    return headings[1:] if title and headings[:1] == (title,) else headings


def _cases(table: Table, name: str, warnings: dict[str, None]) -> Iterator[Placed]:
    columns = columns_of(table.header)
    if not is_case_table(columns):
        missing = "no column for the endpoint" if Column.ENDPOINT not in columns else "only endpoints"
        warnings[f"The table in line {table.header.line} was passed over: it has {missing}."] = None
        return
    for column, called in zip(columns, table.header.cells, strict=True):
        if column is None and called:
            warnings[f"The column {called!r} (line {table.header.line}) is not used."] = None
    for row in table.rows:
        if any(not is_nothing(cell) for cell in row.cells):
            yield _case(row, table, columns, name)


def _case(row: Row, table: Table, columns: Sequence[Column | None], name: str) -> Placed:
    """One row. Raises InputError for a cell that cannot be read, or more cells than columns."""
    where = f"{name}:{row.line}"
    if any(row.cells[len(columns) :]):
        what = f"This row has {len(row.cells)} cells, and the table {len(columns)} columns."
        raise InputError(what, where=where, remedy="Write a separator inside of a cell in quotes, or | as \\|.")
    told = zip(columns, row.cells, strict=False)
    cells = {column: cell for column, cell in told if column is not None}
    try:
        return Placed(_folders(table, cells), _step(cells, where))
    except BadCell as problem:
        position = columns.index(problem.column) if problem.column in columns else -1
        heading = table.header.cells[position] if position >= 0 else problem.column.value
        raise InputError(f"The column {heading!r} cannot be read: {problem.what}.", where=where) from None


def _folders(table: Table, cells: dict[Column, str]) -> tuple[str, ...]:
    named = cells.get(Column.FOLDER, "")
    inner = () if is_nothing(named) else tuple(part.strip() for part in named.split(" / ") if part.strip())
    return (*table.headings, *inner)


def _step(cells: dict[Column, str], where: str) -> Step:
    status, checks = _expected(cells)
    source = script_source(status, checks)
    request = read_case(cells)
    name, description = _names(cells)
    named = name or f"{request.method} {cells[Column.ENDPOINT]}"
    place = stable_id("case", where, named)
    script = Script(id=stable_id("script", place), listen="test", source=source)
    return Step(id=place, name=named, request=request, description=description, scripts=(script,) if source else ())


def _names(cells: dict[Column, str]) -> tuple[str, str]:
    """(`id: name`, description); a description of one line is the name where there is no other."""
    case, title, told = (_said(cells, column) for column in (Column.ID, Column.NAME, Column.DESCRIPTION))
    if not title and "\n" not in told:
        title, told = told, ""
    title = " ".join(title.split())
    return ": ".join(part for part in (" ".join(case.split()), title) if part), told


def _said(cells: dict[Column, str], column: Column) -> str:
    text = cells.get(column, "")
    return "" if is_nothing(text) else text


def _expected(cells: dict[Column, str]) -> tuple[Status | None, tuple[Check, ...]]:
    """The status, from its own column or from the beginning of what is expected; the rest of that."""
    said, expected = cells.get(Column.STATUS, ""), cells.get(Column.EXPECTED, "")
    if is_nothing(said) or said.strip().lower() in ("any", "*"):
        status, rest = leading_status(expected)
        return (status, parse_expected(rest)) if status else (None, parse_expected(expected))
    status = parse_status(said)
    if status is None:
        what = f"{' '.join(said.split())[:40]!r} is no status: write 200, 2xx, 200 or 201, 400-499, not 500"
        raise BadCell(Column.STATUS, what)
    return status, parse_expected(expected)


def _tree(placed: Sequence[Placed], path: tuple[str, ...]) -> tuple[Folder | Step, ...]:
    """Folders in the order in which they come first, each holding all of its steps."""
    groups: dict[str | int, list[Placed]] = {}
    for index, one in enumerate(placed):
        groups.setdefault(one.folders[0] if one.folders else index, []).append(one)
    return tuple(group[0].step if isinstance(key, int) else _folder(key, group, path) for key, group in groups.items())


def _folder(name: str, group: list[Placed], path: tuple[str, ...]) -> Folder:
    inner = [Placed(one.folders[1:], one.step) for one in group]
    here = (*path, name)
    return Folder(id=stable_id("folder", *here), name=name, items=_tree(inner, here))
