"""Chooses the entries of the history that are to be saved, and those before them that values may have come from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from assay.app.history.moments import moment
from assay.app.saving.options import SaveOptions
from assay.draft import Call
from assay.model.errors import InputError, UsageError
from assay.record.history.entry import Entry, Row
from assay.record.history.history import History

BEFORE = 300
"""Entries before the chosen ones that are looked at."""
MOST = 500
"""Entries that one draft is made of."""
MOST_BYTES = 48 * 1024 * 1024
"""Bytes of bodies that are read back in all; so many of the chosen ones are an error."""


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Calls in the order in which they were sent."""

    calls: tuple[Call, ...]
    numbers: frozenset[int]
    """Those that were asked for; the others came before them."""
    notes: tuple[str, ...] = ()


def is_morning(options: SaveOptions) -> bool:
    """Whether several calls are meant, so that the name is a folder's."""
    ranged = options.since is not None or options.first is not None or options.final is not None
    return ranged or options.last is not None or len(options.numbers) > 1


def choose(options: SaveOptions, home: Path, now: datetime) -> Chosen:
    """The calls. `now` has the person's time zone. Raises InputError or UsageError where there is none like it."""
    with History(home) as history:
        rows = history.rows()
        if not rows:
            raise InputError("the history is empty", where=str(home), remedy="`assay curl URL` is kept there.")
        numbers = _numbers(options, rows, history, now)
        wanted = [row for row in rows if row.n <= max(numbers)][-(BEFORE + MOST) :]
        left_out = len(numbers) - sum(row.n in numbers for row in wanted)
        if left_out or len(numbers) > MOST:
            raise UsageError(f"these are {len(numbers)} requests; {MOST} can be saved at once", remedy="Name fewer.")
        calls = _read(history, wanted, numbers)
        return Chosen(calls=calls, numbers=frozenset(numbers), notes=tuple(history.notes))


def _numbers(options: SaveOptions, rows: Sequence[Row], history: History, now: datetime) -> list[int]:
    ways = [bool(options.numbers), options.last is not None, options.since is not None, _has_range(options)]
    if sum(ways) > 1:
        raise UsageError("numbers, --last, --since and --from/--to say different things", remedy="Use one of them.")
    if options.numbers:
        return sorted({history.row(n).n for n in options.numbers})
    if options.last is not None:
        found = [row.n for row in rows][-options.last :]
    elif options.since is not None:
        start = moment(options.since, now)
        found = [row.n for row in rows if row.started >= start]
    elif _has_range(options):
        first, final = options.first or 0, options.final if options.final is not None else rows[-1].n
        found = [row.n for row in rows if first <= row.n <= final]
    else:
        found = [rows[-1].n]
    if not found:
        raise InputError(f"nothing was sent {_told(options)}", remedy="`assay history` lists what there is.")
    return found


def _has_range(options: SaveOptions) -> bool:
    return options.first is not None or options.final is not None


def _told(options: SaveOptions) -> str:
    if options.since is not None:
        return f"since {options.since}"
    return f"from number {options.first or 1} to {options.final if options.final is not None else 'the newest'}"


def _read(history: History, rows: Sequence[Row], numbers: Sequence[int]) -> tuple[Call, ...]:
    """The chosen ones first, then those before them from the newest back, as far as the memory for them reaches."""
    wanted, left = set(numbers), MOST_BYTES
    found: dict[int, Call] = {}
    for row in sorted(rows, key=lambda one: (one.n not in wanted, -one.n)):
        size = row.sent + row.received
        if row.n not in wanted and size > left:
            continue
        left -= size
        if row.n in wanted and left < 0:
            what = f"these requests and answers hold more than {MOST_BYTES // 1024**2} MB"
            raise UsageError(what, remedy="Name fewer, or leave the large ones out.")
        entry = history.entry(row.n)
        if entry.exchanges:
            found[row.n] = call_of(entry)
    return tuple(found[n] for n in sorted(found))


def call_of(entry: Entry) -> Call:
    """An entry as the draft wants it."""
    return Call(n=entry.n, transfer=entry.transfer, exchanges=entry.exchanges, at=entry.at)
