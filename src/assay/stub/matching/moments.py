"""A date and time before, after or equal to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from assay.model.stub.matcher import Moment
from assay.stub.dates.java_format import BadDate, from_iso, read
from assay.stub.dates.moments import shifted, truncated
from assay.stub.matching.comparison import Comparison, plain

Clock = Callable[[], float]
"""Seconds since 1970."""


def moment(matcher: Moment, clock: Clock) -> Comparison:
    """What is no date does not fit."""

    def fits(value: str | None) -> bool:
        try:
            return value is not None and _holds(matcher, expected_of(matcher, clock), _actual(matcher, value))
        except BadDate:
            return False

    return plain(fits, f"is {matcher.relation} {matcher.expected}")


def expected_of(matcher: Moment, clock: Clock) -> datetime:
    """The moment that is compared with; truncation is for what begins at now. Raises BadDate."""
    text = matcher.expected.strip()
    base, _, offset = text.partition(" ")
    if base.lower() != "now":
        shift = text.rpartition(" +")[2] if " +" in text else ""
        return shifted(from_iso(text.rpartition(" +")[0]), "+" + shift) if shift else from_iso(text)
    now = datetime.fromtimestamp(clock(), UTC)
    if not matcher.truncate_expected:
        return shifted(now, offset) if offset.strip() else now
    if matcher.apply_truncation_last:
        return truncated(shifted(now, offset) if offset.strip() else now, matcher.truncate_expected)
    cut = truncated(now, matcher.truncate_expected)
    return shifted(cut, offset) if offset.strip() else cut


def _actual(matcher: Moment, value: str) -> datetime:
    moment = read(value, matcher.actual_format) if matcher.actual_format else from_iso(value)
    truncates = matcher.truncate_actual and moment.tzinfo is not None  # WireMock leaves local times as they are
    return truncated(moment, matcher.truncate_actual) if truncates else moment


def _holds(matcher: Moment, expected: datetime, actual: datetime) -> bool:
    if expected.tzinfo is None:
        actual = actual.replace(tzinfo=None)
    elif actual.tzinfo is None:
        actual = actual.replace(tzinfo=UTC)
    if matcher.relation == "before":
        return actual < expected
    if matcher.relation == "after":
        return actual > expected
    return actual == expected
