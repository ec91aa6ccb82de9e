"""The project's collection run once against the target: what its requests teach about good ones."""

from __future__ import annotations

import asyncio
import secrets
import time

import msgspec

from assay.app.options import RunOptions
from assay.app.preparing import prepare
from assay.app.probing.options import ProbeOptions
from assay.app.project import Project
from assay.model.event import Exchanged, Record
from assay.model.exchange import Exchange
from assay.probes.target import Target
from assay.probes.teaching import Taught, taught
from assay.record.masking import Masker
from assay.runtime.consent import Consent
from assay.runtime.job import Run
from assay.runtime.perform import Transport
from assay.runtime.recorder import Recorder
from assay.runtime.tools import open_tools

MOST = 5_000
"""Exchanges that are learnt from."""
LONGEST = 120.0
"""Seconds that the collection may take."""


async def lessons(
    options: ProbeOptions, project: Project, target: Target, transport: Transport, consent: Consent, masker: Masker
) -> dict[str, tuple[Taught, ...]]:
    """By operation, the good requests of the project's collection; none where it has no collection, or none may write.

    What is known of its secrets is told to `masker`. Raises an AssayError where the collection cannot be read.
    """
    if project.project.collection is None or consent.reads_only:
        return {}
    seen: list[Exchange] = []

    def hear(record: Record) -> None:
        event = record.event
        if isinstance(event, Exchanged) and event.source == "collection" and len(seen) < MOST:
            seen.append(event.exchange)

    prepared = prepare(RunOptions(env=options.env, url=target.base_url, config=options.config))
    masker.add(prepared.secrets)
    job = msgspec.structs.replace(prepared.job, consent=consent)
    recorder = Recorder(now=time.time, masker=Masker(secrets.token_bytes(16)), sinks=(hear,))
    try:
        async with asyncio.timeout(LONGEST):
            await Run(job, recorder).carry(lambda: open_tools(prepared.limits, transport=transport))
    except TimeoutError:
        pass  # what it taught until then is good
    return taught(seen, target.routes)
