"""The items of a list come in another order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.faults.fault import Fault, Setting
from assay.faults.shapes import Place, everywhere, one_of


def _changes(place: Place) -> Iterator[tuple[str, Any]]:
    _, value, _, _ = place
    if isinstance(value, list) and value != value[::-1]:
        yield "reversed", value[::-1]


_VARIANTS = everywhere(_changes)

FAULT = Fault(
    name="pages-out-of-order",
    phase="semantic",
    summary="The items of a list come in another order.",
    run=one_of(_VARIANTS),
    settings=(
        Setting(name="pointer", default="", summary="JSON Pointer of the place; empty: the first that there is."),
    ),
    variants=_VARIANTS,
)
