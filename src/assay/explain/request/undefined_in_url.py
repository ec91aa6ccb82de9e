"""A refused URL with `undefined`, `null`, `None`, `NaN` or `[object Object]` as a segment or a parameter's value."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import address, parameters, segments
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "ECMA-262, 7.1.17"
NOTHING = Pattern(r"undefined|null|None|NaN|nil|(?:\[|%5[Bb])object(?: |%20|\+)Object(?:\]|%5[Dd])")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first one, in the path before the query."""
    parts = address(evidence.exchanges[-1].request.url)
    values = [(each, "the path") for each in segments(parts.path[:8192])]
    values += [(value, f"the parameter {cut(name, 40)}") for name, value in parameters(parts.query[:8192])]
    for value, place in values:
        if NOTHING.fullmatch(value):
            yield Explanation(
                rule="undefined-in-url",
                means=f"{place[0].upper()}{place[1:]} has {value} where a value belongs: "
                "a program wrote a variable that was empty.",
                remedy="Look at where the value was to come from.",
                evidence=(f"in {place}: {value}",),
                source=SOURCE,
                sure="likely",
            )
            return
