"""How a filter of a JSONPath compares two values, as Jayway does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import regex

from assay.stub.json_path.steps import BadPath

_SECONDS = 0.5
"""Longest that one regular expression may take."""


def compared(operator: str, left: Any, right: Any) -> bool:
    """Whether `left operator right` holds."""
    return _OPERATORS[operator](left, right)


def is_number(value: Any) -> bool:
    """A number, and no truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _equal(left: Any, right: Any) -> bool:
    """Equal values; a number and a text are compared as what stands on the left."""
    if is_number(left) and isinstance(right, str):
        right = _read_number(right)
    elif isinstance(left, str) and is_number(right):
        right = str(right)
    if is_number(left) and is_number(right):
        return bool(left == right)
    return type(left) is type(right) and bool(left == right)


def _read_number(text: str) -> Any:
    try:
        return float(text) if len(text) < 100 else None
    except ValueError:
        return None


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compared(left: Any, right: Any) -> bool:
        alike = (is_number(left) and is_number(right)) or (isinstance(left, str) and isinstance(right, str))
        return alike and test(left, right)

    return compared


def _fits(left: Any, right: Any) -> bool:
    pattern, text = (right, left) if isinstance(right, regex.Pattern) else (left, right)
    if not isinstance(pattern, regex.Pattern) or not isinstance(text, str):
        return False
    try:
        return pattern.fullmatch(text, timeout=_SECONDS) is not None
    except TimeoutError:
        raise BadPath("a regular expression takes too long") from None


def _is_in(left: Any, right: Any) -> bool:
    return isinstance(right, list) and any(_equal(left, item) for item in right)


def _subset(left: Any, right: Any) -> bool:
    return isinstance(left, list) and isinstance(right, list) and all(_is_in(item, right) for item in left)


def _any_of(left: Any, right: Any) -> bool:
    return isinstance(left, list) and any(_is_in(item, right) for item in left)


def _contains(left: Any, right: Any) -> bool:
    if isinstance(left, str):
        return isinstance(right, str) and right in left
    return _is_in(right, left)


def _length_of(value: Any) -> Any:
    return len(value) if isinstance(value, list | dict) else None


def _sized(left: Any, right: Any) -> bool:
    return isinstance(left, list | str) and _equal(len(left), right if is_number(right) else _length_of(right))


def _is_empty(left: Any, right: Any) -> bool:
    return isinstance(left, list | str | dict) and (len(left) == 0) == bool(right)


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
    "=~": _fits,
    "in": _is_in,
    "nin": lambda left, right: not _is_in(left, right),
    "subsetof": _subset,
    "anyof": _any_of,
    "noneof": lambda left, right: not _any_of(left, right),
    "contains": _contains,
    "size": _sized,
    "empty": _is_empty,
}
