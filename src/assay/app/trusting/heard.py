"""Overhears the scripts of a run: every test script with all that it was given, and what it said."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from assay.app.run import OpenTools
from assay.model.http import Header, Response
from assay.model.script import ScriptResult, ScriptRun, Serve
from assay.runtime.perform import Scripts, Transport
from assay.runtime.tools import Tools, open_tools
from assay.script import Limits

MOST_TURNS = 3
"""Runs of one script for one request that are kept: those of a poll, of an iteration."""
LARGEST = 64 * 1024 * 1024
"""Bytes of all answers that are kept."""
LARGEST_ONE = 4 * 1024 * 1024
"""Bytes of one answer: a larger one cannot be judged many times over."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a test script, and what the world answered when it asked."""

    run: ScriptRun
    result: ScriptResult
    served: tuple[tuple[str, Any], ...] = ()
    """Each thing it asked for, and the answer: ("request", (error, response, history)), ("cookies", …)."""

    @property
    def exchange(self) -> str:
        """The id of the exchange that it judged."""
        return str(self.run.context["response"]["id"])

    @property
    def response(self) -> Response:
        """The answer that it judged, secrets and all: for the sandbox alone."""
        told: Mapping[str, Any] = self.run.context["response"]
        body = told["stream"] if isinstance(told["stream"], bytes) else b""
        headers = tuple(Header(str(one["key"]), str(one["value"])) for one in told["header"])
        return Response(status=told["code"], reason=told["status"], headers=headers, body=body)


class Ears:
    """Keeps what was heard, within bounds."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.left_out = 0
        """Runs of scripts for which there was no place."""
        self.too_large: dict[str, None] = {}
        """Requests whose answer was too large."""
        self._turns: Counter[tuple[str, str, int]] = Counter()
        self._bytes = 0

    def hear(self, run: ScriptRun, result: ScriptResult, served: tuple[tuple[str, Any], ...]) -> None:
        """One test script that has ended."""
        response = run.context.get("response")
        if run.listen != "test" or not isinstance(response, dict):
            return
        key = (str(run.legacy["_itemId"]), str(run.cursor["scriptId"]), int(response["code"]))
        size = len(response["stream"]) if isinstance(response["stream"], bytes) else 0
        if size > LARGEST_ONE:
            self.too_large[str(run.legacy["_itemName"])] = None
            return
        if self._turns[key] >= MOST_TURNS or self._bytes + size > LARGEST:
            self.left_out += 1
            return
        self._turns[key] += 1
        self._bytes += size
        self.heard.append(Heard(run=run, result=result, served=served))


def overhearing(ears: Ears, transport: Callable[[], Transport] | None = None) -> OpenTools:
    """Tools whose scripts are overheard. A `transport` takes the place of the network."""

    @asynccontextmanager
    async def opened(limits: Limits | None, *, trace: bool = False) -> AsyncIterator[Tools]:
        async with open_tools(limits, trace=trace, transport=transport() if transport else None) as tools:
            yield Tools(tools.transport, _Overheard(tools.scripts, ears))

    return opened


class _Overheard:
    """Scripts, with ears behind them."""

    def __init__(self, scripts: Scripts, ears: Ears) -> None:
        self._scripts = scripts
        self._ears = ears

    async def execute(self, run: ScriptRun, serve: Serve) -> ScriptResult:
        """Run it as ever."""
        remembering = _Remembering(serve)
        result = await self._scripts.execute(run, remembering)
        self._ears.hear(run, result, tuple(remembering.served))
        return result


class _Remembering:
    """Remembers what a script was answered."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self.served: list[tuple[str, Any]] = []

    def _note(self, kind: str, answer: Any) -> Any:
        if len(self.served) < 200:
            self.served.append((kind, answer))
        return answer

    async def request(self, request: dict[str, Any], cursor: Mapping[str, Any]) -> tuple[Any, Any, Any]:
        """An answer from outside."""
        answer: tuple[Any, Any, Any] = self._note("request", await self._serve.request(request, cursor))
        return answer

    async def cookies(self, method: str, args: list[Any]) -> Any:
        """From the jar."""
        return self._note("cookies", await self._serve.cookies(method, args))

    async def vault(self, method: str, args: list[Any]) -> Any:
        """From the vault."""
        return self._note("vault", await self._serve.vault(method, args))

    async def run_request(self, request: str, options: Any) -> Any:
        """From another request of the collection."""
        return self._note("run_request", await self._serve.run_request(request, options))
