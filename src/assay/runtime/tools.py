"""What a worker works with: connections by libcurl, and a script child that is started before it is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from assay.model.script import ScriptResult, ScriptRun, Serve
from assay.runtime.perform import Scripts, Transport
from assay.script import Limits, Sandbox
from assay.transport.live import Live


class NoScripts:
    """For a collection without scripts: no child is ever started."""

    async def execute(self, run: ScriptRun, serve: Serve) -> ScriptResult:
        """There is none to run."""
        del serve
        raise AssertionError(f"no script was announced, and yet {run.id} is to run")


class Tools(NamedTuple):
    """A worker's own connections and script child."""

    transport: Transport
    scripts: Scripts


@asynccontextmanager
async def open_tools(
    limits: Limits | None, *, trace: bool = False, transport: Transport | None = None
) -> AsyncIterator[Tools]:
    """The tools of one worker; without limits there are no scripts. A `transport` that is given is not closed."""
    live = Live(trace=trace) if transport is None else None
    sandbox = await Sandbox.start(limits) if limits else None
    try:
        yield Tools(live or transport, sandbox or NoScripts())  # type: ignore[arg-type]  # one of them is there
    finally:
        if sandbox:
            await sandbox.close()
        if live:
            await live.close()
