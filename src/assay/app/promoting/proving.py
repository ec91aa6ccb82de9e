"""Proves each script's translation once, and translates from then on only as far as the proof reaches."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import responses
from typing import Any, NamedTuple

import msgspec

from assay.app.promoting.turns import stopping_all
from assay.app.promoting.watching import Watch
from assay.model.http import Header, Response
from assay.promote.node import Node
from assay.promote.scripts import Fallback, Line, Scope, Test, Translation
from assay.promote.scripts.proof import Agreement, Forms, Judge, prove
from assay.promote.scripts.scope import Careful
from assay.promote.scripts.translation import Block
from assay.promote.source import Answer
from assay.promote.writing.clients import ClientName

_ASKS_FREELY = re.compile(
    r"\b(?:toObject|toJSON|values|replaceIn|eval|Function)\b|\.(?:get|has)\s*\(\s*[^\s\"')]"
    r"|\b(?:environment|globals|variables|collectionVariables|iterationData|data)\s*\["
)
"""What may name a variable that stands nowhere in the script: a computed name, a listing, a template."""
WORKERS = 2
"""Sandboxes side by side."""
MOST_MUTANTS = 50
"""Of one answer, the most harmful first."""


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was held against what."""

    scripts: int = 0
    mutants: int = 0
    verdicts: int = 0
    equal: int = 0
    refused: tuple[str, ...] = ()
    """request: test, and the mutant that the two judged differently."""

    def __str__(self) -> str:
        return "\n".join(self.told())

    def told(self) -> list[str]:
        """The lines for a person."""
        summary = (
            f"Proven: {self.scripts:,} scripts on {self.mutants:,} mutants of recorded answers: "
            f"{self.equal:,} of {self.verdicts:,} verdicts as in the sandbox."
        )
        return [summary, *(f"  refused: {one}" for one in self.refused)]


class Job(NamedTuple):
    """A script to prove."""

    script: str
    scope: Scope
    answer: Answer
    values: Mapping[str, Any]
    name: str
    most: int


class Proven:
    """Translations, each test in the form that was proven; what no form could prove stays with the sandbox."""

    def __init__(self) -> None:
        self._levels: dict[str, list[Careful | Fallback]] = {}
        self._whole: dict[str, Fallback] = {}
        self._kept: dict[tuple[str, Scope], Translation] = {}
        self.proof = Proof()

    def learn(
        self,
        nodes: Sequence[Node],
        values: Mapping[str, Any],
        client: ClientName,
        watch: Watch,
        most: int = MOST_MUTANTS,
    ) -> None:
        """Hold every test script of these requests against the recorded answer of the first that it listens to."""
        jobs: dict[str, Job] = {}
        plain = _plain(values)
        for node in nodes:
            for script in node.source.listening("test") if node.answer else ():
                assert node.answer is not None
                scope = Scope(client=client, request_name=node.source.step.name)
                job = Job(script.source, scope, node.answer, _used(script.source, plain), node.source.name, most)
                jobs.setdefault(script.source, job)
        listed = list(jobs.values())
        shares = [listed[start::WORKERS] for start in range(WORKERS)]
        begun = itertools.count()

        def beginning() -> None:
            watch("proving scripts", next(begun), len(listed))

        with ThreadPoolExecutor(WORKERS) as pool, stopping_all():
            proven = pool.map(_proven, shares, itertools.repeat(beginning))
            done = {job.script: result for share in proven for job, result in share}
        for job in listed:
            self._enter(job, *done[job.script])

    def _enter(self, job: Job, forms: Forms, found: Agreement) -> None:
        self._levels[job.script] = [_level(block) for block in found.translation.blocks]
        if len(found.translation.blocks) > len(forms(0).blocks):
            last = found.translation.blocks[-1]
            if isinstance(last, Fallback):
                self._whole[job.script] = last
        plain = msgspec.structs.replace(job.scope, variables=_Frozen(job.scope.variables))
        self._kept[job.script, plain] = self._put_together(job.script, forms)
        self._note(found, job.name)

    def _note(self, found: Agreement, name: str) -> None:
        self.proof = Proof(
            scripts=self.proof.scripts + bool(found.compared),
            mutants=self.proof.mutants + found.mutants,
            verdicts=self.proof.verdicts + found.compared,
            equal=self.proof.equal + found.equal,
            refused=(*self.proof.refused, *(f"{name}: {one.test}, at {one.mutant}" for one in found.differences)),
        )

    def translate(self, script: str, scope: Scope) -> Translation:
        """The translation, each test in its proven form."""
        key = (script, msgspec.structs.replace(scope, variables=_Frozen(scope.variables)))
        if key not in self._kept:
            self._kept[key] = self._put_together(script, Forms(script, scope))
        return self._kept[key]

    def _put_together(self, script: str, forms: Forms) -> Translation:
        """Each block in the form that was proven."""
        base = forms(0)
        levels = self._levels.get(script)
        if not levels:
            return base
        blocks = [
            level if isinstance(level, Fallback) else forms(level).blocks[index]
            for index, level in enumerate(levels[: len(base.blocks)])
        ]
        refused = [level for level in levels if isinstance(level, Fallback) and level not in base.blocks]
        whole = [self._whole[script]] if script in self._whole else []
        account = tuple(_told(line, refused) for line in base.account)
        return msgspec.structs.replace(base, blocks=(*blocks, *whole), account=account)


def _told(line: Line, refused: list[Fallback]) -> Line:
    for one in refused:
        if one.span.first <= line.number <= one.span.last and line.fate == "translated":
            return Line(number=line.number, fate="sandbox", why=one.reason)
    return line


def _level(block: Block) -> Careful | Fallback:
    """In which form a block was proven; the sandbox where none was."""
    if isinstance(block, Fallback):
        return block
    return block.careful if isinstance(block, Test) else 0


class _Frozen(dict[str, str]):
    """A mapping that may be part of a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if isinstance(value, str | int | float | bool | type(None))}


def _used(script: str, values: dict[str, Any]) -> dict[str, Any]:
    """The variables that a script names; all of them where it may ask for others too. A sandbox that is handed
    hundreds for each run does little else."""
    if _ASKS_FREELY.search(script):
        return values
    return {name: value for name, value in values.items() if name in script}


def _response(answer: Answer) -> Response:
    headers = tuple(Header(name, value) for name, value in answer.headers)
    return Response(status=answer.status, reason=responses.get(answer.status, ""), headers=headers, body=answer.body)


def _proven(jobs: list[Job], beginning: Callable[[], None]) -> list[tuple[Job, tuple[Forms, Agreement]]]:
    """Some scripts, proven one after another in a sandbox of their own."""
    from assay.app.promoting.batching import BatchedJudge
    from assay.app.promoting.judging import SandboxJudge
    from assay.app.promoting.turns import TURN, Waiting

    if not jobs:
        return []
    with SandboxJudge() as judge, TURN:
        return [
            (job, _agreement(job, BatchedJudge(Waiting(judge.of(job.scope.request_name))), beginning)) for job in jobs
        ]


def _agreement(job: Job, judge: Judge, beginning: Callable[[], None]) -> tuple[Forms, Agreement]:
    beginning()
    forms = Forms(job.script, job.scope)
    return forms, prove(
        forms,
        _response(job.answer),
        judge,
        variables=job.values,
        most=job.most,
    )
