"""A number for a schema: the smallest good one that its bounds allow, 1 where there are none."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, DecimalException
from typing import Any

from assay.formats.openapi.sampling.pick import Pick

_SPREAD = 100
_NARROW = 2
_RANGES = {"int32": Decimal(2**31 - 1), "int64": Decimal(2**63 - 1)}


def sample_number(schema: dict[str, Any], pick: Pick, *, whole: bool) -> int | float:
    """An integer where `whole`; where the bounds leave nothing, the lower one."""
    try:
        found = _within(schema, pick, whole)
    except (DecimalException, ValueError, OverflowError):  # bounds beyond all measure
        return 1
    return int(found) if whole or found == found.to_integral_value() else float(found)


def _within(schema: dict[str, Any], pick: Pick, whole: bool) -> Decimal:
    step = _decimal(schema.get("multipleOf")) or Decimal(1)
    if whole and step != step.to_integral_value():
        step = Decimal(1)
    low, high = _low(schema), _high(schema)
    if not whole and "multipleOf" not in schema and low is not None and high is not None and high - low < _NARROW:
        return low + (high - low) / 2
    first, last = _first(schema, low, step), _last(schema, high, step)
    if first is None:
        first = step if last is None or step <= last else last
    room = _SPREAD if last is None else max(1, min(_SPREAD, int((last - first) / step) + 1))
    return first + step * pick.number(room)


def _first(schema: dict[str, Any], low: Decimal | None, step: Decimal) -> Decimal | None:
    """The lowest multiple that is allowed."""
    if low is None:
        return None
    found = (low / step).to_integral_value(ROUND_CEILING) * step
    return found + step if found == _decimal(schema.get("exclusiveMinimum")) else found


def _last(schema: dict[str, Any], high: Decimal | None, step: Decimal) -> Decimal | None:
    """The highest multiple that is allowed."""
    if high is None:
        return None
    found = (high / step).to_integral_value(ROUND_FLOOR) * step
    return found - step if found == _decimal(schema.get("exclusiveMaximum")) else found


def _low(schema: dict[str, Any]) -> Decimal | None:
    bounds = (_decimal(schema.get(key)) for key in ("minimum", "exclusiveMinimum"))
    return max((bound for bound in bounds if bound is not None), default=None)


def _high(schema: dict[str, Any]) -> Decimal | None:
    bounds = [_decimal(schema.get(key)) for key in ("maximum", "exclusiveMaximum")]
    bounds.append(_RANGES.get(str(schema.get("format"))))
    return min((bound for bound in bounds if bound is not None), default=None)


def _decimal(value: Any) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None
