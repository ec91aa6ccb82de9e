"""Carries out a program's commands against the world, and hands its events on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from assay.model.command import (
    Asks,
    Calm,
    Conceal,
    Disturb,
    Inspect,
    Overhear,
    Overheard,
    Program,
    Read,
    RunScript,
    Send,
    Sleep,
    Together,
)
from assay.model.dependency import Heard
from assay.model.event import Event
from assay.model.exchange import Exchange, Unanswered
from assay.model.http import Request
from assay.model.script import ScriptRefused, ScriptResult, ScriptRun, Serve
from assay.runtime.consent import Consent
from assay.runtime.files import Files
from assay.runtime.listening import listening

T = TypeVar("T")


class Transport(Protocol):
    """One method: a request becomes an exchange, whatever the other side does."""

    async def __call__(self, request: Request) -> Exchange:
        """Send one request; never raises for what a server or network does."""
        ...


class Dependencies(Protocol):
    """What stands in for the dependencies of the API."""

    @property
    def disturbed(self) -> bool:
        """Whether a fault is laid just now, so that the API may have reason to be silent."""
        ...

    async def __call__(self, said: Disturb | Calm) -> tuple[Heard, ...] | None:
        """Lay a fault on a call, or end all of them and tell what was heard."""
        ...


class Scripts(Protocol):
    """Where scripts run."""

    async def execute(self, run: ScriptRun, serve: Serve) -> ScriptResult:
        """Run one script to its end; never raises for what a script does."""
        ...


class Performer:
    """The world of one lane: its connections, its script child, its files."""

    def __init__(
        self,
        *,
        transport: Transport,
        scripts: Scripts,
        files: Files,
        consent: Consent,
        hear: Callable[[Event], None],
        conceal: Callable[[Conceal], None],
        dependencies: Dependencies | None = None,
    ) -> None:
        self.transport = transport
        self.scripts = scripts
        self.files = files
        self.consent = consent
        self.hear = hear
        self.conceal = conceal
        self.dependencies = dependencies

    async def perform(self, program: Program[T]) -> T:
        """Run a program to its end and return what it returns."""
        reply: Any = None
        while True:
            try:
                said = program.send(reply)
            except StopIteration as end:
                value: T = end.value
                return value
            reply = None
            if isinstance(said, Event):
                self.hear(said)
            elif isinstance(said, Send):
                reply = await self.send(said.request)
            elif isinstance(said, Together):
                reply = await self.together(said)
            elif isinstance(said, Overhear):
                reply = await self.overhear(said)
            elif isinstance(said, RunScript):
                reply = await self.scripts.execute(said.run, Answering(self, said.asks))
            elif isinstance(said, Conceal):
                self.conceal(said)
            else:
                reply = await self.look(said)

    async def look(self, said: Inspect | Read | Sleep | Disturb | Calm) -> Any:
        """Files, waiting, and what stands in for dependencies."""
        if isinstance(said, Disturb | Calm):
            assert self.dependencies is not None, "only a run that breaks dependencies disturbs them"
            return await self.dependencies(said)
        if isinstance(said, Sleep):
            return await asyncio.sleep(said.seconds)
        if isinstance(said, Inspect):
            return self.files.inspect(said.path)
        return await asyncio.to_thread(self.files.read, said.path, said.limit)

    async def send(self, request: Request) -> Exchange:
        """Send one request, if consent is given."""
        refusal = self.consent.refusal(request)
        if refusal is None:
            return await self.transport(request)
        outcome = Unanswered(reason=refusal, code="EPERM", phase="build")
        return Exchange(id=request.id, request=request, outcome=outcome, started=time.time())

    async def together(self, said: Together) -> tuple[Exchange, ...]:
        """Send all at one moment, or each after its own time."""
        waits = said.after or (0.0,) * len(said.requests)
        return tuple(await asyncio.gather(*map(self._after, waits, said.requests)))

    async def _after(self, seconds: float, request: Request) -> Exchange:
        if seconds:
            await asyncio.sleep(seconds)
        return await self.send(request)

    async def overhear(self, said: Overhear) -> Overheard:
        """Send one request that names a listener of ours, and tell who came."""
        async with listening() as listener:
            exchange = await self.send(said.request(listener.url))
            await listener.heard(said.seconds)
            return Overheard(exchange=exchange, targets=tuple(listener.targets))


class Answering:
    """Serves a running script with the programs that the engine gave for it (the port `Serve`)."""

    def __init__(self, performer: Performer, asks: Asks) -> None:
        self.performer = performer
        self.asks = asks

    async def request(self, request: dict[str, Any], cursor: Mapping[str, Any]) -> tuple[Any, Any, Any]:
        """pm.sendRequest."""
        del cursor
        return await self.performer.perform(self.asks.request(request))

    async def cookies(self, method: str, args: list[Any]) -> Any:
        """pm.cookies.jar()."""
        return self.asks.cookies(method, args)

    async def vault(self, method: str, args: list[Any]) -> Any:
        """pm.vault."""
        del method, args
        raise ScriptRefused("the Postman vault lives in Postman's own app and cloud; use an environment variable")

    async def run_request(self, request: str, options: Any) -> Any:
        """pm.execution.runRequest."""
        return await self.performer.perform(self.asks.run_request(request, options))
