"""Carries a whole run: cuts it into stretches, gives each a lane, and keeps what the variables became."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from itertools import groupby
from typing import Any, Protocol

import msgspec

from assay.engine.cookies import Jar
from assay.engine.flow import Ending, Stretch, walk
from assay.engine.lane import Lane
from assay.engine.plan import Plan
from assay.engine.scopes import Scope, Scopes
from assay.engine.select import Item
from assay.model.world import World
from assay.runtime.consent import Consent
from assay.runtime.files import Files
from assay.runtime.lanes import carry_all
from assay.runtime.perform import Performer, Scripts, Transport
from assay.runtime.recorder import Recorder


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be run, and with what to begin."""

    items: Sequence[Item]
    plan: Plan
    world: World
    scopes: Scopes
    jar: Jar
    files: Files
    consent: Consent
    workers: int = 1
    by_folder: bool = False
    """Whether the top folders run side by side as well."""

    @property
    def one_lane(self) -> bool:
        """Whether variables and cookies go on from item to item through the whole run."""
        return self.workers == 1 and not self.by_folder


class Tools(Protocol):
    """What a worker keeps open: its connections and its script child."""

    @property
    def transport(self) -> Transport:
        """Where its requests go out."""
        ...

    @property
    def scripts(self) -> Scripts:
        """Where its scripts run."""
        ...


class OpenTools(Protocol):
    """Opens the tools of one worker."""

    def __call__(self) -> AbstractAsyncContextManager[Tools]:
        """The tools, for as long as the context lasts."""
        ...


class Run:
    """One run under way. What the variables and cookies have become can be read at any time, also after a cut."""

    def __init__(self, job: Job, recorder: Recorder) -> None:
        self.job = job
        self.recorder = recorder
        self.finals = Finals(job.scopes, job.jar)

    async def carry(self, open_tools: OpenTools) -> Ending:
        """Run it to its end."""
        return await carry_all(stretches(self.job), workers=self.job.workers, tools=open_tools, carry=self.one)

    async def one(self, tools: Tools, stretch: Stretch) -> Ending:
        """One stretch in a lane of its own."""
        job = self.job
        lane = Lane(plan=job.plan, world=job.world, scopes=job.scopes.copy(), jar=job.jar.copy(), items=job.items)
        channel = self.recorder.channel()
        performer = Performer(
            transport=tools.transport,
            scripts=tools.scripts,
            files=job.files,
            consent=job.consent,
            hear=channel.hear,
            conceal=self.recorder.conceal,
        )
        try:
            return await performer.perform(walk(stretch, lane))
        finally:
            channel.flush()
            self.finals.take((stretch.iterations.start, stretch.part), lane)


def stretches(job: Job) -> Iterator[Stretch]:
    """The run in the pieces that lanes carry, in order."""
    iterations = range(job.plan.iterations)
    if job.one_lane:
        yield Stretch(items=job.items, iterations=iterations)
        return
    parts = list(top_folders(job.items)) if job.by_folder else [(0, job.items)]
    for iteration in iterations:
        for part, (offset, items) in enumerate(parts):
            yield Stretch(
                items=items,
                iterations=range(iteration, iteration + 1),
                part=part,
                offset=offset,
                length=len(job.items),
            )


def top_folders(items: Sequence[Item]) -> Iterator[tuple[int, Sequence[Item]]]:
    """The items of each top folder, with the position of its first; requests outside any folder go together."""
    offset = 0
    for _, group in groupby(items, key=lambda item: item.path[:1]):
        members = tuple(group)
        yield offset, members
        offset += len(members)


class Finals:
    """What variables and cookies are at the end. Of lanes that changed the same one, the later in the run wins."""

    def __init__(self, scopes: Scopes, jar: Jar) -> None:
        self.before = scopes
        self.scopes = scopes
        self.jar = jar
        self.latest: tuple[int, int] = (-1, -1)
        self.changes: dict[str, dict[str, tuple[tuple[int, int], Any]]] = {}

    def take(self, key: tuple[int, int], lane: Lane) -> None:
        """What a lane left behind."""
        for name in ("environment", "globals", "collection"):
            self.note(key, name, getattr(self.before, name), getattr(lane.scopes, name))
        if key >= self.latest:
            self.latest, self.jar = key, lane.jar

    def note(self, key: tuple[int, int], name: str, before: Scope, after: Scope) -> None:
        """The rows of a scope that a lane changed, added or removed."""
        old, new = by_key(before), by_key(after)
        known = self.changes.setdefault(name, {})
        for variable in [*new, *(gone for gone in old if gone not in new)]:
            row = new.get(variable)
            if row != old.get(variable) and known.get(variable, (key,))[0] <= key:
                known[variable] = (key, row)

    def scope(self, name: str) -> Scope:
        """A scope at the end: the rows as they were, with the changes in their places and new ones behind."""
        final: Scope = getattr(self.before, name).copy()
        changes = {variable: row for variable, (_, row) in sorted(self.changes.get(name, {}).items(), key=order)}
        rows = [changes.pop(row["key"], None) if row["key"] in changes else row for row in final.values_json()]
        final.replace([row for row in (*rows, *changes.values()) if row is not None])
        return final


def order(change: tuple[str, tuple[tuple[int, int], Any]]) -> tuple[int, int]:
    """By the lane that made a change."""
    return change[1][0]


def by_key(scope: Scope) -> dict[str, Any]:
    """The rows of a scope by key, the last of several."""
    return {row.get("key", ""): row for row in scope.values_json()}
