"""`assay.run(…)`: Newman's library interface in Python, with Newman's events."""

from __future__ import annotations

import asyncio
import difflib
import json
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from assay.app.defaults import fitted, snake
from assay.app.exports import export_all
from assay.app.newman_events import EVENTS, told
from assay.app.options import Report, RunOptions
from assay.app.outputs import attempt, target, write
from assay.app.preparing import prepare
from assay.app.reporters import default_file, planned
from assay.app.run import Finished, execute
from assay.app.verdict import verdict
from assay.model.errors import InputError, UsageError
from assay.model.event import Record
from assay.report.kinds import KINDS
from assay.report.tally import Tally

Callback = Callable[[dict[str, Any] | None, dict[str, Any]], Any]
"""Gets the error of an event, or None, and what happened."""

FIELDS = frozenset(field.name for field in msgspec.structs.fields(RunOptions))


class Summary:
    """What came of a run."""

    def __init__(self, finished: Finished, tally: Tally, code: int) -> None:
        self.exit_code = code
        """What `assay run` would have exited with."""
        self.ending = finished.ending
        """finished, bailed, timed out, interrupted or failed."""
        self.error = finished.error
        """Why the run could not go on, in one sentence."""
        self.tally = tally
        """Counts of iterations, requests, scripts and assertions, each with its total and failed."""
        self.log: Path = finished.log
        """The event log, from which any report can be made."""
        self._finished = finished

    def newman(self) -> dict[str, Any]:
        """The summary in Newman's own structure: collection, environment, globals, run."""
        document: dict[str, Any] = json.loads("".join(KINDS["newman-json"].fold()(self._finished.records)))
        return document

    def variables(self, scope: str = "environment") -> dict[str, Any]:
        """The final variables by name; `scope` is environment, globals or collection."""
        rows = self._finished.run.finals.scope(scope).values_json()
        return {row["key"]: row.get("value") for row in rows if not row.get("disabled")}


def run(collection: str | dict[str, Any], *, on: Mapping[str, Callback] | None = None, **options: Any) -> Summary:
    """Run a collection: a path, a URL, or a document. Options have the names of RunOptions, or Newman's in camel case.

    `on` maps Newman's event names to callbacks. Nothing is printed; reporters that write files are made.
    Raises AssayError before anything is sent, where an input or option is wrong.
    """
    given = {snake(name): value for name, value in options.items()}
    for name in given.keys() - FIELDS:
        near = difflib.get_close_matches(name, FIELDS, 1)
        raise UsageError(f"unknown option {name!r}", remedy=f"Did you mean {near[0]}?" if near else "")
    for name in (on or {}).keys() - EVENTS:
        near = difflib.get_close_matches(name, EVENTS, 1)
        raise UsageError(f"unknown event {name!r}", remedy=f"Did you mean {near[0]}?" if near else "")
    checked = {name: fitted(name, value, "") for name, value in given.items() if value is not None}
    wanted = RunOptions(collection=collection, **{"reporters": (), **checked})
    reports = [one for one in planned(wanted) if one.path is not None and one.kind in KINDS]
    prepared = prepare(wanted)
    tally = Tally()

    def hear(record: Record) -> None:
        tally.add(record.event)
        for name, error, args in told(record.event):
            if callback := (on or {}).get(name):
                callback(error, args)

    finished = outside_loop(lambda: execute(prepared, (hear,)))
    problems = [*attempt(partial(write_file, one, finished) for one in reports), *export_all(prepared, finished)]
    if problems:
        raise InputError("; ".join(problems))
    code, _ = verdict(prepared.options, tally, finished.ending, out_of_max_time=False)
    return Summary(finished, tally, code)


def write_file(report: Report, finished: Finished) -> None:
    """One report that goes to a file."""
    place = target(report.path or None, default_file(report.kind), now=time.time())
    write(place, KINDS[report.kind].fold()(finished.records))


def outside_loop(work: Callable[[], Finished]) -> Finished:
    """The work here, or in a thread of its own where an event loop runs already (a notebook)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work()
    found: list[Finished | BaseException] = []

    def keep() -> None:
        try:
            found.append(work())
        except BaseException as problem:  # noqa: BLE001 - carried over to the thread that asked
            found.append(problem)

    thread = threading.Thread(target=keep)
    thread.start()
    thread.join()
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]
