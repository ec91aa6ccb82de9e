"""A field of the answer is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.faults.fault import Fault, Setting
from assay.faults.shapes import Place, everywhere, one_of
from assay.model.places import GONE


def _changes(place: Place) -> Iterator[tuple[str, Any]]:
    _, _, owner, _ = place
    if isinstance(owner, dict):
        yield "missing", GONE


_VARIANTS = everywhere(_changes)

FAULT = Fault(
    name="missing-field",
    phase="semantic",
    summary="A field of the answer is missing.",
    run=one_of(_VARIANTS),
    settings=(
        Setting(name="pointer", default="", summary="JSON Pointer of the place; empty: the first that there is."),
    ),
    variants=_VARIANTS,
)
