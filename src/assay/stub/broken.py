"""Faults that are laid over the mappings for a while: on some calls, on every connection, or on the server itself."""

from __future__ import annotations

from collections.abc import Mapping as Names
from typing import Any

from assay.faults.fault import ANSWER, CONNECTION, HEAD
from assay.faults.fault import Fault as Program
from assay.faults.registry import named
from assay.model.stub.acts import Acts
from assay.model.stub.answer import Answer
from assay.model.stub.mapping import Expected
from assay.model.stub.reply import Fault
from assay.stub.matching.aspects import Pattern
from assay.stub.matching.moments import Clock
from assay.stub.matching.seen import Seen
from assay.stub.replying.breaking import BREAKING


class Broken:
    """What is broken now; false where nothing is. The fault that was laid last goes first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._answers: list[tuple[Pattern, Fault]] = []
        self._elsewhere: dict[str, list[tuple[Pattern, Program, Names[str, Any]]]] = {}

    def __bool__(self) -> bool:
        return bool(self._answers)

    def lay(self, name: str, wanted: Expected, settings: Names[str, Any]) -> str:
        """Break the calls that fit, and tell where it is laid: `answer`, `head`, `connection` or `server`.

        A connection is broken before there is a call, so that `wanted` does not choose there. Raises UsageError.
        """
        pattern = Pattern(wanted, self._clock)
        if name in BREAKING:
            self._answers.insert(0, (pattern, Fault(name=name)))
            return ANSWER
        program = named(name)
        program.settled(settings)
        if program.laid == ANSWER:
            self._answers.insert(0, (pattern, Fault(name=name, settings=dict(settings))))
        else:
            self._elsewhere.setdefault(program.laid, []).insert(0, (pattern, program, settings))
        return program.laid

    def heal(self) -> None:
        """Nothing is broken from now on."""
        self._answers.clear()
        self._elsewhere.clear()

    def fault_of(self, seen: Seen) -> Fault | None:
        """The one for the answer to this call."""
        return next((fault for pattern, fault in self._answers if pattern.fits(seen)), None)

    def at_connect(self) -> Acts | None:
        """What a connection that was just accepted goes through."""
        laid = self._elsewhere.get(CONNECTION)
        return laid[0][1].acts(Answer(), laid[0][2]) if laid else None

    def at_head(self, seen: Seen) -> Acts | None:
        """What a request goes through whose body has not been read."""
        for pattern, program, settings in self._elsewhere.get(HEAD, ()):
            if pattern.fits(seen):
                return program.acts(Answer(), settings)
        return None
