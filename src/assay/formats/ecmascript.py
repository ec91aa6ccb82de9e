"""Conversions between JSON values as JavaScript makes them (ECMA-262, 7.1), for what a script would have seen."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import Any

WHITE_SPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What String.prototype.trim removes; not the set of str.strip."""

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)", re.ASCII)
_RADIX = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_LARGEST_DIGITS = 4000  # beyond Python's own limit for int(text); as a double it is infinite long before


def to_string(value: Any) -> str:
    """String(value), for any JSON value."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list | tuple):
        return ",".join("" if member is None else to_string(member) for member in value)
    return "[object Object]"


def number_text(value: float) -> str:
    """Number.prototype.toString in base 10; whole numbers beyond 2^53 keep the digits that were written."""
    if isinstance(value, int):
        return _whole_text(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    return _float_text(value)


def _whole_text(value: int) -> str:
    return str(value) if abs(value) < 10**21 else _float_text(_as_float(value))


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _float_text(value: float) -> str:
    """The shortest digits that read back as the same number, laid out by ECMA-262, 6.1.6.1.20."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text = "".join(map(str, digits))
    return ("-" if sign else "") + _laid_out(text, len(text) + int(exponent))


def _laid_out(digits: str, point: int) -> str:
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+d}"


def to_boolean(value: Any) -> bool:
    """Boolean(value): every object is true, also an empty one."""
    return True if isinstance(value, list | tuple | dict) else bool(value) and value == value


def to_number(value: Any) -> float | None:
    """Number(value), whole where it is; None where it is NaN, as JSON.stringify has it."""
    if isinstance(value, bool) or value is None:
        return int(bool(value))
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple):
        return to_number(to_string(value))
    return _parsed(value.strip(WHITE_SPACE)) if isinstance(value, str) else None


def _parsed(text: str) -> float | None:
    if not text:
        return 0
    if _RADIX.fullmatch(text):
        return int(text, 0)
    if not _DECIMAL.fullmatch(text):
        return None
    if len(text) < _LARGEST_DIGITS and text.lstrip("+-").isdigit():
        return int(text)
    number = float(text)
    return None if math.isinf(number) else _whole_if_exact(number)


def _whole_if_exact(number: float) -> float:
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def to_json_text(value: Any) -> str:
    """JSON.stringify(value) without white space; whole floats lose their point as in JavaScript."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return None if not math.isfinite(value) else _whole_if_exact(value)
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    return [_plain(member) for member in value] if isinstance(value, list | tuple) else value
