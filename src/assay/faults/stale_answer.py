"""A moment in the answer is long past, as in what a cache kept too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assay.faults.fault import Fault, Setting
from assay.faults.shapes import Place, everywhere, one_of

_MOMENT = re.compile(r"((?:19|20)[0-9]{2})-(?:0[1-9]|1[0-2])-(?:[01][0-9]|2[0-8])(?:[T ]|$)")
"""RFC 3339, on a day that every year has."""
_YEARS = 3


def _changes(place: Place) -> Iterator[tuple[str, Any]]:
    _, value, _, _ = place
    if isinstance(value, str) and (found := _MOMENT.match(value)):
        yield "years ago", f"{int(found[1]) - _YEARS:04}{value[4:]}"


_VARIANTS = everywhere(_changes)

FAULT = Fault(
    name="stale-answer",
    phase="semantic",
    summary="A moment in the answer is long past, as in what a cache kept too long.",
    run=one_of(_VARIANTS),
    settings=(
        Setting(name="pointer", default="", summary="JSON Pointer of the place; empty: the first that there is."),
    ),
    variants=_VARIANTS,
)
