"""A field has a value that its enumeration does not list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.faults.choices import choices
from assay.faults.fault import Fault, Setting
from assay.faults.shapes import Place, everywhere, one_of


def _changes(place: Place) -> Iterator[tuple[str, Any]]:
    _, value, owner, _ = place
    if owner is not None and isinstance(value, str) and choices(place):
        yield "a value that is not listed", "ASSAY_UNKNOWN"


_VARIANTS = everywhere(_changes)

FAULT = Fault(
    name="unknown-enum",
    phase="semantic",
    summary="A field has a value that its enumeration does not list.",
    run=one_of(_VARIANTS),
    settings=(
        Setting(name="pointer", default="", summary="JSON Pointer of the place; empty: the first that there is."),
    ),
    variants=_VARIANTS,
)
