"""The index as a file of SQLite: opened, made anew where it is broken, kept in memory where nothing can be written."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from assay.model.errors import IncompleteError, InputError

if TYPE_CHECKING:
    from sqlite3 import Connection

APPLICATION = 0x61737359  # "assY"
VERSION = 1
PATIENCE = 10.0
"""Seconds that another process may hold the index."""

WORDS = """
CREATE VIRTUAL TABLE words USING fts5 (line, headers, sent, received, tokenize = 'unicode61')
"""
TABLES = """
CREATE TABLE log (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, read INTEGER NOT NULL, size INTEGER NOT NULL,
  whole INTEGER NOT NULL);
CREATE TABLE entry (n INTEGER PRIMARY KEY AUTOINCREMENT, log INTEGER NOT NULL, start INTEGER NOT NULL,
  end INTEGER NOT NULL, started REAL NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL,
  path TEXT NOT NULL, status INTEGER NOT NULL, code INTEGER NOT NULL, seconds REAL NOT NULL, sent INTEGER NOT NULL,
  received INTEGER NOT NULL, type TEXT NOT NULL, identity TEXT NOT NULL);
CREATE INDEX entry_log ON entry (log);
CREATE INDEX entry_started ON entry (started)
"""


class Strange(Exception):
    """The file is a database, but not one of ours, or not of this version."""


class Opened:
    """A connection, and what has to be said of how it came about."""

    def __init__(self, connection: Connection, note: str = "") -> None:
        self.connection = connection
        self.note = note


def open_index(path: Path) -> Opened:
    """The index at this path. Raises InputError where this Python has no SQLite with full-text search."""
    _need_sqlite()
    import sqlite3

    try:
        return Opened(_writable(path))
    except sqlite3.OperationalError as problem:
        if "lock" in str(problem) or "busy" in str(problem):
            raise held(path) from None
        if "fts5" in str(problem):
            raise InputError("this Python's SQLite has no full-text search (FTS5), which the history needs") from None
        return _without_writing(path)
    except (sqlite3.DatabaseError, Strange):
        return anew(path)


def held(path: Path) -> IncompleteError:
    """Another process does not let go of the index."""
    remedy = "Another assay is still reading the logs: try again in a moment."
    return IncompleteError("the index of the history is held by another process", where=str(path), remedy=remedy)


def _need_sqlite() -> None:
    try:
        import sqlite3  # noqa: F401 - whether it is there
    except ImportError:
        raise InputError("this Python was built without SQLite, which the history needs") from None


def _writable(path: Path) -> Connection:
    connection = _connect(f"{path.absolute().as_uri()}?mode=rwc")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if _mark(connection) != (APPLICATION, VERSION):
            connection.execute("BEGIN IMMEDIATE")  # of two that make it, one waits
            _settle_schema(connection)
            connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _settle_schema(connection: Connection) -> None:
    """Make the tables of a new file. Raises Strange for tables of somebody else."""
    if _mark(connection) == (APPLICATION, VERSION):
        return
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise Strange
    for statement in (*TABLES.split(";"), WORDS):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _mark(connection: Connection) -> tuple[int, int]:
    return (
        connection.execute("PRAGMA application_id").fetchone()[0],
        connection.execute("PRAGMA user_version").fetchone()[0],
    )


def _connect(uri: str) -> Connection:
    import sqlite3

    return sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)


def anew(path: Path) -> Opened:
    """An empty index in the place of a broken one."""
    note = f"{path} could not be read and was made anew from the logs: the numbers may have changed"
    try:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        return Opened(_writable(path), note)
    except OSError:
        return Opened(in_memory(), note)


def _without_writing(path: Path) -> Opened:
    """A copy in memory: what a place that takes nothing holds, or an empty one."""
    import sqlite3

    if path.is_dir():
        raise InputError("the index of the history is a folder here", where=str(path), remedy="Move it away.")
    copy = _connect(":memory:")
    with contextlib.suppress(sqlite3.Error, OSError):
        if os.path.getsize(path):
            kept = _connect(f"{path.absolute().as_uri()}?immutable=1")
            with contextlib.closing(kept):
                if _mark(kept) == (APPLICATION, VERSION):
                    kept.backup(copy)
                    return Opened(copy)
    copy.close()
    return Opened(in_memory())


def in_memory() -> Connection:
    """An empty index for this process alone."""
    connection = _connect(":memory:")
    _settle_schema(connection)
    return connection


def emptied(connection: Connection) -> None:
    """Forget every entry, to the last byte in the file; numbers go on where they were."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in ("DELETE FROM entry", "DELETE FROM log", "DROP TABLE words", WORDS):
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
