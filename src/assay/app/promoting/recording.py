"""A collection with a recorded answer for each request: from a run of its own, or from the log of a past one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from assay.app.preparing import Prepared
from assay.app.promoting.attaching import unread
from assay.app.promoting.watching import Watch
from assay.engine.select import Item
from assay.model.event import Asserted, Exchanged, Raised, Record, RunEnded
from assay.model.exchange import Answered, Exchange
from assay.model.http import BytesPart
from assay.model.names import is_secret
from assay.model.suite import Suite
from assay.promote.source import Answer, Level, Script, Source
from assay.runtime.files import Files

LARGEST = 1024 * 1024
"""Bytes of one answer that are kept."""
_ENDING = re.compile(r";\s*(?:max-age\s*=\s*[-0]\d*\s*(?:;|$)|expires\s*=[^;]*\b19\d\d\b)", re.IGNORECASE)
MOST_TURNS = 50
"""Answers of one request that are kept: those of a poll."""


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has shown."""

    sources: tuple[Source, ...]
    values: dict[str, Any]
    """The variables at the end, by name; masked where they are secret."""
    answered: int = 0
    failed: tuple[str, ...] = ()
    """The assertions that failed, as `folder / request / name`."""


class _Turns:
    """Hears a run."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asides: dict[str, list[Answer]] = {}
        self._on_the_way: dict[str, list[Exchange]] = {}
        self.unanswered: dict[str, str] = {}
        self.failed: dict[str, dict[str, None]] = {}
        self.values: dict[str, Any] = {}

    def hear(self, record: Record) -> None:
        event = record.event
        if isinstance(event, Exchanged) and event.role == "final":
            self._exchange(event)
        elif isinstance(event, Exchanged) and event.role == "redirected":
            self._on_the_way.setdefault(event.item.id, []).append(event.exchange)
        elif isinstance(event, Asserted) and not event.passed and not event.skipped:
            self.failed.setdefault(event.item.id, {})[event.name] = None
        elif isinstance(event, Raised):
            self.failed.setdefault(event.item.id, {})[event.error.message] = None
        elif isinstance(event, RunEnded):
            rows = [*event.globals.get("values", ()), *event.variables, *event.environment.get("values", ())]
            self.values = {row["key"]: row.get("value") for row in rows if not row.get("disabled")}

    def _exchange(self, event: Exchanged) -> None:
        way = [*self._on_the_way.pop(event.item.id, ()), event.exchange]
        own = event.source == "collection"
        turns = (self.answers if own else self.asides).setdefault(event.item.id, [])
        if not isinstance(event.exchange.outcome, Answered):
            if own:
                self.unanswered[event.item.id] = event.exchange.outcome.reason
            return
        turns.append(answer_of(way))
        del turns[:-MOST_TURNS]


def answer_of(way: Sequence[Exchange]) -> Answer:
    """The request of the first of these exchanges, and the answer of the last, which the others have led to."""
    first = way[0].request
    responses = [one.response for one in way if one.response is not None]
    response = responses[-1]
    sent = b"".join(part.data for part in first.body if isinstance(part, BytesPart))
    lines = [header.value for one in responses for header in one.headers if header.name.lower() == "set-cookie"]
    ended = {name_of(line) for line in lines if is_ending(line)}
    return Answer(
        method=first.method,
        url=first.url,
        sent=sent[:LARGEST].decode("utf-8", "replace"),
        status=response.status,
        headers=tuple((header.name, header.value) for header in response.headers),
        body=response.body[:LARGEST],
        cookies=tuple(
            name_of(part)
            for header in first.headers
            if header.name.lower() == "cookie"
            for part in header.value.split(";")
        ),
        began=tuple(dict.fromkeys(name_of(line) for line in lines if not is_ending(line))),
        ended=tuple(ended),
        redirected=len(way) > 1,
    )


def name_of(text: str) -> str:
    """`sid` of `sid=abc; Path=/`."""
    return text.partition(";")[0].partition("=")[0].strip()


def is_ending(line: str) -> bool:
    """Whether a Set-Cookie line takes the cookie away (RFC 6265, section 3.1)."""
    value = line.partition(";")[0].partition("=")[2].strip()
    return not value or bool(_ENDING.search(line))


def record(prepared: Prepared, watch: Watch, log: Path | None = None) -> Recorded:
    """Run the collection once. IncompleteError where its time is over before."""
    from assay.app.run import execute

    turns = _Turns()
    ending = execute(prepared, (turns.hear, watch.hear), log).ending
    if ending == "interrupted":
        raise KeyboardInterrupt
    if ending == "timed out":
        raise watch.over("recording")
    return gathered(prepared, turns)


def from_records(prepared: Prepared, records: Iterable[Record]) -> Recorded:
    """What a past run has shown, by its log."""
    turns = _Turns()
    for one in records:
        turns.hear(one)
    return gathered(prepared, turns)


def gathered(prepared: Prepared, turns: _Turns) -> Recorded:
    """The sources, each with what came of it."""
    owners = _levels(prepared.suite)
    sources = tuple(_source(item, owners, turns, prepared.job.files) for item in prepared.job.items)
    failed = tuple(f"{source.name}: {name}" for source in sources for name in source.failed)
    known = {**static_values(prepared), **turns.values}
    return Recorded(
        sources=sources, values=known, answered=sum(bool(source.answers) for source in sources), failed=failed
    )


def static_values(prepared: Prepared) -> dict[str, Any]:
    """What the collection, its globals and its environment set before anything runs, as their files have it."""
    groups = (prepared.globals.variables, prepared.suite.variables, prepared.environment.variables)
    given = prepared.job.scopes.environment.to_environment().variables
    found = {one.key: one.value for one in given if one.enabled}
    return {**found, **{one.key: one.value for group in groups for one in group if one.enabled}}


def secret_names(prepared: Prepared) -> frozenset[str]:
    """The variables whose values are secret: by type, mark or name."""
    scopes = prepared.job.scopes
    rows = [
        one
        for scope in (scopes.globals, scopes.collection, scopes.environment)
        for one in scope.to_environment().variables
    ]
    return frozenset(one.key for one in rows if one.secret or one.type == "secret" or is_secret(one.key))


def _levels(suite: Suite) -> dict[str, Level]:
    """Which scripts belong to the whole collection, by id."""
    return {script.id: "suite" for script in suite.scripts}


def _source(item: Item, levels: dict[str, Level], turns: _Turns, files: Files) -> Source:
    step_scripts = {id(script) for script in item.step.scripts}
    suite_owned = levels

    def level(script: Any) -> Level:
        if id(script) in step_scripts:
            return "step"
        return suite_owned.get(script.id, "folder")

    scripts = tuple(
        Script(listen=one.script.listen, source=one.script.source, level=level(one.script), owner=one.owner)
        for one in item.scripts
        if one.script.enabled and not one.script.blank
    )
    request = item.step.request
    return Source(
        step=item.step,
        path=item.path,
        auth=request.auth or item.auth,
        scripts=scripts,
        answers=tuple(turns.answers.get(item.step.id, ())),
        failed=tuple(turns.failed.get(item.step.id, ())),
        unanswered=turns.unanswered.get(item.step.id, ""),
        asides=tuple(turns.asides.get(item.step.id, ())),
        unread=unread(request.body, files),
    )
