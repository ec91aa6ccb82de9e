"""Runs scripts one after another in a sandbox process, in a fresh one after whatever the last one broke."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Callable, Iterator
from typing import Any, Self

from assay.model.errors import AssayError
from assay.model.script import ScriptError, ScriptResult, ScriptRun, Serve
from assay.script import frames, picture
from assay.script.answers import Answers, detached
from assay.script.child import Child
from assay.script.limits import Limits
from assay.script.transcript import Transcript, out_of_time

GRACE = 0.25
"""Seconds after a script's time in which the sandbox may end it by itself, and so keep its process."""


class Sandbox:
    """One process for scripts. What a script does never raises; AssayError means that there can be no sandbox."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._turn = asyncio.Lock()
        self._starting: asyncio.Task[Child] | None = None

    @classmethod
    async def start(cls, limits: Limits | None = None, clock: Callable[[], float] = time.perf_counter) -> Self:
        """Begin to start the process, and return at once; the first `execute` waits for it."""
        sandbox = cls(limits or Limits(), clock)
        sandbox._begin()
        return sandbox

    def _begin(self) -> asyncio.Task[Child]:
        if self._starting is None:
            self._starting = asyncio.create_task(Child.start(self._limits))
        return self._starting

    async def execute(self, run: ScriptRun, serve: Serve) -> ScriptResult:
        """Run one script to its end, or to the end of its time (`inf`: none). Scripts wait for each other."""
        if not isinstance(run.source, str):
            return _unreadable(run)
        if not run.source.strip():
            return ScriptResult()
        async with self._turn:
            return await self._converse(await self._ready(), run, serve)

    async def _ready(self) -> Child:
        try:
            child = await asyncio.shield(self._begin())
        except AssayError:
            self._starting = None
            raise
        if child.has_ended:
            await self._replace(child)
            return await self._ready()
        return child

    async def _converse(self, child: Child, run: ScriptRun, serve: Serve) -> ScriptResult:
        transcript = Transcript(run, self._limits)
        answers = Answers(run.id, serve, child, self._limits.asks)
        began = self._clock()
        sound = False
        try:
            sound = await self._heard_out(child, run, transcript, answers)
            if shown := transcript.visualizer:
                sound = await self._pictured(shown, child, transcript, answers) and sound
        finally:
            child.rest()
            if not sound:
                await self._replace(child)
            await answers.stop()
        return transcript.result(self._clock() - began)

    async def _heard_out(self, child: Child, run: ScriptRun, transcript: Transcript, answers: Answers) -> bool:
        """Follow the script to its end; whether its process may be used again."""
        child.watch()
        try:
            async with asyncio.timeout(run.timeout + GRACE if math.isfinite(run.timeout) else None):
                await child.send(*_execution(run))
                _finish(await _listen(child, frames.RESULT, transcript, answers), run, transcript)
                return child.broke is None and not transcript.tampered
        except TimeoutError:
            transcript.kill(out_of_time(run))
        except frames.FrameError as error:
            transcript.kill(f"script was ended: {error}")
        except EOFError:
            transcript.kill(await child.post_mortem())
        return False

    async def _pictured(self, shown: dict[str, Any], child: Child, transcript: Transcript, answers: Answers) -> bool:
        """Have the visualizer's page rendered; whether the process lives on."""
        try:
            async with asyncio.timeout(picture.SECONDS):
                await child.send(picture.question(shown))
                told = await _listen(child, frames.PAGE, transcript, answers)
        except (TimeoutError, frames.FrameError, EOFError):
            transcript.pictured = picture.failure("it takes too much time or memory")
            return False
        transcript.pictured = picture.answer(told, self._limits)
        return True

    async def _replace(self, child: Child) -> None:
        self._starting = None
        await child.end()
        self._begin()

    async def close(self) -> None:
        """End the process; no script may be running."""
        starting, self._starting = self._starting, None
        if starting is None:
            return
        starting.cancel()
        await asyncio.wait({starting})
        # What did not start was told to whoever needed it.
        if not starting.cancelled() and starting.exception() is None:
            await starting.result().end()


async def _listen(child: Child, last: int, transcript: Transcript, answers: Answers) -> Any:
    """Hear what comes before the frame of the kind `last`, whose message is returned."""
    while True:
        kind, message = await child.receive()
        if kind == last:
            return message
        with _unforged():
            if kind == frames.TAMPERED:
                transcript.tamper(str(message))
            else:
                _hear(message, transcript, answers)


@contextlib.contextmanager
def _unforged() -> Iterator[None]:
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        # Only a script that forged or mangled the sandbox's own events gets here.
        raise frames.FrameError("it broke the sandbox's own messages") from None


def _hear(message: Any, transcript: Transcript, answers: Answers) -> None:
    name, args = message
    if name.startswith("execution.request.") and args[2] is None:
        transcript.unanswerable()
    elif not answers.ask(name, args):
        transcript.hear(name, args)


def _finish(message: Any, run: ScriptRun, transcript: Transcript) -> None:
    with _unforged():
        execution, end = message
        if execution != run.id:
            raise frames.FrameError("it answered for another script")
        transcript.close(end)


def _execution(run: ScriptRun) -> tuple[list[Any], bytes | memoryview]:
    context = dict(run.context)
    context["response"], body = detached(context.get("response"))
    if context["response"] is None:
        del context["response"]
    options = {
        "cursor": {**run.cursor, "execution": run.id},
        "legacy": run.legacy,
        "timeout": round(run.timeout * 1000) if math.isfinite(run.timeout) else None,
        "resolvedPackages": run.packages,
    }
    return ["execute", run.id, {"listen": run.listen, "script": {"exec": run.source}}, context, options], body


def _unreadable(run: ScriptRun) -> ScriptResult:
    message = f"script is {type(run.source).__name__}, not text"
    return ScriptResult(errors=(ScriptError(name="TypeError", message=message),))
