"""A regular expression as Java writes it, compiled so that whoever uses it can set a time limit."""

from __future__ import annotations

import re

import regex

MAX_PATTERN = 10_000
"""Characters of a regular expression."""
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|$)", re.DOTALL)
_PROPERTY = re.compile(r"\\([pP])\{(Digit|Alnum|Punct|XDigit)\}")
_END = re.compile(r"(?<!\\)((?:\\\\)*)\\z")


class BadRegex(ValueError):
    """What is wrong with an expression, in one clause."""


def compiled(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """The expression, compiled with these flags of the library. Raises BadRegex."""
    if len(pattern) > MAX_PATTERN:
        raise BadRegex(f"it is longer than {MAX_PATTERN} characters")
    version = regex.VERSION1 if "&&" in pattern else regex.VERSION0
    try:
        return regex.compile(_translated(pattern), version | regex.ASCII | flags)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        raise BadRegex(str(error)) from None


def _translated(pattern: str) -> str:
    """Java's quoting, classes and ends in the library's words."""
    text = _QUOTED.sub(lambda found: regex.escape(found[1]), pattern)
    text = _PROPERTY.sub(lambda found: f"\\{found[1]}{{posix_{found[2].lower()}}}", text)
    return _END.sub(r"\1\\Z", text)
