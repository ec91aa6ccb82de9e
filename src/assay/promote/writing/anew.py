"""New values of the shape of a recorded one: digits stay digits, an address stays an address, none is given twice."""

from __future__ import annotations

import re

import msgspec

from assay.promote.scripts.python.expression import quoted

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_EMAIL = re.compile(r"([^@\s]{1,64})(@[\w.-]{3,100})")
_PART = re.compile(r"([^\n\d]{1,60}?)\d{4,}([^\d\n][^\n]{0,60})?")
"""A text with a number in it that tells it from others."""
_RANGE = re.compile(r"Math\.random\(\)\s*\*\s*(\d{1,12})")
LONGEST = 32
_CLOCK = 13
"""Digits of the time of day in milliseconds, and the most that a new number has."""
_NUMBER = 3
"""Digits that a number has at least where it is there to be new: a smaller one is an amount."""


class New(msgspec.Struct, frozen=True, kw_only=True):
    """A Python expression, and what it needs."""

    python: str
    lines: tuple[str, ...] = ()
    """Statements that stand before it."""
    imports: tuple[str, ...] = ()


def anew(recorded: object, script: str = "") -> New:
    """A value like the recorded one; it stays the same where the script picks it from those that it names."""
    text = str(recorded) if isinstance(recorded, str | int | float) and not isinstance(recorded, bool) else ""
    if text and any(f"{quote}{text}{quote}" in script for quote in "\"'`"):
        return New(python=quoted(text))
    if text.isdigit():
        length = _length(text, script)
        return New(python=quoted(text)) if length < _NUMBER else _of_uuid(_digits(length))
    return New(python=_capitals(text), imports=_CAPITALS) if _letters(text) else _of_uuid(_text(text, script))


def _length(text: str, script: str) -> int:
    """How many digits, as the script has it: where it throws dice, one answer may have fewer than another."""
    found = _RANGE.search(script)
    return len(str(int(found[1]) - 1)) if found and len(text) < _CLOCK else min(len(text), _CLOCK)


def _text(text: str, script: str) -> str:
    if _UUID.fullmatch(text):
        return "str(uuid.uuid4())"
    if found := _EMAIL.fullmatch(text):
        return f'f"user-{{uuid.uuid4().hex[:12]}}{found[2]}"'
    found = _PART.fullmatch(text)
    if found and found[1].strip() and _says(script, found[1], found[2] or "") and not set(text) & set('{}"\\'):
        return f'f"{found[1]}{{{_digits(_CLOCK)}}}{found[2] or ""}"'
    length = 8 if "toString(36)" in script else min(max(len(text), 8), LONGEST) if text else 12
    shown = f"uuid.uuid4().hex[:{length}]"
    return f"{shown}.upper()" if text.isupper() and text.isalnum() else shown


def _says(script: str, before: str, after: str) -> bool:
    """Whether a literal of the script begins with what stands before the number, and what stands after it is there too:
    in the digits of a hash there may be a number by chance.
    """
    return after in script and any(f"{quote}{before}" in script for quote in "\"'`")


def _digits(length: int) -> str:
    return f"str(uuid.uuid4().int)[:{length}]"


def _of_uuid(python: str) -> New:
    return New(python=python, imports=("import uuid",))


_CAPITALS = ("import secrets", "import string")


def _letters(text: str) -> bool:
    return text.isascii() and text.isalpha() and text.isupper()


def _capitals(text: str) -> str:
    return f'"".join(secrets.choice(string.ascii_uppercase) for _ in range({min(len(text), LONGEST)}))'
