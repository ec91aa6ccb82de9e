"""How unlike two texts are, as the share of characters that an edit would touch; long ones are judged by a sample."""

from __future__ import annotations

_LONGEST = 64
"""Characters of each that are compared one by one."""


def unlike(wanted: str, got: str) -> float:
    """0 for the same text, 1 for nothing in common: Levenshtein's distance by the longer length."""
    if wanted == got:
        return 0.0
    if not wanted or not got:
        return 1.0
    longest = max(len(wanted), len(got))
    edits = _edits(wanted[:_LONGEST], got[:_LONGEST])
    return min((edits + max(longest - _LONGEST, 0) * edits / min(longest, _LONGEST)) / longest, 1.0)


def _edits(one: str, other: str) -> int:
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if not one or not other:
        return len(one) + len(other)
    before = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        now = [row]
        for column, right in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (left != right)))
        before = now
    return before[-1]
