"""A field of the answer is of another type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.faults.fault import Fault, Setting
from assay.faults.shapes import Place, everywhere, one_of


def _changes(place: Place) -> Iterator[tuple[str, Any]]:
    _, value, owner, _ = place
    if owner is None:
        return
    match value:
        case bool():
            yield "a text", "maybe"
        case int() | float():
            yield "a text", "many"
        case str():
            yield "a number", 17
        case list():
            yield "an object", {}
        case dict():
            yield "a list", []
        case _:
            yield "an object", {"unexpected": True}


_VARIANTS = everywhere(_changes)

FAULT = Fault(
    name="wrong-type-field",
    phase="semantic",
    summary="A field of the answer is of another type.",
    run=one_of(_VARIANTS),
    settings=(
        Setting(name="pointer", default="", summary="JSON Pointer of the place; empty: the first that there is."),
    ),
    variants=_VARIANTS,
)
