"""Has test scripts judge answers again, offline: side by side, and many at a time where that comes to the same."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

import msgspec

from assay.app.trusting.harness import GIVEN, LARGEST, SLICE, Verdict, batch, can_be_batched, verdicts
from assay.app.trusting.heard import Heard
from assay.engine.conversation import response_json
from assay.model.http import Response
from assay.model.script import ScriptRefused, ScriptResult, ScriptRun
from assay.script import Sandbox

SECONDS = 5.0
"""After which a script is ended; in a run that would fail as well."""
BATCH_SECONDS = 5.0
PATIENCE = 6.0
"""Seconds for all answers that one script judges one by one."""

Answer = tuple[Response, float | None]
"""A response, and how many milliseconds it took where that is not as it was."""


class Judges:
    """Sandboxes; an async context manager. Whatever scripts ask for is answered as it was answered in the recording."""

    def __init__(self, processes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._processes = processes
        self._clock = clock
        self._sandboxes: list[Sandbox] = []
        self._free: asyncio.Queue[Sandbox] = asyncio.Queue()
        self._ids = itertools.count()
        self.verdicts = 0

    async def __aenter__(self) -> Self:
        self._sandboxes = [await Sandbox.start() for _ in range(self._processes)]
        for sandbox in self._sandboxes:
            self._free.put_nowait(sandbox)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(one.close() for one in self._sandboxes))

    @asynccontextmanager
    async def sandbox(self) -> AsyncIterator[Sandbox]:
        """One that nobody else uses."""
        sandbox = await self._free.get()
        try:
            yield sandbox
        finally:
            self._free.put_nowait(sandbox)

    async def judge(self, heard: Heard, answers: Sequence[Answer], source: str | None = None) -> list[Verdict | None]:
        """One verdict for each answer, in order, and for the first one always; `source` takes the place of the script
        that was heard. None where the script takes so long that it judges the first answers only.

        The first answer is judged both ways: where that is not the same, all are judged one by one.
        """
        found = await _Judging(self, heard, source or heard.run.source, self._ids, self._clock).judged(answers)
        self.verdicts += len(found) - found.count(None)
        return found


class _Judging:
    def __init__(
        self, judges: Judges, heard: Heard, source: str, ids: itertools.count[int], clock: Callable[[], float]
    ) -> None:
        self._judges = judges
        self._heard = heard
        self._source = source
        self._ids = ids
        self._clock = clock
        self._time = float(heard.run.context["response"]["responseTime"])
        self._spent = 0.0

    async def judged(self, answers: Sequence[Answer]) -> list[Verdict | None]:
        first = await self._first(answers[0])
        if len(answers) >= 3 and can_be_batched(self._source):
            slices = [answers[start : start + SLICE] for start in range(0, len(answers), SLICE)]
            begun = await self._together(slices[0])
            if begun is not None and _alike(begun[0], first):
                parts = [begun, *(await asyncio.gather(*map(self._together, slices[1:])))]
                if None not in parts:
                    return [one for part in parts if part is not None for one in part]
        self._spent = 0.0
        rest = await asyncio.gather(*map(self._in_time, answers[1:]))
        return [first, *rest]

    async def _in_time(self, answer: Answer) -> Verdict | None:
        async with self._judges.sandbox() as sandbox:
            return await self._single(answer, sandbox) if self._spent < PATIENCE else None

    async def _first(self, answer: Answer) -> Verdict:
        async with self._judges.sandbox() as sandbox:
            return await self._single(answer, sandbox)

    async def _single(self, answer: Answer, sandbox: Sandbox) -> Verdict:
        begun = self._clock()
        result = await sandbox.execute(self._run(self._source, answer, SECONDS), _Again(self._heard))
        self._spent += self._clock() - begun
        return _verdict(result)

    async def _together(self, answers: Sequence[Answer]) -> list[Verdict] | None:
        local = {row["key"]: row.get("value") for row in _rows(self._heard.run.context, "_variables")}
        times = [self._time if time is None else time for _, time in answers]
        source, given = batch(self._source, [response for response, _ in answers], times, local)
        if len(given) > LARGEST:
            return None
        run = self._run(source, answers[0], BATCH_SECONDS, {"key": GIVEN, "value": given, "type": "any"})
        async with self._judges.sandbox() as sandbox:
            result = await sandbox.execute(run, _Again(self._heard))
        if result.killed or result.errors or len(result.assertions) != 1:
            return None
        return verdicts(result.assertions[0].name, len(answers))

    def _run(self, source: str, answer: Answer, seconds: float, *more: dict[str, Any]) -> ScriptRun:
        ident = f"trust-{next(self._ids)}"
        response, time = answer
        told = response_json(ident, response, self._time if time is None else time)
        context = {**self._heard.run.context, "response": told}
        if more:
            context["environment"] = {"values": [*_rows(context, "environment"), *more]}
        return msgspec.structs.replace(
            self._heard.run, id=ident, source=source, context=context, timeout=seconds, packages=None
        )


def _rows(context: Mapping[str, Any], scope: str) -> list[dict[str, Any]]:
    return [dict(row) for row in context[scope]["values"] if not row.get("disabled")]


def _alike(one: Verdict, other: Verdict) -> bool:
    return (one.passed, one.failed, bool(one.error)) == (other.passed, other.failed, bool(other.error))


def _verdict(result: ScriptResult) -> Verdict:
    shown = [one for one in result.assertions if not one.skipped]
    failed = frozenset(one.name for one in shown if not one.passed)
    error = result.killed or (result.errors[0].message or "it failed" if result.errors else "")
    return Verdict(frozenset(one.name for one in shown) - failed, failed, error, _variables(result))


def _variables(result: ScriptResult) -> str:
    """What it has left in the variables, as text."""
    scopes = (result.environment, result.globals, result.collection_variables, result.variables)
    rows = [(str(row.get("key")), _json(row.get("value"))) for scope in scopes if scope is not None for row in scope]
    return msgspec.json.encode(rows).decode()


def _json(value: Any) -> str:
    try:
        return msgspec.json.encode(value).decode()
    except (TypeError, ValueError):
        return "?"


class _Again:
    """Answers what a script asks for as it was answered before: of each kind in order, the last one from then on."""

    def __init__(self, heard: Heard) -> None:
        self._answers: dict[str, list[Any]] = {}
        for kind, answer in heard.served:
            self._answers.setdefault(kind, []).append(answer)

    def _next(self, kind: str) -> Any:
        left = self._answers.get(kind)
        if not left:
            raise ScriptRefused("nothing of the kind was asked for when it was recorded")
        return left.pop(0) if len(left) > 1 else left[0]

    async def request(self, request: dict[str, Any], cursor: Mapping[str, Any]) -> tuple[Any, Any, Any]:
        del request, cursor
        try:
            answer: tuple[Any, Any, Any] = self._next("request")
        except ScriptRefused as problem:
            return {"message": str(problem)}, None, None
        return answer

    async def cookies(self, method: str, args: list[Any]) -> Any:
        del method, args
        return self._next("cookies")

    async def vault(self, method: str, args: list[Any]) -> Any:
        del method, args
        return self._next("vault")

    async def run_request(self, request: str, options: Any) -> Any:
        del request, options
        return self._next("run_request")
