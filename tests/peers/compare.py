"""Where two outcomes differ: one entry for each leaf, named by its path."""

from __future__ import annotations

from typing import Any

import msgspec

ABSENT = "<absent>"


class Difference(msgspec.Struct, frozen=True):
    """One place where the two sides do not agree."""

    where: str
    newman: Any
    assay: Any

    def __str__(self) -> str:
        return f"{self.where}\n    newman {short(self.newman)}\n    assay  {short(self.assay)}"


def short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 400 else f"{text[:400]}… ({len(text)} characters)"


def differences(where: str, newman: Any, assay: Any) -> list[Difference]:
    """Every leaf at which two plain values differ; lists and mappings are walked together."""
    if isinstance(newman, dict) and isinstance(assay, dict):
        keys = [*newman, *(key for key in assay if key not in newman)]
        return [
            one
            for key in keys
            for one in differences(f"{where}.{key}" if where else key, newman.get(key, ABSENT), assay.get(key, ABSENT))
        ]
    if isinstance(newman, list) and isinstance(assay, list) and where.endswith("headers"):
        return of_headers(where, newman, assay)
    if isinstance(newman, list) and isinstance(assay, list):
        pairs = zip(newman, assay, strict=False)
        inner = [one for at, (a, b) in enumerate(pairs) for one in differences(f"{where}[{at}]", a, b)]
        return inner if len(newman) == len(assay) else [Difference(f"{where}.length", len(newman), len(assay)), *inner]
    return [] if newman == assay else [Difference(where, newman, assay)]


def of_headers(where: str, newman: list[str], assay: list[str]) -> list[Difference]:
    """The lines that only one side sent, and apart from them the order of those that both sent."""
    mine, theirs = remainder(newman, assay), remainder(assay, newman)
    lines = [Difference(where, mine, theirs)] if mine or theirs else []
    left, right = remainder(newman, mine), remainder(assay, theirs)
    return lines if left == right else [*lines, Difference(f"{where}.order", left, right)]


def remainder(lines: list[str], others: list[str]) -> list[str]:
    left = list(others)
    return [line for line in lines if line not in left or left.remove(line)]  # type: ignore[func-returns-value]


def compared(newman: dict[str, Any], assay: dict[str, Any]) -> list[Difference]:
    """The differences of two outcomes in plain values; what one side cannot tell is not compared."""
    left, right = dict(newman), dict(assay)
    if left["console"] is None or right["console"] is None:
        left["console"] = right["console"] = None
    if left["error"] and right["error"]:
        left["error"] = right["error"] = "refused"  # each says it in its own words
    return differences("", left, right)
