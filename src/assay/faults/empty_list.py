"""A list is empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.faults.fault import Fault, Setting
from assay.faults.shapes import Place, everywhere, one_of


def _changes(place: Place) -> Iterator[tuple[str, Any]]:
    _, value, _, _ = place
    if isinstance(value, list) and value:
        yield "empty", []


_VARIANTS = everywhere(_changes)

FAULT = Fault(
    name="empty-list",
    phase="semantic",
    summary="A list is empty.",
    run=one_of(_VARIANTS),
    settings=(
        Setting(name="pointer", default="", summary="JSON Pointer of the place; empty: the first that there is."),
    ),
    variants=_VARIANTS,
)
