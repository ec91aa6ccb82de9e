"""Finds for each gap an assertion that closes it, and proves it: green on what was recorded, red on what it closes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        """What closes the gaps, as far as anything does."""
        left = set(gaps)
        found: list[Mended] = []
        for seen, sample in self._looked:
            status = sample.response.status
            here = [gap for gap in left if (gap.operation, gap.status) == (sample.operation, status)]
            if here:
                mended = await self._mend(seen, sample, here)
                found += mended
                left -= {gap for one in mended for gap in one.closes}
        return found

    async def _mend(self, seen: Seen, sample: Sample, gaps: Sequence[Gap]) -> list[Mended]:
        by_key = {(gap.where, gap.name): gap for gap in gaps}
        changed = [one for one in changes(sample, self._validators) if one.key in by_key]
        found: list[tuple[Block, list[tuple[str, str]]]] = []
        group = [one.shown for _, one in self._looked if _alike(one, sample)]
        for block in blocks(sample, group, self._contract, {gap.where for gap in gaps}):
            noticed = await self._noticed(seen, block, changed)
            if noticed:
                found.append((self._named(seen, block), noticed))
                changed = [one for one in changed if one.key not in noticed]
        green = await self._green(seen, [block for block, _ in found])
        return [
            Mended(seen.item.step.id, seen.request, block, tuple(by_key[key] for key in noticed))
            for block, noticed in found
            if block.name in green
        ]

    async def _noticed(self, seen: Seen, block: Block, changed: Sequence[Change]) -> list[tuple[str, str]]:
        """The changes that turn it red: in every way in which the answer was changed so."""
        if not changed:
            return []
        answers: list[Answer] = [(seen.taken.response, None), *((one.response, one.milliseconds) for one in changed)]
        first, *verdicts = await self._judges.judge(self.heard_by(seen), answers, block.text())
        if first is None or first.failed or first.error or not first.passed:
            return []
        keys: dict[tuple[str, str], bool] = {}
        for change, verdict in zip(changed, verdicts, strict=True):
            keys[change.key] = keys.get(change.key, False) or bool(verdict and (verdict.failed or verdict.error))
        return [key for key, noticed in keys.items() if noticed]

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
