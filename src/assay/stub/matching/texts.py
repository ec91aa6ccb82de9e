"""Comparisons of texts and bytes."""

from __future__ import annotations

import regex

from assay.model.stub.java_regex import compiled
from assay.model.stub.matcher import BinaryEqualTo, Contains, EqualTo, Matches
from assay.stub.matching.comparison import Comparison, Text, plain
from assay.stub.matching.likeness import unlike

SECONDS = 0.1
"""Longest that one expression may look at one value; beyond it the value does not fit."""
MAX_TEXT = 1_000_000
"""Characters of a value that an expression looks at."""


def equal_to(matcher: EqualTo) -> Comparison:
    """The very text, in any case where that is asked for."""
    wanted = matcher.text
    told = f"equals {wanted}"
    if matcher.any_case:
        folded = wanted.casefold()
        return Comparison(
            lambda value: value is not None and value.casefold() == folded,
            lambda value: 1.0 if value is None else unlike(folded, value.casefold()),
            f"{told} in any case",
        )
    return Comparison(
        lambda value: value == wanted,
        lambda value: 1.0 if value is None else unlike(wanted, value),
        told,
    )


def binary_equal_to(matcher: BinaryEqualTo) -> Comparison:
    """The very bytes."""
    wanted = matcher.data

    def fits(value: str | None) -> bool:
        if isinstance(value, Text):
            return value.raw == wanted
        return (value or "").encode("utf-8", "surrogateescape") == wanted

    return plain(fits, f"is these {len(wanted)} bytes")


def contains(matcher: Contains) -> Comparison:
    """The text stands in it, or does not; nothing at all contains no text."""
    wanted = matcher.text.casefold() if matcher.any_case else matcher.text

    def holds(value: str | None) -> bool:
        return value is not None and wanted in (value.casefold() if matcher.any_case else value)

    if matcher.negated:
        return plain(lambda value: not holds(value), f"does not contain {wanted}")
    return plain(holds, f"contains {wanted}")


def matches(matcher: Matches) -> Comparison:
    """The whole value fits an expression, or does not."""
    pattern = compiled(matcher.pattern, regex.DOTALL)

    def fits(value: str | None) -> bool:
        return value is not None and full_match(pattern, value)

    if matcher.negated:
        return plain(lambda value: not fits(value), f"does not match {matcher.pattern}")
    return plain(fits, f"matches {matcher.pattern}")


def full_match(pattern: regex.Pattern[str], value: str) -> bool:
    """Whether the whole value fits within the time that one look may take."""
    try:
        return len(value) <= MAX_TEXT and pattern.fullmatch(value, timeout=SECONDS) is not None
    except TimeoutError:
        return False
