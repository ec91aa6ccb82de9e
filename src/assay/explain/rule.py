"""A rule as it is registered: its name, where it is written, and when it is worth loading."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from assay.explain.evidence import Evidence


class Rank(IntEnum):
    """Which explanation is told first."""

    REQUEST = 0
    """The request itself is malformed: nothing else can be blamed before."""
    CAUSE = 1
    """Why the answer is what it is, or why there is none."""
    ANSWER = 2
    """What is wrong with the answer."""
    NOTE = 3
    """Worth knowing, and nothing is wrong."""


class Rule(NamedTuple):
    """One rule. Its module is loaded only where `when` holds, because start-up time counts.

    The module's docstring says the rule's trigger, and its `rule(evidence)` gives an iterator of Explanation.
    """

    name: str
    """As `expired-token`."""
    module: str
    """As `assay.explain.authentication.expired_token`."""
    when: Callable[[Evidence], bool]
    """A look that costs nothing: the status, a header, whether there is an answer."""
    rank: Rank = Rank.CAUSE
    hides: frozenset[str] = frozenset()
    """Rules that have nothing more to say where this one speaks."""


def ruled(group: str, name: str, when: Callable[[Evidence], bool], rank: Rank = Rank.CAUSE, hides: str = "") -> Rule:
    """The rule that stands in `explain/GROUP/NAME.py`; `hides` are names with spaces between."""
    module = f"assay.explain.{group}.{name.replace('-', '_')}"
    return Rule(name, module, when, rank, frozenset(hides.split()))
