"""A suite to a case table, in Markdown or CSV; what a table has no column for is told as a loss."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from assay.formats.case_table.case import Case, case_of
from assay.formats.case_table.columns import Column
from assay.formats.document import Loss, Written
from assay.formats.walk import Spot, spots, suite_losses
from assay.model.suite import Suite

_TITLES = {
    Column.ID: "id",
    Column.DESCRIPTION: "description",
    Column.METHOD: "method",
    Column.ENDPOINT: "endpoint",
    Column.PARAMS: "params",
    Column.HEADERS: "headers",
    Column.AUTH: "as",
    Column.BODY: "body",
    Column.STATUS: "expected status",
    Column.EXPECTED: "expected",
}
_ALWAYS = (Column.DESCRIPTION, Column.METHOD, Column.ENDPOINT, Column.STATUS)
Row = tuple[Spot, Case]


def write_case_table(suite: Suite, *, kind: Literal["markdown", "csv"] = "markdown") -> Written:
    """One file, `cases.md` or `cases.csv`."""
    rows = [(spot, case_of(spot)) for spot in spots(suite)]
    losses = [*suite_losses(suite, variables=_kept_variables(suite, kind)), *_row_losses(rows)]
    write: Callable[[Suite, Sequence[Row]], str] = _markdown if kind == "markdown" else _csv
    name = "cases.md" if kind == "markdown" else "cases.csv"
    return Written(files={name: write(suite, rows).encode("utf-8", "replace")}, losses=tuple(losses))


def _kept_variables(suite: Suite, kind: str) -> frozenset[str]:
    return frozenset({"base_url"}) if kind == "markdown" and _base_url(suite) else frozenset()


def _base_url(suite: Suite) -> str:
    values = (one.value for one in suite.variables if one.key == "base_url" and one.enabled)
    found = next((value for value in values if isinstance(value, str)), "")
    return found if found.startswith(("http://", "https://")) and not set(found) & set(" `*<>|)\n") else ""


def _row_losses(rows: Sequence[Row]) -> Iterator[Loss]:
    return (Loss(where=spot.where, what=what) for spot, case in rows for what in case.losses)


def _used(rows: Sequence[Row]) -> list[Column]:
    used = {column for _, case in rows for column, cell in case.cells.items() if cell}
    return [column for column in _TITLES if column in used or column in _ALWAYS]


def _csv(suite: Suite, rows: Sequence[Row]) -> str:
    del suite
    columns = _used(rows)
    folders = any(spot.folders for spot, _ in rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(["folder"] if folders else []), *(_TITLES[column] for column in columns)])
    for spot, case in rows:
        folder = [" / ".join(folder.name for folder in spot.folders)] if folders else []
        writer.writerow([*folder, *(case.cells.get(column, "") for column in columns)])
    return out.getvalue()


def _markdown(suite: Suite, rows: Sequence[Row]) -> str:
    """The suite's name as title, each folder as a heading with its table below."""
    columns = _used(rows)
    base = _base_url(suite)
    parts = [f"# {_heading(suite.name)}", *([f"Base URL: {base}"] if base else [])]
    above: tuple[str, ...] = ()
    table: list[str] = []
    for spot, case in rows:
        path = tuple(folder.name for folder in spot.folders)
        if path != above or not table:
            parts += ["\n".join(table)] if table else []
            parts += _headings(above, path)
            above, table = path, _head(columns)
        table.append(_line([_cell(case.cells.get(column, ""), column) for column in columns]))
    return "\n\n".join([*parts, "\n".join(table)]) + "\n" if table else "\n\n".join(parts) + "\n"


def _headings(above: tuple[str, ...], path: tuple[str, ...]) -> list[str]:
    """The headings that are new since the last table; at least the innermost."""
    same = 0
    while same < min(len(above), len(path) - 1) and above[same] == path[same]:
        same += 1
    return [f"{'#' * min(depth + 2, 6)} {_heading(path[depth])}" for depth in range(same, len(path))]


def _head(columns: Sequence[Column]) -> list[str]:
    return [_line([_TITLES[column] for column in columns]), _line(["---"] * len(columns))]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _heading(text: str) -> str:
    return " ".join(text.split()) or "Cases"


def _cell(text: str, column: Column) -> str:
    """A cell; what is code or holds signs of Markdown stands in a code span."""
    plain = column in (Column.ID, Column.DESCRIPTION, Column.METHOD, Column.STATUS, Column.AUTH)
    lines = text.split("\n")
    return "<br>".join(_code(line) if line and (not plain or set(line) & _SIGNS) else line for line in lines)


_SIGNS = frozenset("\\`*_<>[]&|")


def _code(line: str) -> str:
    """A code span whose run of backticks is longer than any in it; a bar in it is escaped, as GFM asks."""
    longest = max((len(run) for run in _runs(line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}".replace("|", "\\|")


def _runs(line: str) -> list[str]:
    return [run for run in "".join(char if char == "`" else " " for char in line).split() if run]
