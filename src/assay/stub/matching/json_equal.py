"""JSON that equals other JSON, with json-unit's placeholders, whatever order or surplus is allowed."""

from __future__ import annotations

import re
from typing import Any

import regex

from assay.model.stub.java_regex import BadRegex, compiled
from assay.model.stub.matcher import EqualToJson
from assay.stub.matching.comparison import Comparison, json_of
from assay.stub.matching.texts import full_match

_PLACEHOLDER = re.compile(r"[$#]\{json-unit\.([a-z-]+)\}(.*)", re.DOTALL)
_MOST_PAIRS = 250_000
"""Comparisons of items of two lists in any order."""
_KINDS: dict[str, tuple[type, ...]] = {
    "any-string": (str,),
    "any-number": (int, float),
    "any-boolean": (bool,),
}


def equal_to_json(matcher: EqualToJson) -> Comparison:
    """A text that holds the same JSON value."""
    comparison = _Comparison(matcher.ignore_array_order, matcher.ignore_extra_elements)

    def fits(value: str | None) -> bool:
        try:
            return value is not None and comparison.same(matcher.content, json_of(value))
        except ValueError:
            return False

    def distance(value: str | None) -> float:
        try:
            got = json_of(value or "")
        except ValueError:
            return 1.0
        if comparison.same(matcher.content, got):
            return 0.0
        size = max(_size(matcher.content), _size(got), 1)
        return min(comparison.differences(matcher.content, got) / size, 1.0)

    return Comparison(fits, distance, "equals the JSON")


class _Comparison:
    """What may differ."""

    def __init__(self, any_order: bool, surplus: bool) -> None:
        self.any_order = any_order
        self.surplus = surplus

    def same(self, wanted: Any, got: Any) -> bool:
        if isinstance(wanted, dict):
            return isinstance(got, dict) and self._same_object(wanted, got)
        if isinstance(wanted, list):
            return isinstance(got, list) and self._same_list(wanted, got)
        if isinstance(wanted, str):
            placeholder = _PLACEHOLDER.fullmatch(wanted)
            return _stands_for(placeholder, got) if placeholder else wanted == got
        if isinstance(wanted, bool) or isinstance(got, bool) or wanted is None:
            return wanted is got
        return bool(isinstance(got, int | float) and wanted == got)

    def _same_object(self, wanted: dict[str, Any], got: dict[str, Any]) -> bool:
        for key, value in wanted.items():
            if key not in got:
                if not _may_lack(value):
                    return False
            elif not self.same(value, got[key]):
                return False
        return self.surplus or all(key in wanted for key in got)

    def _same_list(self, wanted: list[Any], got: list[Any]) -> bool:
        if len(wanted) > len(got) or (len(wanted) < len(got) and not self.surplus):
            return False
        if not self.any_order:
            return all(self.same(one, other) for one, other in zip(wanted, got, strict=False))
        return self._paired(wanted, got)

    def _paired(self, wanted: list[Any], got: list[Any]) -> bool:
        """Whether each wanted item has one of its own (augmenting paths)."""
        if len(wanted) * len(got) > _MOST_PAIRS:
            return False
        fitting = [[index for index, item in enumerate(got) if self.same(one, item)] for one in wanted]
        taken: dict[int, int] = {}
        return all(_augmented(row, fitting, taken) for row in range(len(wanted)))

    def differences(self, wanted: Any, got: Any) -> int:
        """About how many values differ."""
        if isinstance(wanted, dict) and isinstance(got, dict):
            missing = sum(_size(value) for key, value in wanted.items() if key not in got)
            more = 0 if self.surplus else sum(_size(value) for key, value in got.items() if key not in wanted)
            return missing + more + sum(self.differences(wanted[key], got[key]) for key in wanted if key in got)
        if isinstance(wanted, list) and isinstance(got, list):
            paired = sum(self.differences(one, other) for one, other in zip(wanted, got, strict=False))
            return paired + sum(_size(item) for item in [*wanted[len(got) :], *got[len(wanted) :]])
        return 0 if self.same(wanted, got) else max(_size(wanted), _size(got))


def _augmented(row: int, fitting: list[list[int]], taken: dict[int, int]) -> bool:
    """Give this row an item, moving others where that frees one; iterative, since lists may be long."""
    came_from: dict[int, int] = {}
    queue = [row]
    while queue:
        here = queue.pop(0)
        for column in fitting[here]:
            if column in came_from:
                continue
            came_from[column] = here
            if column in taken:
                queue.append(taken[column])
                continue
            while True:
                owner = came_from[column]
                previous = next((other for other, holder in taken.items() if holder == owner), None)
                taken[column] = owner
                if owner == row or previous is None:
                    return True
                del taken[previous]
                column = previous
    return False


def _may_lack(value: Any) -> bool:
    placeholder = _PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    return placeholder is not None and placeholder[1] == "ignore-element"


def _stands_for(placeholder: re.Match[str], got: Any) -> bool:
    kind = placeholder[1]
    if kind in {"ignore", "ignore-element"}:
        return True
    if kind == "regex":
        return isinstance(got, str) and _fits(placeholder[2], got)
    kinds = _KINDS.get(kind)
    if kinds is None:
        return False
    return isinstance(got, kinds) and (bool in kinds or not isinstance(got, bool))


def _fits(pattern: str, got: str) -> bool:
    try:
        return full_match(compiled(pattern, regex.DOTALL), got)
    except BadRegex:
        return False


def _size(value: Any) -> int:
    """How many values there are in a value."""
    if isinstance(value, dict):
        return sum(_size(child) for child in value.values()) + 1
    if isinstance(value, list):
        return sum(_size(child) for child in value) + 1
    return 1
