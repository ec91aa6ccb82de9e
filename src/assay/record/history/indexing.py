"""Brings the index up to what the logs hold: new logs are read in the order of their names, gone ones forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from assay.model.http import BytesPart, Request
from assay.record.history.entry import Entry
from assay.record.history.keeping import logs
from assay.record.history.pages import Found, Page
from assay.record.history.words import words

if TYPE_CHECKING:
    from sqlite3 import Connection

AT_ONCE = 64
"""Logs that are read before other processes get their turn."""
LONGEST = 16_384
"""Characters of a URL, host or path that the index keeps; the log has all of it."""

INSERT = """INSERT INTO entry (log, start, end, started, method, url, host, path, status, code, seconds, sent, received,
type, identity) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

FORGET = (
    "DELETE FROM words WHERE rowid IN (SELECT n FROM entry WHERE log = (SELECT id FROM log WHERE name = ?))",
    "DELETE FROM entry WHERE log = (SELECT id FROM log WHERE name = ?)",
    "DELETE FROM log WHERE name = ?",
)


class Known(NamedTuple):
    """A log that was read: how far, how long it was then, and whether more can come."""

    id: int
    read: int
    size: int
    whole: bool


def bring_up(connection: Connection, folder: Path, note: Callable[[str], None]) -> None:
    """Read what is new in the folder of logs. What cannot be read is told through `note`, and passed over."""
    try:
        present = logs(folder)
    except OSError as error:
        note(f"the logs in {folder} cannot be read ({error.strerror or error})")
        return
    _forget(connection, set(known_logs(connection)) - set(present))
    names = iter(pending(connection, folder, present))
    while some := list(islice(names, AT_ONCE)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            known = known_logs(connection)  # another process may have read some of them meanwhile
            for name in some:
                if is_news(folder / name, known.get(name)):
                    _read(connection, folder / name, known.get(name), note)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def known_logs(connection: Connection) -> dict[str, Known]:
    """What was read, by the name of the log."""
    rows = connection.execute("SELECT name, id, read, size, whole FROM log")
    return {name: Known(key, read, size, bool(whole)) for name, key, read, size, whole in rows}


def pending(connection: Connection, folder: Path, present: list[str]) -> list[str]:
    """The logs in which something may stand that the index does not know."""
    known = known_logs(connection)
    return [name for name in present if is_news(folder / name, known.get(name))]


def is_news(path: Path, known: Known | None) -> bool:
    """Whether a log was never read, or has grown since."""
    if known is None:
        return True
    if known.whole:
        return False
    try:
        return path.stat().st_size != known.size
    except OSError:
        return False


def _forget(connection: Connection, gone: set[str]) -> None:
    """Drop the entries of logs that were deleted; their numbers go to nobody else."""
    if not gone:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for name in gone:
            for statement in FORGET:
                connection.execute(statement, (name,))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _read(connection: Connection, path: Path, known: Known | None, note: Callable[[str], None]) -> None:
    page = Page(path, known.read if known else 0)
    if known is None:
        connection.execute("INSERT INTO log (name, read, size, whole) VALUES (?, 0, 0, 0)", (path.name,))
    log = known.id if known else connection.execute("SELECT last_insert_rowid()").fetchone()[0]
    try:
        size = path.stat().st_size
        for found in page.found():
            _insert(connection, log, found, known)
    except OSError as error:
        note(f"{path} cannot be read ({error.strerror or error})")
        return
    if page.strange:
        note(f"{path} is left out: {page.strange}")
    connection.execute(
        "UPDATE log SET read = ?, size = ?, whole = ? WHERE id = ?", (page.read, size, int(page.whole), log)
    )


def _insert(connection: Connection, log: int, found: Found, known: Known | None) -> None:
    if known is not None and _is_known(connection, log, found):
        return
    connection.execute(INSERT, (log, found.start, found.end, *_columns(found.entry)))
    text = words(found.entry)
    connection.execute(
        "INSERT INTO words (rowid, line, headers, sent, received) VALUES (last_insert_rowid(), ?, ?, ?, ?)",
        tuple(storable(part) for part in (text.line, text.headers, text.sent, text.received)),
    )


def _is_known(connection: Connection, log: int, found: Found) -> bool:
    """Beside a transfer that is still under way, one that is over can be read twice."""
    query = "SELECT 1 FROM entry WHERE log = ? AND end = ?"
    return connection.execute(query, (log, found.end)).fetchone() is not None


def _columns(entry: Entry) -> Iterator[str | int | float]:
    host, path = place_of(entry.url)
    response, request = entry.response, entry.last.request if entry.last else None
    yield entry.at
    yield storable(entry.method[:100])
    yield storable(entry.url[:LONGEST])
    yield storable(host[:LONGEST])
    yield storable(path[:LONGEST])
    yield response.status if response else 0
    yield entry.code
    yield sum(exchange.timings.total for exchange in entry.exchanges) / 1000
    yield _sent(request) if request else 0
    yield (response.sizes.decoded or len(response.body)) if response else 0
    yield storable((response.header("content-type") or "")[:200]) if response else ""
    yield (request.identity or "") if request else ""


def _sent(request: Request) -> int:
    """Bytes of the body as it left: stand-ins are shorter than secrets."""
    told = request.header("content-length") or ""
    if told.isdecimal() and len(told) < 16:
        return int(told)
    return sum(len(part.data) if isinstance(part, BytesPart) else part.size for part in request.body)


def place_of(url: str) -> tuple[str, str]:
    """host:port and path of a URL; a URL without a scheme is one of http, as curl has it."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
    except ValueError:
        return "", ""
    return parts.netloc.rpartition("@")[2], parts.path or "/"


def storable(text: str) -> str:
    """The text as SQLite takes it: half a surrogate pair is no text."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
