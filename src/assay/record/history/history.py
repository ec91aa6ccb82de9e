"""The history of a project: its entries by number, by filter, and the newest of them.

    with History(home) as history:
        history.entry(12)                     one entry; InputError where there is none
        history.rows(Wanted(statuses=("4xx",)))   what the index knows, oldest first
        history.entries(Wanted(last=3))       the same, read back from the logs
        history.latest(12), history.since(1764144000.0)
        history.notes                         sentences for the person: an index made anew, a log that is none

Opening it reads what commands have logged since the last time. It holds no secret: the logs hold none.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from assay.model.errors import InputError
from assay.record.history.database import Opened, anew, emptied, held, open_index
from assay.record.history.entry import Entry, Row
from assay.record.history.indexing import bring_up
from assay.record.history.keeping import FOLDER, logs
from assay.record.history.pages import entry_at
from assay.record.history.wanted import Wanted, condition

if TYPE_CHECKING:
    from sqlite3 import Connection

INDEX = "history.db"
COLUMNS = """n, started, method, url, host, path, status, code, seconds, sent, received, type, identity,
name, start, end"""
JOINED = "entry JOIN log ON log.id = entry.log"


class History:
    """The index over the logs in `home`, brought up to date. Use it as a context manager, or `close` it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / FOLDER
        self.notes: list[str] = []
        self._connection: Connection | None = None
        opened = self._open()
        self._is_anew = opened is not None and bool(opened.note)
        if opened is not None:
            self._connection = opened.connection
            self.notes += [opened.note] if opened.note else []
            self._bring_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def rows(self, wanted: Wanted | None = None) -> list[Row]:
        """What the index knows of the entries that are wanted (of all, without filters), oldest first."""
        wanted = wanted or Wanted()
        where = condition(wanted)
        most = -1 if wanted.last is None else wanted.last
        query = f"SELECT {COLUMNS} FROM {JOINED} WHERE {where.sql} ORDER BY n DESC LIMIT ?"  # noqa: S608 - own columns
        return [_row(values) for values in self._query(query, (*where.values, most))][::-1]

    def row(self, n: int) -> Row:
        """One of them. Negative numbers count from the newest, -1. Raises InputError where there is none."""
        if n < 0:
            query, value = f"SELECT {COLUMNS} FROM {JOINED} ORDER BY n DESC LIMIT 1 OFFSET ?", -n - 1  # noqa: S608
        else:
            query, value = f"SELECT {COLUMNS} FROM {JOINED} WHERE n = ?", n  # noqa: S608 - own columns
        found = self._query(query, (min(value, 2**62),))
        if not found:
            raise InputError(self._missing(n), where=str(self.folder), remedy=self._remedy())
        return _row(found[0])

    def entry(self, n: int) -> Entry:
        """One entry, read back from its log. Raises InputError where there is none."""
        row = self.row(n)
        entry = self._entry(row)
        if entry is None:
            raise InputError(f"the log of number {row.n} is gone", where=str(self.folder / row.log))
        return entry

    def entries(self, wanted: Wanted | None = None) -> Iterator[Entry]:
        """The entries that are wanted, oldest first, one in memory at a time; those whose log is gone are left out."""
        for row in self.rows(wanted):
            entry = self._entry(row)
            if entry is not None:
                yield entry

    def latest(self, count: int) -> tuple[Entry, ...]:
        """The newest entries, oldest first."""
        return tuple(self.entries(Wanted(last=count)))

    def since(self, at: float) -> Iterator[Entry]:
        """The entries that began at this moment (seconds since the epoch) or later."""
        return self.entries(Wanted(since=at))

    def clear(self) -> int:
        """Delete every log and what the index knows; how many entries there were. Numbers go on from there.

        Raises OSError where a log cannot be deleted.
        """
        count = len(self.rows())
        for name in logs(self.folder):
            (self.folder / name).unlink(missing_ok=True)
        if self._connection is not None:
            emptied(self._connection)
        return count

    def _open(self) -> Opened | None:
        """The index; None where nothing was ever kept, and nothing is left behind by asking."""
        if not self.folder.is_dir() and not (self.home / INDEX).exists():
            return None
        return open_index(self.home / INDEX)

    def _bring_up(self) -> None:
        import sqlite3

        assert self._connection is not None
        try:
            bring_up(self._connection, self.folder, self.notes.append)
        except sqlite3.OperationalError as problem:
            self.notes.append(f"the newest entries are left out: {self.home / INDEX} cannot be written ({problem})")
        except sqlite3.DatabaseError as problem:
            self._begin_anew(problem)

    def _begin_anew(self, problem: Exception) -> None:
        """The index is damaged inside: once, it is made anew."""
        if self._is_anew:
            raise InputError(f"the index of the history cannot be kept ({problem})", where=str(self.home / INDEX))
        self.close()
        opened = anew(self.home / INDEX)
        self._connection, self._is_anew = opened.connection, True
        self.notes.append(opened.note)
        self._bring_up()

    def _query(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        import sqlite3

        if self._connection is None:
            return []
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.OperationalError as problem:
            if "lock" in str(problem):
                raise held(self.home / INDEX) from None
            self._begin_anew(problem)
        except sqlite3.DatabaseError as problem:
            self._begin_anew(problem)
        return self._query(query, values)

    def _entry(self, row: Row) -> Entry | None:
        with contextlib.suppress(OSError):
            return entry_at(self.folder / row.log, row.n, row.started, row.start, row.end)
        return None

    def _missing(self, n: int) -> str:
        if n < 0:
            return f"the history has fewer than {-n} entries" if self._bounds()[1] else "the history is empty"
        first, last = self._bounds()
        if not last:
            return f"there is no number {n}: the history is empty"
        return f"there is no number {n}: the history holds {first} to {last}"

    def _bounds(self) -> tuple[int, int]:
        found = self._query("SELECT min(n), max(n) FROM entry", ())
        return (found[0][0] or 0, found[0][1] or 0) if found else (0, 0)

    def _remedy(self) -> str:
        return "`assay history` lists what there is." if self._bounds()[1] else "`assay curl URL` is kept here."


def _row(values: Any) -> Row:
    return Row(**dict(zip(Row.__struct_fields__, values, strict=True)))
