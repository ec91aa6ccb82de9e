"""The project's collection run once against the target: what its requests teach about good ones."""

from __future__ import annotations

from pathlib import Path

from assay.app.options import RunOptions
from assay.app.preparing import prepare
from assay.app.probing.options import ProbeOptions
from assay.app.project import Project
from assay.app.run import execute
from assay.model.event import Exchanged, Record
from assay.model.exchange import Exchange
from assay.probes.target import Target
from assay.probes.teaching import Taught, taught

MOST = 5_000
"""Exchanges that are learnt from."""
LONGEST = 120.0
"""Seconds that the collection may take."""


def lessons(options: ProbeOptions, project: Project, target: Target, log: Path) -> dict[str, tuple[Taught, ...]]:
    """By operation, the good requests of the project's collection; none where it has no collection.

    Raises an AssayError where the collection cannot be read.
    """
    if project.project.collection is None:
        return {}
    seen: list[Exchange] = []

    def hear(record: Record) -> None:
        event = record.event
        if isinstance(event, Exchanged) and event.source == "collection" and len(seen) < MOST:
            seen.append(event.exchange)

    asked = RunOptions(env=options.env, url=target.base_url, config=options.config, max_time=LONGEST)
    execute(prepare(asked), (hear,), log)
    return taught(seen, target.routes)
