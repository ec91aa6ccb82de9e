"""An error whose body names fields, in the form of any of the known frameworks: field by field what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import value
from assay.explain.evidence import Evidence
from assay.explain.problems.fields import Fault, faults
from assay.explain.quoting import counted, cut, listed
from assay.model.explanation import Explanation

SOURCE = "RFC 9457, 3; RFC 9110, 15.5.21"
VALIDATING = (400, 409, 422)
"""Statuses that refuse what was sent: elsewhere a member with a list of words is not the name of a field."""
MOST = 10
"""Fields that are told."""


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """All fields in one explanation, each with the API's own words."""
    response = evidence.response
    found = faults(value(evidence), bare=response.status in VALIDATING) if response is not None else []
    if not found:
        return
    places = list(dict.fromkeys(each.place for each in found if each.place))
    more = f"… and {len(found) - MOST} more" if len(found) > MOST else ""
    yield Explanation(
        rule="field-errors",
        means=f"The API does not accept {_fields(places)}."
        if places
        else f"The API names {counted(len(found), 'fault')} in the request.",
        remedy="Correct what it names and send again.",
        evidence=(*(_line(each) for each in found[:MOST]), *((more,) if more else ())),
        source=SOURCE,
    )


def _fields(places: list[str]) -> str:
    shown = listed([cut(each, 60) for each in places], 6)
    return f"{shown}" if len(places) == 1 else f"{len(places)} fields: {shown}"


def _line(fault: Fault) -> str:
    return f"{cut(fault.place, 80)}: {cut(fault.words)}" if fault.place else cut(fault.words)
