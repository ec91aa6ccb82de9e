"""How option values are read, each refused in one sentence when it is wrong."""

from __future__ import annotations

import re
from typing import Any

import click

LONGEST = 2**31 - 1
"""Milliseconds of the longest time that can be asked for, 24 days: what timers take everywhere."""
SIZES = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


class Positive(click.ParamType[int]):
    """A whole number above zero, as Newman wants it, and no larger than `most`."""

    name = "n"

    def __init__(self, most: int = 2**53 - 1) -> None:
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        try:
            number = int(value)
        except (TypeError, ValueError):
            number = 0
        if number <= 0:
            self.fail(f"{value!r} is not a positive whole number", param, ctx)
        if number > self.most:
            self.fail(f"{value!r} is more than {self.most}", param, ctx)
        return number


class KeyValue(click.ParamType[tuple[str, str | None]]):
    """`key=value`; the value may hold further `=`, and without any it is absent."""

    name = "key=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str | None]:
        """Key and value."""
        if isinstance(value, tuple):
            return value
        key, sign, text = str(value).partition("=")
        if not key:
            self.fail(f"{value!r} has no name before the =", param, ctx)
        return key, text if sign else None


class Size(click.ParamType[int]):
    """Bytes, also as 64k, 10M or 1G."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of bytes."""
        match = re.fullmatch(r"(\d+)([kmg]?)i?b?", str(value).strip().lower())
        if not match or int(match[1]) == 0:
            self.fail(f"{value!r} is not a size such as 500k, 64M or 1G", param, ctx)
        return int(match[1]) * SIZES[match[2]]


class Seconds(click.ParamType[float]):
    """A duration: 90, 90s, 2m or 500ms."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The duration in seconds."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m|h)?", str(value).strip().lower())
        seconds = float(match[1]) * {"ms": 0.001, "s": 1, "m": 60, "h": 3600}[match[2] or "s"] if match else 0.0
        if not 0 < seconds <= LONGEST / 1000:
            self.fail(f"{value!r} is not a duration such as 90, 500ms or 2m", param, ctx)
        return seconds


class Words(click.ParamType[tuple[str, ...]]):
    """Words separated by commas."""

    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The words, none of them empty."""
        del param, ctx
        if isinstance(value, tuple):
            return value
        return tuple(word.strip() for word in str(value).split(",") if word.strip())


class Bail(Words):
    """Newman's modifiers of --bail."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The modifiers."""
        words = super().convert(value, param, ctx)
        for word in words:
            if word not in ("failure", "folder"):
                self.fail(f"{word!r} is neither failure nor folder", param, ctx)
        return words


POSITIVE = Positive()
MILLISECONDS = Positive(LONGEST)
WORKERS = Positive(256)
MEGABYTES = Positive(64 * 1024)
BAIL = Bail()
KEY_VALUE = KeyValue()
SIZE = Size()
SECONDS = Seconds()
WORDS = Words()
