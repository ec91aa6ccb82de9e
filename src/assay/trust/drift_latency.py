"""Whether one environment is slower than the other, by a test that no single slow answer can move."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from assay.trust.drift_rules import Difference

FEWEST = 5
"""Answers of each that it takes to say anything."""
SURE = 0.95
"""The share of all pairs in which the second must be the slower one (Mann and Whitney's U)."""
RATIO = 1.5
FLOOR = 0.02
"""Seconds below which nobody minds."""


def slower(ours: Sequence[float], theirs: Sequence[float]) -> Difference | None:
    """The difference, where nearly each answer of the second took longer, and by more than either varies by itself."""
    if min(len(ours), len(theirs)) < FEWEST:
        return None
    before, after = median(ours), median(theirs)
    shift = after - before
    noise = max(_spread(ours, before), _spread(theirs, after))
    if shift < max(FLOOR, 3 * noise) or after < RATIO * before or _share(ours, theirs) < SURE:
        return None
    return Difference(rule="drift-latency", before=_shown(before), after=_shown(after),
                      severity="medium" if shift >= 0.5 or after >= 5 * before else "low")  # fmt: skip


def _spread(values: Sequence[float], middle: float) -> float:
    """The median distance from the median."""
    return median(abs(value - middle) for value in values)


def _share(ours: Sequence[float], theirs: Sequence[float]) -> float:
    wins = sum((other > one) + 0.5 * (other == one) for one in ours for other in theirs)
    return wins / (len(ours) * len(theirs))


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
