"""A green run to go by: one of its own, or that of a log, played again with the answers that it holds."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from assay.app.options import RunOptions
from assay.app.preparing import Prepared, prepare
from assay.app.run import Interrupt, execute
from assay.app.trusting.again import Recall
from assay.app.trusting.heard import Ears, Heard, overhearing
from assay.app.trusting.options import WeakOptions
from assay.model.errors import IncompleteError, InputError
from assay.model.event import Asserted, Exchanged, ItemRef, Raised, Record, RunEnded, RunStarted
from assay.model.exchange import Answered, Exchange, Unanswered
from assay.model.http import Request
from assay.model.script import ScriptError
from assay.record.log import read
from assay.record.masking import Masker
from assay.record.order import ordered
from assay.runtime.job import Run
from assay.runtime.recorder import Recorder

MOST = 20_000
"""Exchanges that are kept."""


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has shown."""

    prepared: Prepared
    heard: tuple[Heard, ...]
    """The test scripts, with all that they saw: secrets too."""
    exchanges: dict[str, Exchanged]
    """By id, with secrets masked."""
    red: tuple[tuple[ItemRef, str], ...]
    """Tests that failed, and what scripts broke down with."""
    unanswered: tuple[tuple[ItemRef, str], ...]
    left_out: int = 0
    """Further turns of the same requests."""
    too_large: tuple[str, ...] = ()
    """Requests whose answer is too large to be judged many times over."""
    ending: str = "finished"


class Notes:
    """Hears a run, or reads it from a log."""

    def __init__(self) -> None:
        self.exchanges: dict[str, Exchanged] = {}
        self.sent: list[Exchange] = []
        """Whatever was answered, in order: also what scripts have sent."""
        self.red: dict[tuple[ItemRef, str], None] = {}
        self.unanswered: dict[str, tuple[ItemRef, str]] = {}
        self.started: RunStarted | None = None
        self.ended: RunEnded | None = None
        self.told: dict[tuple[str, str], dict[str, bool]] = {}
        """By request and script: what its tests said, each red where it was so in any turn."""
        self.raised: dict[tuple[str, str], ScriptError] = {}
        self.keeps_all = False

    def hear(self, record: Record) -> None:
        """Take in one event."""
        match record.event:
            case RunStarted() as event:
                self.started = event
            case RunEnded() as event:
                self.ended = event
            case Asserted(skipped=False) as event:
                self._asserted(event)
            case Raised() as event:
                self.red[event.item, f"script: {event.error.message}"] = None
                if self.keeps_all:
                    self.raised[event.item.id, event.script.id] = event.error
            case Exchanged() as event if len(self.exchanges) < MOST:
                self._exchange(event)

    def _asserted(self, event: Asserted) -> None:
        if not event.passed:
            self.red[event.item, event.name] = None
        if self.keeps_all:
            told = self.told.setdefault((event.item.id, event.script.id), {})
            told[event.name] = event.passed and told.get(event.name, True)

    def _exchange(self, event: Exchanged) -> None:
        if self.keeps_all:
            self.sent.append(event.exchange)
        if event.source != "collection" or event.role != "final":
            return
        if isinstance(event.exchange.outcome, Answered):
            self.exchanges[event.exchange.id] = event
        else:
            self.unanswered[event.item.id] = event.item, event.exchange.outcome.reason


def record(prepared: Prepared, interrupt: Interrupt) -> Recording:
    """Run the collection once. Raises KeyboardInterrupt, and IncompleteError where nothing came of it."""
    ears, notes = Ears(), Notes()
    done = execute(prepared, (notes.hear,), None, interrupt, overhearing(ears))
    if done.ending == "interrupted":
        raise KeyboardInterrupt
    if done.ending in ("failed", "timed out"):
        raise IncompleteError(
            f"the collection could not be recorded: {done.error}", remedy="Give it more time, or mend what it needs."
        )
    return _recording(prepared, ears, notes)


def _recording(prepared: Prepared, ears: Ears, notes: Notes) -> Recording:
    if not notes.exchanges:
        reason = next((reason for _, reason in notes.unanswered.values()), "no request was answered")
        raise IncompleteError(
            f"the collection could not be recorded: {reason}",
            remedy="Start the API, name it with --url or -e, or take a past run with --log.",
        )
    return Recording(
        prepared=prepared,
        heard=tuple(ears.heard),
        exchanges=notes.exchanges,
        red=tuple(notes.red),
        unanswered=tuple(notes.unanswered.values()),
        left_out=ears.left_out,
        too_large=tuple(ears.too_large),
    )


def from_log(options: WeakOptions, asked: RunOptions) -> Recording:
    """The run of a log. Raises an InputError where it is none, or that of another collection."""
    path = Path(options.log or "")
    notes = Notes()
    notes.keeps_all = True
    for one in ordered(read(path)):
        notes.hear(one)
    if notes.started is None or notes.started.command != "run":
        raise InputError("this is not the log of `assay run`", where=str(path), remedy="Name another one.")
    given: dict[str, Any] = {"environment": notes.started.environment, "globals": notes.started.globals}
    prepared = prepare(
        msgspec.structs.replace(asked, **given, url=None, env=None, identity=None, seed=notes.started.seed)
    )
    known = {item.step.id for item in prepared.job.items}
    if not known & {*notes.unanswered, *(one.item.id for one in notes.exchanges.values())}:
        raise InputError(
            "no request of the collection is in the log", where=str(path), remedy="Name the log of this collection."
        )
    ears = Ears()
    finals = asyncio.run(_played(prepared, notes, ears))
    ears.heard = list(Recall(notes.exchanges, notes.ended, finals).mended(ears.heard, notes.told, notes.raised))
    return _recording(prepared, ears, notes)


async def _played(prepared: Prepared, notes: Notes, ears: Ears) -> dict[str, Any]:
    """Play the run again; returns the variables at its end, by name."""
    masker = Masker(secrets.token_bytes(16))
    run = Run(prepared.job, Recorder(now=time.time, masker=masker, sinks=()))
    tools = overhearing(ears, lambda: Replay(notes.sent))
    await run.carry(lambda: tools(prepared.limits))
    scopes = [run.finals.scope(name) for name in ("globals", "collection", "environment")]
    return {row["key"]: row.get("value") for scope in scopes for row in scope.values_json()}


class Replay:
    """Answers each request as the log has it: the next one of the same method and address, else of the same place."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._left = list(exchanges)

    async def __call__(self, request: Request) -> Exchange:
        """The exchange that was recorded."""
        alike = [one for one in self._left if one.request.method == request.method]
        same = [one for one in alike if one.request.url == request.url]
        near = [one for one in alike if _shape(one.request.url) == _shape(request.url)]
        found = next(iter(same or near), None)
        if found is None:
            reason = Unanswered(reason="the log has no answer to this request", code="ENOTFOUND", phase="send")
            return Exchange(id=secrets.token_hex(8), request=request, outcome=reason)
        self._left.remove(found)
        return msgspec.structs.replace(found, request=request)


def _shape(url: str) -> tuple[int, str]:
    """How many segments, and the first words: ids stand behind them."""
    parts = url.partition("?")[0].split("/")
    return len(parts), "/".join(part for part in parts[3:] if part.isalpha())
