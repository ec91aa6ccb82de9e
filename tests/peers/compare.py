"""Where two outcomes differ: one entry for each leaf, named by its path."""

from __future__ import annotations

from typing import Any

import msgspec

from .outcome import Outcome

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
    if isinstance(newman, list) and isinstance(assay, list) and not where.endswith("headers"):
        pairs = zip(newman, assay, strict=False)
        inner = [one for at, (a, b) in enumerate(pairs) for one in differences(f"{where}[{at}]", a, b)]
        return inner if len(newman) == len(assay) else [Difference(f"{where}.length", len(newman), len(assay)), *inner]
    return [] if newman == assay else [Difference(where, newman, assay)]


def compared(newman: Outcome, assay: Outcome) -> list[Difference]:
    """The differences of two runs; what one side cannot tell is not compared."""
    left, right = msgspec.to_builtins(newman), msgspec.to_builtins(assay)
    if newman.console is None or assay.console is None:
        left.pop("console"), right.pop("console")
    if newman.error and assay.error:
        left["error"] = right["error"] = "refused"  # each says it in its own words
    return differences("", left, right)
