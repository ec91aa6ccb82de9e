"""A field of the answer is null."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.faults.fault import Fault, Setting
from assay.faults.shapes import Place, everywhere, one_of


def _changes(place: Place) -> Iterator[tuple[str, Any]]:
    _, value, owner, _ = place
    if owner is not None and value is not None:
        yield "null", None


_VARIANTS = everywhere(_changes)

FAULT = Fault(
    name="null-field",
    phase="semantic",
    summary="A field of the answer is null.",
    run=one_of(_VARIANTS),
    settings=(
        Setting(name="pointer", default="", summary="JSON Pointer of the place; empty: the first that there is."),
    ),
    variants=_VARIANTS,
)
