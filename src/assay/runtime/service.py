"""Brings up the API under test for a run, waits until it answers, and ends its whole process tree afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import sys
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from assay.model.errors import IncompleteError, UsageError
from assay.model.exchange import Answered
from assay.model.http import Delivery, Header, Request
from assay.runtime.perform import Transport

TAIL = 12
"""Lines of the service's output that an error shows."""
GRACE = 4.0
"""Seconds that the keeper has to end the tree."""


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """How to start an API: a command line without a shell, where, and the URL that tells that it is ready."""

    command: str
    directory: Path
    ready: str
    environment: Mapping[str, str] = {}
    patience: float = 30.0
    """Seconds until it has to answer."""


@asynccontextmanager
async def running(service: Service, transport: Transport) -> AsyncIterator[None]:
    """The service, up and answering for as long as the context lasts.

    Raises UsageError for a command that cannot be started, IncompleteError when it ends or stays silent.
    """
    if await answers(transport, service.ready):
        raise UsageError(
            f"something answers at {service.ready} already",
            where="assay.toml, start",
            remedy="End it, or remove `start` to test what is running.",
        )
    process = await launch(service)
    output: deque[str] = deque(maxlen=TAIL)
    reading = asyncio.create_task(drain(process, output))
    try:
        await until_ready(service, process, transport, output)
        yield
    finally:
        await end(process)
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reading


async def launch(service: Service) -> asyncio.subprocess.Process:
    """Start the command under a keeper, which ends the whole tree when we are gone, however that comes about."""
    try:
        words = shlex.split(service.command)
    except ValueError as problem:
        raise unstartable(service, str(problem)) from None
    if not words or not shutil.which(words[0], path=service.environment.get("PATH")):
        raise unstartable(service, f"no such program: {words[0]}" if words else "the command is empty")
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-P", "-m", "assay.runtime.keeper", *words),
        cwd=service.directory,
        env={**os.environ, **service.environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )


def unstartable(service: Service, why: str) -> UsageError:
    """The refusal of a command that cannot be started."""
    return UsageError(
        f"cannot start `{service.command}`: {why}", where="assay.toml, start", remedy="Check the command."
    )


async def drain(process: asyncio.subprocess.Process, output: deque[str]) -> None:
    """Keep the last lines; read on for ever, so that the service never waits for us."""
    assert process.stdout is not None
    pending = b""
    while chunk := await process.stdout.read(65536):
        *lines, pending = (pending + chunk[-65536:]).split(b"\n")
        output.extend(line.decode(errors="replace") for line in lines)
        pending = pending[-4096:]


async def until_ready(
    service: Service, process: asyncio.subprocess.Process, transport: Transport, output: deque[str]
) -> None:
    """Ask the ready URL until it answers with less than 500."""
    pause = 0.02
    deadline = asyncio.get_running_loop().time() + service.patience
    while not await answers(transport, service.ready):
        if process.returncode is not None:
            raise failure(service, f"ended with code {process.returncode} before it answered", output)
        if asyncio.get_running_loop().time() > deadline:
            raise failure(service, f"did not answer within {service.patience:g} s", output)
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.5)


def failure(service: Service, what: str, output: deque[str]) -> IncompleteError:
    """The service's failure with its last words."""
    words = "\n".join(f"  {line[:200]}" for line in output)
    return IncompleteError(
        f"`{service.command}` {what} at {service.ready}",
        where="assay.toml, start",
        remedy=f"Its last output:\n{words}" if words else "It printed nothing.",
    )


async def answers(transport: Transport, url: str) -> bool:
    """Whether a GET gets any answer below 500."""
    request = Request(
        id="ready",
        method="GET",
        url=url,
        headers=(Header("Accept", "*/*"),),
        delivery=Delivery(timeout=2.0, verify=False),
    )
    outcome = (await transport(request)).outcome
    return isinstance(outcome, Answered) and outcome.response.status < 500


async def end(process: asyncio.subprocess.Process) -> None:
    """Let go of the keeper's standard input, which ends the tree; insist if that takes too long."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        process.kill()
        await process.wait()
