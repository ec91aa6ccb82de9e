"""A number is far larger than any that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.faults.fault import Fault, Setting
from assay.faults.shapes import Place, everywhere, one_of

_ABSURD = 10**18
"""It fits 64 bits, and no double holds the numbers around it."""


def _changes(place: Place) -> Iterator[tuple[str, Any]]:
    _, value, _, _ = place
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield "absurd", _ABSURD if isinstance(value, int) else float(_ABSURD)


_VARIANTS = everywhere(_changes)

FAULT = Fault(
    name="absurd-number",
    phase="semantic",
    summary="A number is far larger than any that is meant.",
    run=one_of(_VARIANTS),
    settings=(
        Setting(name="pointer", default="", summary="JSON Pointer of the place; empty: the first that there is."),
    ),
    variants=_VARIANTS,
)
