"""Proves a translation: script and Python judge the same mutants, and where they differ the script stays."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from assay.model.http import Response
from assay.mutation import mutants
from assay.promote.scripts.bounds import Exhausted
from assay.promote.scripts.execution import Program
from assay.promote.scripts.scope import Careful, Scope
from assay.promote.scripts.standin import NO_REQUEST, Answer, SentRequest
from assay.promote.scripts.translate import translate
from assay.promote.scripts.translation import Assignment, Block, Fallback, Span, Test, Translation

MOST = 400
WIDTH = 84
"""Columns of a line in a function."""
RECORDED = "the recorded answer"
_WORD = re.compile(r"[\w$-]+")
CAREFUL: tuple[Careful, ...] = (1, 2, 3)
"""The levels that are tried, one after another, where the short form differs."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the original script says of one answer."""

    tests: tuple[tuple[str, bool], ...] = ()
    """Name and whether it passed, in order; skipped ones are left out."""
    error: str = ""
    """Why the script failed outside of its tests; tests after it were not judged."""


class Judge(Protocol):
    """The original script, run in Postman's sandbox."""

    def __call__(self, script: str, responses: Sequence[Response], variables: Mapping[str, Any]) -> Sequence[Verdict]:
        """One verdict for each answer, in order."""
        ...


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Script and Python disagree about a mutant."""

    test: str
    mutant: str
    script_passed: bool
    careful: int
    """The form that differed; the shorter ones had differed before."""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a proof."""

    translation: Translation
    """As it was, with a Fallback in the stead of each test that differed."""
    mutants: int
    """How many answers were judged, the recorded one not counted."""
    compared: int
    """How many verdicts were compared: of each test, those of the form that it has now, or of the last one tried."""
    equal: int = 0
    """How many of them were the same."""
    differences: tuple[Difference, ...] = ()
    """Of each test that was refused, the first."""
    unseen: str = ""
    """An answer on which the script fails outside of its tests and no line of Python does, where there is one."""


class _Held(msgspec.Struct, frozen=True, kw_only=True):
    """What came of holding one form of a test against the script."""

    failing: Sequence[bool | None]
    compared: int
    equal: int
    difference: Difference | None

    @property
    def mutant(self) -> str:
        """The first one that was judged differently."""
        return self.difference.mutant if self.difference else ""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to judge by both."""

    name: str
    response: Response


def cases(response: Response, *, most: int = MOST, script: str = "") -> tuple[Case, ...]:
    """The recorded answer and its mutants; first of all of fields whose names the script has."""
    named = frozenset(_WORD.findall(script))
    changed = (Case(name=one.name, response=one.response) for one in mutants(response, most=most, named=named))
    return tuple(itertools.chain([Case(name=RECORDED, response=response)], changed))


def prove(
    forms: Forms, response: Response, judge: Judge, *, variables: Mapping[str, Any] | None = None,
    milliseconds: float = 50.0, request: SentRequest = NO_REQUEST, most: int = MOST,
) -> Agreement:  # fmt: skip
    """A script and its translation: each test in its short form if that agrees, else in a careful one, else left to
    the sandbox.
    """
    short = forms(0)
    if not any(isinstance(block, Test) for block in short.blocks):
        return Agreement(translation=short, mutants=0, compared=0)
    judged = cases(response, most=most, script=forms.script)
    values = variables or {}
    verdicts = judge(forms.script, [case.response for case in judged], values)
    answers = [Answer(case.response, milliseconds=milliseconds, request=request) for case in judged]
    return _Bench(judged, verdicts, answers, values, forms.scope.response).agreement(short, forms)


class Forms:
    """The translations of one script, each made when it is first asked for: most need only the short one."""

    def __init__(self, script: str, scope: Scope) -> None:
        self.script = script
        self.scope = scope
        self._made: dict[Careful, Translation] = {}

    def __call__(self, careful: Careful) -> Translation:
        """The whole script at this level of care."""
        if careful not in self._made:
            self._made[careful] = translate(self.script, msgspec.structs.replace(self.scope, careful=careful))
        return self._made[careful]

    @property
    def made(self) -> frozenset[Careful]:
        """The levels that somebody has asked for."""
        return frozenset(self._made)

    def of_block(self, index: int) -> Iterator[Test]:
        """The careful forms of one block."""
        for level in CAREFUL:
            blocks = self(level).blocks
            if index < len(blocks) and isinstance(block := blocks[index], Test):
                yield block


class _Bench:
    """The verdicts of the script, and the answers to try Python on."""

    def __init__(
        self, judged: Sequence[Case], verdicts: Sequence[Verdict], answers: Sequence[Answer], values: Mapping[str, Any],
        response: str,
    ) -> None:  # fmt: skip
        self._cases = judged
        self._verdicts = verdicts
        self._answers = answers
        self._values = values
        self._response = response
        self._failing = [False] * len(judged)
        self._compared = self._equal = 0
        self._differences: list[Difference] = []

    def agreement(self, translation: Translation, forms: Forms) -> Agreement:
        """Every block proven or replaced."""
        self._named = Counter(_name(block) for block in translation.blocks if _is_named(block))
        self._waiting = sum(isinstance(block, Test) and block.asynchronous for block in translation.blocks)
        self._seen: Counter[str] = Counter()
        blocks = [self._proven(block, forms.of_block(index)) for index, block in enumerate(translation.blocks)]
        unseen = self._unseen(blocks)
        if unseen:
            blocks.append(_script_fallback(translation, unseen))
        proven = msgspec.structs.replace(translation, blocks=tuple(blocks))
        return Agreement(
            translation=proven,
            mutants=len(self._cases) - 1,
            compared=self._compared,
            equal=self._equal,
            differences=tuple(self._differences),
            unseen=unseen,
        )

    def _proven(self, block: Block, others: Iterable[Test]) -> Block:
        place = self._place(block)
        if isinstance(block, Assignment):
            self._note(self._run(block))
            return block
        if not isinstance(block, Test) or block.skipped:
            return block
        tried: list[Test] = []
        held: list[_Held] = []
        for one in itertools.chain([block], others):
            if any(one.lines == earlier.lines for earlier in tried):
                continue
            tried.append(one)
            if not is_readable(one):
                continue
            held.append(self._held(one, place))
            if held[-1].difference is None:
                break
        return self._outcome(block, tried[-1], held)

    def _outcome(self, block: Test, last: Test, held: Sequence[_Held]) -> Block:
        """The form that agrees; the sandbox where none does, or none that a person would sign."""
        if held:
            self._compared += held[-1].compared
            self._equal += held[-1].equal
            if (difference := held[-1].difference) is None:
                self._note(held[-1].failing)
                return last
            self._differences.append(difference)
        if not is_readable(last):
            return _left(block, "no readable Python judges alike")
        return _left(block, f"the Python judges {held[-1].mutant!r} otherwise than the script")

    def _run(self, block: Test | Assignment) -> list[bool | None]:
        """For each answer whether the lines fail; None where they take too much."""
        program = Program(block, self._response)
        return [self._fails(program, answer) for answer in self._answers]

    def _fails(self, program: Program, answer: Answer) -> bool | None:
        try:
            return program.fails(answer, self._values)
        except Exhausted:
            return None

    def _note(self, found: Sequence[bool | None]) -> None:
        self._failing = [known or bool(one) for known, one in zip(self._failing, found, strict=True)]

    def _place(self, block: Block) -> int:
        """Which of the tests with its name a block is."""
        if isinstance(block, Assignment) or not _is_named(block):
            return 0
        self._seen[block.name] += 1
        return self._seen[block.name] - 1

    def _held(self, block: Test, place: int) -> _Held:
        """One form beside the script, on every answer."""
        failing = self._run(block)
        compared = equal = 0
        difference = None
        for case, verdict, fails in zip(self._cases, self._verdicts, failing, strict=True):
            wanted = self._failed(block, verdict, place, bool(fails))
            if wanted is None and fails is not None:
                continue
            compared += 1
            equal += fails is wanted
            if fails is not wanted and difference is None:
                difference = Difference(
                    test=block.name, mutant=case.name, script_passed=not wanted, careful=block.careful
                )  # fmt: skip
        return _Held(failing=failing, compared=compared, equal=equal, difference=difference)

    def _failed(self, block: Test, verdict: Verdict, place: int, fails: bool) -> bool | None:
        """Whether the script's own test failed; None where it was not judged because the script failed before it."""
        if block.loose:
            return None if verdict.error else False
        found = self._verdicts_on(block, verdict)
        if not found:
            return None if verdict.error else False
        if block.asynchronous and verdict.error:
            return True if self._waiting == 1 else fails  # whose error it is, is known only of a single one
        if block.pattern and verdict.error and all(found):
            return None  # those that were not reached are not known
        count = self._named.get(block.name, 0) if not block.pattern else 0
        if count > 1 and len(found) == count:
            return not found[place]
        if count > 1 and not all(found):
            return fails  # it is the one that ran, or another one of its name is
        return not all(found)

    def _verdicts_on(self, block: Test, verdict: Verdict) -> list[bool]:
        if not block.pattern:
            return [passed for name, passed in verdict.tests if name == block.name]
        whole = re.compile(block.pattern)
        return [passed for name, passed in verdict.tests if name not in self._named and whole.fullmatch(name)]

    def _unseen(self, blocks: Sequence[Block]) -> str:
        """The first answer on which the script fails by itself and nothing of ours does."""
        if any(isinstance(block, Fallback) and block.kind in ("script", "test") for block in blocks):
            return ""  # the sandbox runs the whole script for those
        repeated = {name for name, count in self._named.items() if count > 1}
        for case, verdict, failing in zip(self._cases, self._verdicts, self._failing, strict=True):
            if not failing and (verdict.error or not all(passed for name, passed in verdict.tests if name in repeated)):
                return case.name
        return ""


def is_readable(block: Test) -> bool:
    """Whether the lines fit, and a type checker can follow them."""
    return all(len(line) <= WIDTH for line in block.lines) and "dict | None" not in "\n".join(block.lines)


def _left(block: Test, reason: str) -> Fallback:
    return Fallback(
        name=block.name,
        span=block.span,
        reason=reason,
        line=block.span.first,
        pattern=block.pattern,
        kind="script" if block.loose else "test",
        assertions=block.assertions,
    )


def _name(block: Block) -> str:
    return "" if isinstance(block, Assignment) else block.name


def _is_named(block: Block) -> bool:
    return not isinstance(block, Assignment) and bool(block.name) and not block.pattern


def _script_fallback(translation: Translation, unseen: str) -> Fallback:
    last = len(translation.account) or 1
    return Fallback(
        name="",
        span=Span(first=1, last=last),
        reason=f"the script fails on {unseen!r} outside of its tests",
        line=1,
        kind="script",
        assertions=0,
    )
