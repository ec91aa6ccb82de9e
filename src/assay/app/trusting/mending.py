"""Finds for each gap an assertion that closes it, and proves it: green on what was recorded, red on what it closes."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from assay.app.trusting.heard import Heard
from assay.app.trusting.judging import Answer, Judges
from assay.app.trusting.looking import Seen
from assay.contract.validation import Validators
from assay.draft.blocks import Block
from assay.engine.conversation import response_json
from assay.model.contract import Contract
from assay.model.event import Exchanged
from assay.model.script import ScriptResult, ScriptRun
from assay.trust.change import Change, Sample
from assay.trust.changes import changes
from assay.trust.closing import blocks
from assay.trust.weighing import Gap

_SCOPES = ("environment", "globals", "collectionVariables", "_variables")


class Mended(NamedTuple):
    """A test for a request, and the gaps that it closes."""

    item: str
    """The id of the request."""
    request: str
    block: Block
    closes: tuple[Gap, ...]


class Mending:
    """One exchange after another, each with the gaps that are left."""

    def __init__(
        self,
        judges: Judges,
        validators: Validators,
        contract: Contract | None,
        exchanges: Mapping[str, Exchanged],
        looked: Sequence[tuple[Seen, Sample]],
    ) -> None:
        self._judges = judges
        self._validators = validators
        self._contract = contract
        self._exchanges = exchanges
        self._looked = looked
        self._names: dict[str, set[str]] = {}

    async def mend(self, gaps: Sequence[Gap]) -> list[Mended]:
        """What closes the gaps, as far as anything does; the operations side by side."""
        groups: dict[tuple[str, int], set[Gap]] = {}
        for gap in gaps:
            groups.setdefault((gap.operation, gap.status), set()).add(gap)
        found = await asyncio.gather(*(self._mend_all(key, left) for key, left in groups.items()))
        order = {seen.item.step.id: number for number, (seen, _) in reversed(list(enumerate(self._looked)))}
        return sorted((one for part in found for one in part), key=lambda one: order[one.item])

    async def _mend_all(self, key: tuple[str, int], left: set[Gap]) -> list[Mended]:
        """The gaps of one operation and status, exchange by exchange."""
        found: list[Mended] = []
        for seen, sample in self._looked:
            if left and (sample.operation, sample.response.status) == key:
                mended = await self._mend(seen, sample, left)
                found += mended
                left = left - {gap for one in mended for gap in one.closes}
        return found

    async def _mend(self, seen: Seen, sample: Sample, gaps: Collection[Gap]) -> list[Mended]:
        by_key = {(gap.where, gap.name): gap for gap in gaps}
        changed: dict[tuple[str, str], Change] = {}
        for one in changes(sample, self._validators):
            if one.key in by_key:
                changed.setdefault(one.key, one)
        group = [one.shown for _, one in self._looked if _alike(one, sample)]
        candidates = blocks(sample, group, self._contract, {gap.where for gap in gaps})
        chosen = await self._chosen(seen, [self._named(seen, one) for one in candidates], list(changed.values()))
        green = await self._green(seen, [block for block, _ in chosen])
        return [
            Mended(seen.item.step.id, seen.request, block, tuple(by_key[key] for key in noticed))
            for block, noticed in chosen
            if block.name in green
        ]

    async def _chosen(
        self, seen: Seen, candidates: Sequence[Block], changed: Sequence[Change]
    ) -> list[tuple[Block, list[tuple[str, str]]]]:
        """The candidates that are green and notice what none before them does, each with what it notices."""
        if not candidates or not changed:
            return []
        answers: list[Answer] = [(seen.taken.response, None), *((one.response, one.milliseconds) for one in changed)]
        source = "\n\n".join(block.text() for block in candidates)
        first, *verdicts = await self._judges.judge(self.heard_by(seen), answers, source)
        if first is None or first.error:
            return []
        left = {change.key: verdict for change, verdict in zip(changed, verdicts, strict=True) if verdict}
        found: list[tuple[Block, list[tuple[str, str]]]] = []
        for block in candidates:
            noticed = [key for key, verdict in left.items() if block.name in verdict.failed]
            if noticed and block.name in first.passed:
                found.append((block, noticed))
                left = {key: verdict for key, verdict in left.items() if key not in noticed}
        return found

    async def _green(self, seen: Seen, chosen: Sequence[Block]) -> frozenset[str]:
        """The names of those that are green behind the script of the request too, in each turn that was recorded."""
        green = frozenset(block.name for block in chosen)
        for other, _ in self._looked if chosen else ():
            if other.item.step.id != seen.item.step.id:
                continue
            own = {script.id: script.source for script in other.item.step.scripts if script.listen == "test"}
            heard = self.heard_by(other)
            source = own.get(str(heard.run.cursor.get("scriptId")), "")
            whole = "\n\n".join((source, *(block.text() for block in chosen)))
            verdict, *_ = await self._judges.judge(heard, [(other.taken.response, None)], whole)
            green &= frozenset() if verdict is None or verdict.error else verdict.passed
        return green

    def _named(self, seen: Seen, block: Block) -> Block:
        """Under a name of its own among the tests of the request."""
        taken = self._names.setdefault(
            seen.item.step.id, {one.name for heard in seen.heard for one in heard.result.assertions}
        )
        names = (block.name, *(f"{block.name} ({number})" for number in range(2, 100)))
        name = next(one for one in names if one not in taken)
        taken.add(name)
        return block._replace(name=name)

    def heard_by(self, seen: Seen) -> Heard:
        """The last script of the exchange, which is the request's own where it has one; where there is none, an empty
        one with the request as the log has it."""
        if seen.heard:
            return seen.heard[-1]
        event = self._exchanges[seen.exchange]
        context: dict[str, Any] = {scope: {"values": []} for scope in _SCOPES}
        context |= {"data": {}, "request": event.request, "cookies": list(event.cookies)}
        context["response"] = response_json(seen.exchange, seen.taken.response, event.exchange.timings.total)
        run = ScriptRun(
            id="mend",
            listen="test",
            source="",
            context=context,
            cursor={"iteration": 0, "cycles": 1},
            legacy={"_itemId": seen.item.step.id, "_itemName": seen.item.step.name},
            timeout=3.0,
        )
        return Heard(run=run, result=ScriptResult())


def _alike(one: Sample, other: Sample) -> bool:
    return (one.operation, one.response.status) == (other.operation, other.response.status)
