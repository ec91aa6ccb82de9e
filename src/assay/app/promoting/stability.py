"""How often each request was green before, by the logs of past runs."""

from __future__ import annotations

from pathlib import Path

from assay.model.errors import InputError
from assay.model.event import Asserted, Exchanged, ItemEnded, Raised, RunStarted

MOST_LOGS = 50
MOST_BYTES = 256 * 1024 * 1024


def green_runs(folder: Path, suite: str) -> dict[str, int]:
    """By step id, how many of the newest runs of this collection in a row it was green in."""
    found: dict[str, int] = {}
    ended: set[str] = set()
    for path in _newest(folder):
        seen, failed = _of_log(path, suite)
        for step in seen:
            if step in failed:
                ended.add(step)
            elif step not in ended:
                found[step] = found.get(step, 0) + 1
    return found


def _newest(folder: Path) -> list[Path]:
    try:
        logs = sorted(folder.glob("*.jsonl"), key=lambda path: path.stat().st_mtime, reverse=True)
        return [path for path in logs[:MOST_LOGS] if path.stat().st_size < MOST_BYTES]
    except OSError:
        return []


def _of_log(path: Path, suite: str) -> tuple[set[str], set[str]]:
    """The steps that ran to their end in a run of the collection, and those that failed."""
    from assay.record.log import read

    seen, failed = set[str](), set[str]()
    try:
        for record in read(path):
            event = record.event
            if isinstance(event, RunStarted) and event.name != suite:
                return set(), set()
            if isinstance(event, ItemEnded) and not event.skipped:
                seen.add(event.item.id)
            elif (
                (isinstance(event, Asserted) and not event.passed and not event.skipped)
                or isinstance(event, Raised)
                or (isinstance(event, Exchanged) and event.exchange.response is None)
            ):
                failed.add(event.item.id)
    except InputError:
        return set(), set()
    return seen, failed
