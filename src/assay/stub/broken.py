"""Faults that are laid over the mappings for a while: on some calls, on every connection, or on the server itself."""

from __future__ import annotations

from collections.abc import Mapping as Names
from typing import Any

from assay.faults.fault import ANSWER, CONNECTION, HEAD
from assay.faults.fault import Fault as Program
from assay.faults.registry import FAULTS, named
from assay.model.stub.acts import Acts
from assay.model.stub.answer import Answer
from assay.model.stub.mapping import Expected
from assay.model.stub.reply import Fault
from assay.stub.matching.aspects import Pattern
from assay.stub.matching.moments import Clock
from assay.stub.matching.seen import Seen
from assay.stub.replying.breaking import BREAKING

BEFORE_ANSWER = frozenset({"request", "status"})
"""Phases of faults that need no healthy answer to break."""


class Laid:
    """One fault, and how often it is still due; None: always."""

    def __init__(self, pattern: Pattern, fault: Fault, times: int | None) -> None:
        self.pattern = pattern
        self.fault = fault
        self.left = times

    def acts(self) -> Acts:
        """What it does where there is no answer yet."""
        return named(self.fault.name).acts(Answer(), self.fault.settings)


class Broken:
    """What is broken now; false where nothing is. The fault that was laid last goes first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._answers: list[Laid] = []
        self._elsewhere: dict[str, list[Laid]] = {}

    def __bool__(self) -> bool:
        return bool(self._answers)

    def lay(self, name: str, wanted: Expected, settings: Names[str, Any], times: int | None = None) -> str:
        """Break the calls that fit, and tell where it is laid: `answer`, `head`, `connection` or `server`.

        A connection is broken before there is a call, so that `wanted` does not choose there. `times` is how many
        calls or connections are broken; None: all of them. Raises UsageError.
        """
        pattern = Pattern(wanted, self._clock)
        if name in BREAKING:
            self._answers.insert(0, Laid(pattern, Fault(name=name), times))
            return ANSWER
        program: Program = named(name)
        program.settled(settings)
        laid = Laid(pattern, Fault(name=name, settings=dict(settings)), times)
        places = self._answers if program.laid == ANSWER else self._elsewhere.setdefault(program.laid, [])
        places.insert(0, laid)
        return program.laid

    def heal(self) -> None:
        """Nothing is broken from now on."""
        self._answers.clear()
        self._elsewhere.clear()

    def fault_of(self, seen: Seen) -> Fault | None:
        """The one for the answer to this call, which has its turn by that."""
        return _taken(self._answers, seen)

    def fault_without_answer(self, seen: Seen) -> Fault | None:
        """The same where nothing answers this call: only one that needs no answer has its turn."""
        first = next((laid for laid in self._answers if laid.pattern.fits(seen)), None)
        return _taken(self._answers, seen) if first is not None and needs_no_answer(first.fault) else None

    def at_connect(self) -> Acts | None:
        """What a connection that was just accepted goes through."""
        laid = self._elsewhere.get(CONNECTION, [])
        if not laid:
            return None
        first = laid[0]
        _count(laid, first)
        return first.acts()

    @property
    def meets_heads(self) -> bool:
        """Whether there is any for a request whose body has not been read."""
        return bool(self._elsewhere.get(HEAD))

    def at_head(self, seen: Seen) -> Fault | None:
        """The one for a request whose body has not been read."""
        return _taken(self._elsewhere.get(HEAD, []), seen)


def needs_no_answer(fault: Fault) -> bool:
    """Whether it is the same whatever would be answered."""
    return fault.name in BREAKING or FAULTS[fault.name].phase in BEFORE_ANSWER


def reaches(fault: Fault) -> bool:
    """Whether the dependency itself gets the call: an answer of nothing but a status stands in its place."""
    return fault.name not in BREAKING and FAULTS[fault.name].phase != "status"


def _taken(laid: list[Laid], seen: Seen) -> Fault | None:
    found = next((one for one in laid if one.pattern.fits(seen)), None)
    if found is None:
        return None
    _count(laid, found)
    return found.fault


def _count(laid: list[Laid], one: Laid) -> None:
    if one.left is not None:
        one.left -= 1
        if one.left <= 0:
            laid.remove(one)
