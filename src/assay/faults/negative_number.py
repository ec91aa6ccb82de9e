"""A number is negative."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.faults.fault import Fault, Setting
from assay.faults.shapes import Place, everywhere, one_of


def _changes(place: Place) -> Iterator[tuple[str, Any]]:
    _, value, _, _ = place
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        yield "negative", -value if value else -1


_VARIANTS = everywhere(_changes)

FAULT = Fault(
    name="negative-number",
    phase="semantic",
    summary="A number is negative.",
    run=one_of(_VARIANTS),
    settings=(
        Setting(name="pointer", default="", summary="JSON Pointer of the place; empty: the first that there is."),
    ),
    variants=_VARIANTS,
)
