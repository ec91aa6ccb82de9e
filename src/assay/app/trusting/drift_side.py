"""One of two environments while they are compared: opened, asked in passes, and what came of it kept as profiles."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec

from assay.app.probing.identities import callers
from assay.app.probing.logging_in import LoggingIn
from assay.app.probing.options import ProbeOptions
from assay.app.project import Project
from assay.app.trusting.drift_options import DriftOptions
from assay.app.trusting.drift_place import Environment
from assay.model.contract import Contract
from assay.model.errors import IncompleteError
from assay.model.event import Record
from assay.model.exchange import Exchange
from assay.model.http import Delivery
from assay.model.identity import NOBODY, Identity
from assay.probes.target import Target
from assay.runtime.files import Files
from assay.runtime.perform import Performer, Transport
from assay.runtime.recorder import Recorder
from assay.runtime.service import running
from assay.runtime.tools import NoScripts, open_tools
from assay.trust.drift_asking import Asking, Heard
from assay.trust.drift_declared import Declared
from assay.trust.drift_profile import Profile, profile
from assay.trust.drift_reads import Read

MOST_BODY = 4 * 1024 * 1024
LARGEST = 24 * 1024 * 1024
"""Bytes of the answers of one pass that are compared."""


class Side:
    """An environment, and what it answered. `down` says why it did not."""

    def __init__(self, place: Environment, options: DriftOptions, project: Project, recorder: Recorder) -> None:
        self.place = place
        self.identity: Identity = NOBODY
        self.down = ""
        self.passes: list[dict[str, Profile]] = []
        self.heard: list[Heard] = []
        self.times: dict[str, list[float]] = {}
        self.shown: dict[str, Exchange] = {}
        """By key, the exchange that a finding shows."""
        self.declared: Declared | None = None
        self.options = options
        self.project = project
        self.recorder = recorder
        self._transport: Transport | None = None
        self._asking: Asking | None = None

    async def open(self, stack: AsyncExitStack, contract: Contract | None, who: str | None) -> None:
        """Bring it up and log in. What keeps it from answering stands in `down`."""
        if contract is not None and not contract.inferred:
            self.declared = Declared(contract, (self.place.base,))
        tools = await stack.enter_async_context(open_tools(None))
        self._transport = tools.transport
        try:
            if self.place.service is not None:
                await stack.enter_async_context(running(self.place.service, tools.transport))
            if who is not None:
                await self._let_in(contract or Contract(), who)
        except IncompleteError as problem:
            self.down = problem.what
        self._asking = Asking(self.place.name, self.place.base, self.identity, self._delivery(), _id)

    def _delivery(self) -> Delivery:
        return Delivery(timeout=30.0, verify=not self.options.insecure, max_body=MOST_BODY)

    async def _let_in(self, contract: Contract, who: str) -> None:
        assert self._transport is not None, "the environment is open"
        asked = ProbeOptions(env=self.place.name, config=self.options.config, insecure=self.options.insecure)
        target = Target(contract, self.place.base, (), self._delivery())
        way_in = LoggingIn(asked, self.project, target, self._transport, self.place.consent)
        way_in.check(who, self.project.identity[who])
        found = await callers(self.project, frozenset({who}), way_in)
        self.recorder.masker.add(found.secrets)
        self.identity = found.identities[0]

    @property
    def asking(self) -> Asking:
        """What programs are made with."""
        assert self._asking is not None, "the environment is open"
        return self._asking

    def performer(self) -> tuple[Performer, Callable[[], None]]:
        """What carries programs, and what passes on all that was heard."""
        assert self._transport is not None, "the environment is open"
        channel = self.recorder.channel()
        made = Performer(
            transport=self._transport, scripts=NoScripts(), files=Files(Path.cwd(), outside=False),
            consent=self.place.consent, hear=channel.hear, conceal=self.recorder.conceal,
        )  # fmt: skip
        return made, channel.flush

    def hear(self, record: Record) -> None:
        """What the recorder passes on while this environment is asked."""

    async def read(self, reads: Sequence[Read]) -> None:
        """One pass."""
        heard = Heard()
        self.heard.append(heard)
        performer, flush = self.performer()
        try:
            await performer.perform(self.asking.read_all(reads, heard))
        finally:
            flush()
            self.take(heard)

    def take(self, heard: Heard) -> None:
        """Profiles of what was heard, and the times; the answers themselves are let go."""
        self.down = self.down or heard.down or (_silence(heard) if not self.passes else "")
        number = self.heard.index(heard)
        while len(self.passes) <= number:
            self.passes.append({})
        left = LARGEST
        for key, exchanges in heard.answers.items():
            left -= sum(len(one.response.body) for one in exchanges if one.response is not None)
            if left > 0:
                self.passes[number][key] = profile(exchanges, (self.place.origin,), self.declared)
                self.shown.setdefault(key, _without_body(exchanges[0]))
            self.times.setdefault(key, []).extend(seconds(one) for one in exchanges if one.response is not None)
        heard.answers.clear()


def _silence(heard: Heard) -> str:
    """Why there was no answer at all; empty where there was one."""
    found = [one for each in heard.answers.values() for one in each]
    if not found or any(one.response is not None for one in found):
        return ""
    return getattr(found[0].outcome, "reason", "") or "it did not answer"


def seconds(exchange: Exchange) -> float:
    """What the answer took, without finding the way to the server."""
    timings = exchange.timings
    return max(0.0, timings.total - timings.wait - timings.name - timings.connect - timings.tls) / 1000


def _without_body(exchange: Exchange) -> Exchange:
    if exchange.response is None:
        return exchange
    response = msgspec.structs.replace(exchange.response, body=b"")
    return msgspec.structs.replace(exchange, outcome=msgspec.structs.replace(exchange.outcome, response=response))


def _id() -> str:
    return secrets.token_hex(8)
