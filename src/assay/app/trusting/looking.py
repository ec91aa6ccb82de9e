"""Changes each recorded answer in every way, has the tests that saw it judge again, and notes who noticed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

import msgspec

from assay.app.trusting.harness import Verdict
from assay.app.trusting.heard import Heard
from assay.app.trusting.judging import Answer, Judges
from assay.app.trusting.recording import Recording
from assay.contract.validation import Validators
from assay.engine.select import Item
from assay.formats.postman import collection_json
from assay.model.http import Response
from assay.model.suite import Suite
from assay.mutation import mutants
from assay.trust.change import Change, Sample
from assay.trust.changes import changes
from assay.trust.samples import Taken
from assay.trust.weighing import SCRIPT, Judged, Looked, TestName
from assay.trust.wide import wide

_USED = re.compile(r"\{\{\s*([^{}\"\\]{1,200}?)\s*\}\}|\.get\(\s*\\?[\"'`]([^\"'`\\]{1,200})")
MOST_WIDE = 400


class Seen(NamedTuple):
    """An exchange, and the scripts that judged it."""

    item: Item
    exchange: str
    taken: Taken
    heard: tuple[Heard, ...]

    @property
    def request(self) -> str:
        """`Orders / Create`."""
        return " / ".join((*self.item.path, self.item.step.name))


def seen_by(recording: Recording) -> list[Seen]:
    """What was recorded, exchange by exchange; answers without any script are there too."""
    items = {item.step.id: item for item in recording.prepared.job.items}
    scripts: dict[str, list[Heard]] = {}
    for one in recording.heard:
        scripts.setdefault(one.exchange, []).append(one)
    found = []
    for ident, event in recording.exchanges.items():
        heard = scripts.get(ident, [])
        shown = event.exchange.response
        if event.item.id in items and shown is not None and (heard or not items[event.item.id].listeners("test")):
            taken = Taken(event.exchange, heard[0].response if heard else shown)
            found.append(Seen(items[event.item.id], ident, taken, tuple(heard)))
    return found


def used_names(suite: Suite) -> frozenset[str]:
    """The variables that some request or script asks for."""
    text = msgspec.json.encode(collection_json(suite)).decode("utf-8", "replace")
    return frozenset(one or other for one, other in _USED.findall(text))


def owner_of(heard: Heard, item: Item, suite: Suite) -> str:
    """Who holds a script: the request, a folder, or the collection."""
    ident = heard.run.cursor["scriptId"]
    if any(script.id == ident for script in item.step.scripts):
        return " / ".join((*item.path, item.step.name))
    if any(script.id == ident for script in suite.scripts):
        return suite.name
    name = str(heard.run.legacy.get("_eventItemName", ""))
    depth = item.path.index(name) + 1 if name in item.path else len(item.path)
    return " / ".join(item.path[:depth])


class _Said(NamedTuple):
    """What one script says of one change."""

    noticed: frozenset[TestName]
    carried: bool
    """Whether it leaves other variables behind, which somebody uses."""


class _Told(NamedTuple):
    """What one script says of all changes."""

    tests: frozenset[TestName]
    """Those of its tests that can be gone by."""
    said: Sequence[_Said | None]
    """None where it takes too long to say anything, or cannot be gone by."""
    left_out: bool = False
    """Whether the script, or a test of it, cannot be gone by."""


class Looking:
    """Judges changes of one exchange after another; any number of them side by side."""

    def __init__(self, judges: Judges, recording: Recording, validators: Validators) -> None:
        self._judges = judges
        self._suite = recording.prepared.suite
        self._validators = validators
        self._used = used_names(self._suite)
        self._red = {(item.id, name) for item, name in recording.red}
        self.unsteady: dict[TestName, None] = {}
        """Scripts that say something else when they are run again."""
        self.broken: dict[TestName, None] = {}
        self.unjudged = 0
        """Changes that were not judged, since a script takes so long, or is left out."""

    async def look(self, seen: Seen, sample: Sample) -> Looked:
        """Every harmful change of the answer, judged by every script."""
        every = changes(sample, self._validators)
        found = [one for one in every if one.harm != "none"]
        told = [await self._told(seen, heard, found) for heard in seen.heard]
        judged = []
        for number, change in enumerate(found):
            said = [one.said[number] for one in told]
            noticed = frozenset[TestName]().union(*(one.noticed for one in said if one))
            if noticed or None not in said:
                judged.append(Judged(change=change, noticed=noticed, carried=any(one and one.carried for one in said)))
        self.unjudged += len(found) - len(judged)
        return Looked(
            operation=sample.operation,
            status=sample.response.status,
            request=seen.request,
            exchange=seen.exchange,
            tests=frozenset[TestName]().union(*(one.tests for one in told)),
            judged=tuple(judged),
            partly=any(one.left_out for one in told),
            harmless=tuple(one for one in every if one.harm == "none"),
        )

    async def look_widely(self, seen: Seen, sample: Sample, tests: frozenset[TestName]) -> frozenset[TestName]:
        """Which of the tests notice anything at all, of everything that can be changed."""
        response = seen.taken.response
        harmless = [one for one in changes(sample, self._validators) if one.harm == "none"]
        noticed = frozenset[TestName]()
        for heard in seen.heard:
            owner = owner_of(heard, seen.item, self._suite)
            if any(test.owner == owner for test in tests - noticed):
                more = [*wide(response, heard.run.source), *islice(mutants(response, most=MOST_WIDE), MOST_WIDE)]
                found = [*harmless, *(_wide(one.name, one.response) for one in more)]
                told = await self._told(seen, heard, found)
                if None in told.said:
                    noticed |= told.tests & tests  # nothing is said of what could not be judged
                noticed |= frozenset[TestName]().union(*(one.noticed for one in told.said if one)) & tests
        return noticed

    async def _told(self, seen: Seen, heard: Heard, found: Sequence[Change]) -> _Told:
        """What a script says of each change; nothing where it cannot be gone by, for nobody knows what it would say."""
        owner = owner_of(heard, seen.item, self._suite)
        nothing = _Told(frozenset(), [None] * len(found), True)
        if heard.result.errors:
            self.broken[TestName(owner, SCRIPT)] = None
            return nothing
        answers: list[Answer] = [(seen.taken.response, None), *((one.response, one.milliseconds) for one in found)]
        first, *verdicts = await self._judges.judge(heard, answers)
        red = {name for ident, name in self._red if ident == seen.item.step.id}
        if first is None or first.error or first.failed - red or not self._is_as_recorded(first, heard, red):
            self.unsteady[TestName(owner, SCRIPT)] = None
            return nothing
        tests = frozenset(TestName(owner, name) for name in first.passed - red)
        said = [None if one is None else self._said(one, first, owner) for one in verdicts]
        if first.failed:  # what is red might have noticed the rest, were it green
            said = [one if one and one.noticed else None for one in said]
        return _Told(tests, said, bool(first.failed))

    def _said(self, verdict: Verdict, first: Verdict, owner: str) -> _Said:
        failed = {TestName(owner, name) for name in verdict.failed - first.failed}
        broken = {TestName(owner, SCRIPT)} if verdict.error else set[TestName]()
        return _Said(frozenset(failed | broken), bool(changed(verdict.variables, first.variables) & self._used))

    def _is_as_recorded(self, first: Verdict, heard: Heard, red: set[str]) -> bool:
        recorded = {one.name for one in heard.result.assertions if one.passed and not one.skipped}
        return first.passed - red <= recorded


def changed(one: str, other: str) -> frozenset[str]:
    """The names of the variables that two runs of a script left with different values."""
    if one == other:
        return frozenset()
    left, right = _values(one), _values(other)
    return frozenset(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))


def _values(text: str) -> dict[str, str]:
    try:
        rows: Iterable[tuple[str, str]] = msgspec.json.decode(text or "[]", type=list[tuple[str, str]])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return dict(rows)


def _wide(name: str, response: Response) -> Change:
    return Change(where="", name=name, harm="none", response=response)
