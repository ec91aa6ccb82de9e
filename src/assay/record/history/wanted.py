"""Which entries somebody looks for, as a condition for SQLite."""

from __future__ import annotations

import re

import msgspec

from assay.model.errors import UsageError

STATUS = re.compile(r"[1-9][0-9x]{2}")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Filters; what is empty does not filter."""

    search: str = ""
    """Words that all stand in method, URL, headers or bodies; "in quotes" they stand together."""
    statuses: tuple[str, ...] = ()
    """404, 4xx or unanswered: one of them."""
    method: str = ""
    host: str = ""
    """A glob for host or host:port."""
    path: str = ""
    """A glob; `*` crosses slashes."""
    since: float | None = None
    """Seconds since the epoch, inclusive."""
    until: float | None = None
    """… exclusive."""
    last: int | None = None
    """Only so many of the newest."""


class Condition(msgspec.Struct, frozen=True):
    """The WHERE of a query with its values."""

    sql: str
    values: tuple[str | float | int, ...]


def condition(wanted: Wanted) -> Condition:
    """What the filters ask for. Raises UsageError for a status or a search that cannot be understood."""
    parts: list[tuple[str, tuple[str | float | int, ...]]] = []
    if wanted.search:
        parts.append(("n IN (SELECT rowid FROM words WHERE words MATCH ?)", (match(wanted.search),)))
    if wanted.statuses:
        each = [_status(status) for status in wanted.statuses]
        parts.append((f"({' OR '.join(sql for sql, _ in each)})", tuple(value for _, some in each for value in some)))
    if wanted.method:
        parts.append(("method = ? COLLATE NOCASE", (wanted.method,)))
    if wanted.host:
        host = wanted.host.lower()
        parts.append(("(lower(host) GLOB ? OR lower(host) GLOB ?)", (host, f"{host}:*")))
    if wanted.path:
        parts.append(("path GLOB ?", (wanted.path,)))
    if wanted.since is not None:
        parts.append(("started >= ?", (wanted.since,)))
    if wanted.until is not None:
        parts.append(("started < ?", (wanted.until,)))
    sql = " AND ".join(sql for sql, _ in parts)
    return Condition(sql or "1", tuple(value for _, values in parts for value in values))


def _status(text: str) -> tuple[str, tuple[int, ...]]:
    lower = text.lower()
    if lower == "unanswered":
        return "status = 0", ()
    if not STATUS.fullmatch(lower):
        remedy = "A status is written as 404, 4xx or unanswered."
        raise UsageError(f"{text!r} is no status", where="--status", remedy=remedy)
    low, high = int(lower.replace("x", "0")), int(lower.replace("x", "9"))
    if "x" in lower.rstrip("x"):
        raise UsageError(f"{text!r} is no status", where="--status", remedy="Write the x last: 4xx, 40x.")
    return "status BETWEEN ? AND ?", (low, high)


def match(text: str) -> str:
    """The search as FTS5 wants it: each word, or each quoted run of words, as it stands, the last word a beginning."""
    pieces = [quoted or word for quoted, word in re.findall(r'"([^"]*)"|([^\s"]+)', text.replace("\0", ""))]
    terms = [f'"{piece}"*' for piece in pieces if any(character.isalnum() for character in piece)]
    if not terms:
        raise UsageError(f"{text!r} holds no word to look for", where="--search")
    return " ".join(terms)
