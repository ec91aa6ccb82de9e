"""Times, rates and delays as people write them: `200ms`, `100ms..300ms`, `10/s`, `20 in 2s`."""

from __future__ import annotations

import re

from assay.formats.stub_file.spot import Spot, shown
from assay.model.stub.reply import Delay, Dribble, Fixed, LogNormal, Uniform

_LONGEST = 24 * 3600.0
"""Seconds."""
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_TIME = re.compile(r"\s*(\d{1,9}(?:\.\d{1,6})?)\s*(us|ms|s|min|m|h)\s*")
_RATE = re.compile(r"\s*(\d{1,9})\s*/\s*(\d{0,6}(?:\.\d{1,6})?)\s*(ms|s|min|m|h)\s*")
_PIECES = re.compile(r"\s*(\d{1,6})\s+in\s+(.+)")


def seconds(spot: Spot, text: str | None = None) -> float:
    """A time."""
    told = spot.text() if text is None else text
    found = _TIME.fullmatch(told)
    value = float(found[1]) * _UNITS[found[2]] if found else -1.0
    if not 0 <= value <= _LONGEST:
        raise spot.wrong(f"{spot.name} is no time: {shown(told)}.", "Write 200ms, 1.5s or 2m; a day at most.")
    return value


def delay(spot: Spot) -> Delay | None:
    """`200ms`, a range of times, or `{ median, sigma, max }` for a log-normal one."""
    if not spot:
        return None
    if isinstance(spot.value, dict):
        spot.only(("median", "sigma", "max"), "a delay")
        return LogNormal(
            median=seconds(spot.at("median")),
            sigma=spot.at("sigma").number(0.4, 0, 10),
            most=seconds(spot.at("max")) if spot.at("max") else None,
        )
    if not isinstance(spot.value, str):
        raise spot.wrong(f"A delay needs its unit, and {shown(spot.value)} has none.", "Write 200ms, 1.5s or 2m.")
    lower, dots, upper = spot.value.partition("..")
    if not dots:
        return Fixed(seconds=seconds(spot))
    ends = sorted((seconds(spot, lower), seconds(spot, upper)))
    return Uniform(lower=ends[0], upper=ends[1])


def dribble(spot: Spot) -> Dribble | None:
    """`20 in 2s`: so many pieces over so much time."""
    if not spot:
        return None
    found = _PIECES.fullmatch(spot.text())
    if found is None or not 1 <= int(found[1]) <= 100_000:
        raise spot.wrong(f"dribble is no number of pieces in a time: {shown(spot.value)}.", "Write 20 in 2s.")
    return Dribble(pieces=int(found[1]), seconds=seconds(spot, found[2]))


def rate(spot: Spot, text: str) -> tuple[int, float]:
    """`10/s`, `100/m` or `5/10s` as requests and seconds."""
    found = _RATE.fullmatch(text)
    span = float(found[2] or 1) * _UNITS[found[3]] if found else 0.0
    if found is None or not int(found[1]) or not 0 < span <= _LONGEST:
        raise spot.wrong(f"This is no limit: {shown(text)}.", "Write 10/s, 100/m or 5/10s.")
    return int(found[1]), span
