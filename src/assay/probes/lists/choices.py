"""Values of a filter that are worth asking for: some that are there, and some that nothing has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from assay.model.contract import Operation
from assay.probes.bodies import resolved
from assay.probes.lists.keys import Item
from assay.probes.lists.meanings import Meaning, fulfils
from assay.probes.lists.ordering import moment, number
from assay.probes.lists.terms import items_of
from assay.probes.session import Session

MOST_VALUES = 4
"""Values of one filter that are asked for."""
_FAR = timedelta(days=30)


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A filter with a value."""

    meaning: Meaning
    value: Any


def values(session: Session, operation: Operation, meaning: Meaning, items: list[Item]) -> list[Any]:
    """Values that the contract allows: some that are there and some that are not, the most telling first."""
    found = [one for one in _candidates(session, operation, meaning, items) if _allowed(session, meaning, one)]
    unique = list({str(one): one for one in found}.values())
    return sorted(unique, key=lambda one: -_left_out(meaning, one, items))[:MOST_VALUES]


def _left_out(meaning: Meaning, value: Any, items: list[Item]) -> int:
    """How many items a value should leave out; those first that also keep some."""
    verdicts = [fulfils(meaning, value, item) for item in items]
    return verdicts.count(False) + (len(items) if True in verdicts and False in verdicts else 0)


def _allowed(session: Session, meaning: Meaning, value: Any) -> bool:
    return not session.target.validators.check(meaning.parameter.schema, as_sent(session, meaning, value), "request")


def as_sent(session: Session, meaning: Meaning, value: Any) -> Any:
    """The value as the parameter takes it: in a list, where it takes several."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 12, where a server reads no 12.0
    listed = resolved(meaning.parameter.schema, session.target.contract).get("type") == "array"
    return [value] if listed else value


def _candidates(session: Session, operation: Operation, meaning: Meaning, items: list[Item]) -> list[Any]:
    there = [item.get(meaning.field) for item in items]
    if meaning.kind == "present":
        return [True, False]
    if meaning.kind in ("least", "most"):
        return _bounds(meaning, [one for one in there if one is not None])
    if meaning.kind == "among":
        tags = [tag for one in there if isinstance(one, list) for tag in one if isinstance(tag, str | int)]
        return [*tags[:50], session.token()]
    plain = [one for one in there if isinstance(one, str | int | float) and one != ""]
    return [*plain[:100], *_unheld(session, operation, meaning, plain)]


def _unheld(session: Session, operation: Operation, meaning: Meaning, plain: list[Any]) -> list[Any]:
    """Values that nothing may have: the others of an enumeration that the field shares, or a text that is nowhere."""
    choices = resolved(meaning.parameter.schema, session.target.contract).get("enum")
    if choices is None:
        return [] if meaning.exact else [session.token()]
    fields = items_of(operation, session.target.contract) or {}
    own = resolved(fields.get(meaning.field, True), session.target.contract).get("enum", ())
    return [one for one in choices if one in own or (not own and set(map(str, plain)) <= set(map(str, choices)))]


def _bounds(meaning: Meaning, there: list[Any]) -> list[Any]:
    """A bound in the middle, and one that leaves out everything."""
    numbers = sorted({one for one in there if number(one) is not None})
    if numbers:
        far = numbers[-1] + 1 if meaning.kind == "least" else numbers[0] - 1
        return [*_middle(numbers), far]
    moments = sorted((one for one in there if moment(one) is not None), key=lambda one: moment(one) or 0)
    if not moments:
        return []
    edge = moment(moments[-1] if meaning.kind == "least" else moments[0])
    assert edge is not None
    try:
        far_away = edge + _FAR if meaning.kind == "least" else edge - _FAR
    except OverflowError:
        return _middle(moments)
    return [*_middle(moments), far_away.strftime("%Y-%m-%dT%H:%M:%SZ"), far_away.strftime("%Y-%m-%d")]


def _middle(ordered: list[Any]) -> list[Any]:
    return [ordered[len(ordered) // 2]] if len(ordered) > 1 else []
