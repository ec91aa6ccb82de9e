"""A field has another of the values that its enumeration lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.faults.choices import choices
from assay.faults.fault import Fault, Setting
from assay.faults.shapes import Place, everywhere, one_of

_MOST = 8
"""Other values of one field."""


def _changes(place: Place) -> Iterator[tuple[str, Any]]:
    _, value, owner, _ = place
    if owner is None:
        return
    for other in choices(place)[:_MOST]:
        if other != value:
            yield str(other), other


_VARIANTS = everywhere(_changes)

FAULT = Fault(
    name="unexpected-state",
    phase="semantic",
    summary="A field has another of the values that its enumeration lists.",
    run=one_of(_VARIANTS),
    settings=(
        Setting(name="pointer", default="", summary="JSON Pointer of the place; empty: the first that there is."),
    ),
    variants=_VARIANTS,
)
