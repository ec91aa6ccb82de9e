"""What is broken in one trial: a call by one fault, and of a chosen pair a second one, beside it or after it."""

from __future__ import annotations

import msgspec

from assay.model.dependency import Trouble
from assay.resilience.link import Link

SILENT = frozenset(
    {"silent", "timeout-before-answer", "timeout-in-headers", "timeout-in-upload", "slow-first-byte", "slow-connect"}
)
"""Faults at which nothing begins in time."""
SLOW = frozenset({"dribble", "bandwidth", "timeout-in-body", "slow-close", "endless-headers", "sliced"})
"""Faults at which nothing ends in time."""
WHOLE = frozenset({"connection"})
"""Phases in which a fault is laid on every call of its dependency."""


class Breakage(msgspec.Struct, frozen=True, kw_only=True):
    """One cell of the matrix, before it is tried."""

    link: Link
    trouble: Trouble
    beside: tuple[Link, Trouble] | None = None
    """Another call of the same operation that is broken at the same time."""
    then: Trouble | None = None
    """What is laid on the call instead, from its second time on."""

    @property
    def label(self) -> str:
        """`status-503 /x`, `status-503+silent at billing POST /charges`, `status-503,silent`."""
        if self.beside is not None:
            link, trouble = self.beside
            return f"{self.trouble.fault.name}+{trouble.fault.name} at {link.dependency} {link.call}"
        if self.then is not None:
            return f"{self.trouble.fault.name},{self.then.fault.name}"
        return self.trouble.label

    @property
    def is_waited_for(self) -> bool:
        """Whether a good API gives up waiting, after its own time."""
        return self.trouble.fault.name in SILENT | SLOW

    @property
    def is_pair(self) -> bool:
        """Whether two things are broken."""
        return self.beside is not None or self.then is not None

    @property
    def kind(self) -> str:
        """What is waited for at the call: a beginning, or an end."""
        return f"{self.link.name} {self.trouble.fault.name in SLOW}"


def side_by_side(breakages: list[Breakage], calls: dict[str, set[tuple[str, str]]]) -> list[tuple[Breakage, ...]]:
    """Groups that can be tried at the same moment, because none touches a call that another one's operation makes.

    `calls` are the calls that each operation makes, as dependency and call.
    """
    groups: list[list[Breakage]] = []
    for one in breakages:
        group = next((group for group in groups if all(_apart(one, other, calls) for other in group)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return [tuple(group) for group in groups]


def _apart(one: Breakage, other: Breakage, calls: dict[str, set[tuple[str, str]]]) -> bool:
    if one.is_pair or other.is_pair or one.trouble.fault.name != other.trouble.fault.name:
        return False
    return (
        one.link.operation != other.link.operation
        and not _touches(one, other.link.operation, calls)
        and not _touches(other, one.link.operation, calls)
    )


def _touches(one: Breakage, operation: str, calls: dict[str, set[tuple[str, str]]]) -> bool:
    made = calls[operation]
    if one.trouble.phase in WHOLE:
        return any(dependency == one.link.dependency for dependency, _ in made)
    return (one.link.dependency, one.link.call) in made
