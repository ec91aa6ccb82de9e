"""Opens the history of the project in which a command is given, and finds the entry that a word names."""

from __future__ import annotations

import os
from pathlib import Path

from assay.app.place import find
from assay.model.errors import UsageError
from assay.record.history.entry import Entry
from assay.record.history.history import History
from assay.record.history.keeping import home

NEWEST = frozenset({"last", "latest", "newest"})


def home_at(config: str | None) -> Path:
    """Where the project of --config, else of the nearest configuration upwards, keeps what was sent by hand."""
    path = Path(config) if config else find(Path.cwd())
    return home(path.parent if path else Path.cwd(), os.environ)


def number(text: str) -> int:
    """12, or from the newest backwards: last, -1, -2. Raises UsageError for anything else."""
    if text.lower() in NEWEST:
        return -1
    try:
        found = int(text.removeprefix("#"))
    except ValueError:
        found = 0
    if found == 0 or len(text) > 20:
        remedy = "Name an entry by its number in `assay history`, or count from the newest: last, -1, -2."
        raise UsageError(f"{text!r} is no number of an entry", remedy=remedy)
    return found


def entry(history: History, text: str) -> Entry:
    """The entry that a word names. Raises InputError where there is none."""
    return history.entry(number(text))
