"""Has the original script judge answers in Postman's sandbox, for the proof of its translation."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Self

from assay.engine.conversation import response_json
from assay.model.http import Response
from assay.model.script import ScriptRefused, ScriptResult, ScriptRun
from assay.promote.scripts.proof import Judge, Verdict
from assay.promote.scripts.standin import NO_REQUEST, cookies_of
from assay.script import Sandbox

SECONDS = 2.0
"""After which a script is ended; on an answer for which that happens nothing is proven."""
MOST_ENDED = 3
"""Answers on which a script may run out of time before the rest is given up."""
_NO_REQUEST = {
    "method": NO_REQUEST.method,
    "url": NO_REQUEST.url,
    "header": [{"key": key, "value": value} for key, value in NO_REQUEST.headers.items()],
    "body": {"mode": "raw", "raw": NO_REQUEST.body},
}


class SandboxJudge:
    """A judge with sandboxes of its own; a context manager. What a script sends while it is proven is not sent."""

    def __init__(self, *, processes: int = 1, milliseconds: float = 50.0) -> None:
        self._runner = asyncio.Runner()
        self._milliseconds = milliseconds
        self._ids = itertools.count()
        self._sandboxes = [self._runner.run(Sandbox.start()) for _ in range(processes)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for sandbox in self._sandboxes:
            self._runner.run(sandbox.close())
        self._runner.close()

    def __call__(self, script: str, responses: Sequence[Response], variables: Mapping[str, Any]) -> Sequence[Verdict]:
        """One verdict for each answer."""
        return self._of("", script, responses, variables)

    def of(self, request: str) -> Judge:
        """The same judge for scripts of the request with this name."""
        return partial(self._of, request)

    def _of(
        self, request: str, script: str, responses: Sequence[Response], variables: Mapping[str, Any]
    ) -> Sequence[Verdict]:
        return self._runner.run(self._judged(request, script, responses, variables))

    async def _judged(
        self, request: str, script: str, responses: Sequence[Response], variables: Mapping[str, Any]
    ) -> list[Verdict]:
        found: dict[int, Verdict] = {}
        waiting = iter(enumerate(responses))
        scope = {"values": [{"key": key, "value": value, "type": "any"} for key, value in variables.items()]}
        ended = 0

        async def work(sandbox: Sandbox) -> None:
            nonlocal ended
            for index, response in waiting:
                if ended >= MOST_ENDED:
                    found[index] = Verdict(error="the script takes too long")
                    continue
                result = await sandbox.execute(self._run(request, script, response, scope, variables), _Echo(response))
                ended += result.killed is not None
                found[index] = verdict_of(result)

        await asyncio.gather(*map(work, self._sandboxes))
        return [found[index] for index in range(len(responses))]

    def _run(
        self, request: str, script: str, response: Response, scope: Mapping[str, Any], variables: Mapping[str, Any]
    ) -> ScriptRun:
        ident = f"proof-{next(self._ids)}"
        return ScriptRun(
            id=ident,
            listen="test",
            source=script,
            context={
                "environment": scope,
                "globals": scope,
                "collectionVariables": scope,
                "_variables": {"values": []},
                "data": dict(variables),
                "request": _NO_REQUEST,
                "response": response_json(ident, response, self._milliseconds),
                "cookies": [{"name": name, "value": value} for name, value in cookies_of(response.headers).items()],
            },
            cursor={"iteration": 0, "cycles": 1},
            legacy={"_itemId": "item", "_itemName": request},
            timeout=SECONDS,
        )


def verdict_of(result: ScriptResult) -> Verdict:
    """What a run of the script says."""
    tests = tuple((one.name, one.passed) for one in result.assertions if not one.skipped)
    error = result.killed or (result.errors[0].message if result.errors else "")
    return Verdict(tests=tests, error=error or ("it failed" if result.errors else ""))


class _Echo:
    """Answers each request of a script with the answer that is judged, as its translation is answered; nothing else."""

    def __init__(self, response: Response) -> None:
        self._response = response

    async def request(self, request: dict[str, Any], cursor: Mapping[str, Any]) -> tuple[Any, Any, Any]:
        del request, cursor
        return None, response_json("sent", self._response, 0.0), {"cookies": []}

    async def cookies(self, method: str, args: list[Any]) -> Any:
        del method, args
        raise ScriptRefused("there are no cookies while a script is proven")

    async def vault(self, method: str, args: list[Any]) -> Any:
        del method, args
        raise ScriptRefused("there is no vault while a script is proven")

    async def run_request(self, request: str, options: Any) -> Any:
        del request, options
        raise ScriptRefused("no requests are sent while a script is proven")
