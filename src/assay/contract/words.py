"""Values and expectations in a few plain words, no secret among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

LONGEST = 60
"""Characters of a value that are shown."""
_FEW = 8

_SECRET = re.compile(
    r"auth|token|secret|passw|pwd|api.?key|session|sid$|signature|credential|private|cookie|jwt|csrf|iban|card.?num|cvv",
    re.IGNORECASE,
)
_TYPES = {
    "string": "text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
}
_FORMATS = {
    "date-time": "a date-time such as 2026-01-31T09:30:00Z",
    "date": "a date such as 2026-01-31",
    "time": "a time such as 09:30:00Z",
    "duration": "a duration such as P1DT12H",
    "uuid": "a UUID",
    "email": "an email address",
    "uri": "an absolute URI",
    "uri-reference": "a URI or a relative reference",
    "hostname": "a host name",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
}


def is_secret(name: str) -> bool:
    """Whether a name says that its value is nobody's business."""
    return _SECRET.search(name) is not None


def shown(value: Any, name: str = "") -> str:
    """What a value is: small ones themselves, long ones cut, large and secret ones by their kind."""
    if isinstance(value, dict):
        return f"an object with {len(value)} field{'' if len(value) == 1 else 's'}"
    if isinstance(value, list):
        return f"a list of {len(value)} item{'' if len(value) == 1 else 's'}"
    if value is not None and not isinstance(value, bool) and is_secret(name):
        return f"text of {len(value)} characters" if isinstance(value, str) else "a number"
    return _text(value) if isinstance(value, str) else _plain(value)


def _text(value: str) -> str:
    if len(value) <= LONGEST:
        return f"the text {_plain(value)}"
    return f"the text {_plain(value[:LONGEST])}… ({len(value)} characters)"


def _plain(value: Any) -> str:
    try:
        return msgspec.json.encode(value).decode()[: 2 * LONGEST]
    except (
        msgspec.MsgspecError,
        TypeError,
        ValueError,
        OverflowError,
    ):  # halves of surrogates, numbers beyond all bounds
        return ascii(value)[: 2 * LONGEST]


def types(names: Sequence[str]) -> str:
    """Types as words: `an integer or null`."""
    last = sorted(names, key=lambda name: name == "null")
    return alternatives([_TYPES.get(name, name) for name in last])


def alternatives(words: Sequence[str]) -> str:
    """`a, b or c`; of many, the first few."""
    if len(words) > _FEW:
        return f"{', '.join(words[:_FEW])} or {len(words) - _FEW} others"
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def one_of(values: Sequence[Any]) -> str:
    """The values of an enumeration."""
    plain = [value if isinstance(value, str) and value else _plain(value) for value in values]
    listed = alternatives([str(value)[:LONGEST] for value in plain])
    return listed if len(values) == 1 else f"one of {listed}"


def format_named(name: str) -> str:
    """What a format of JSON Schema wants."""
    return _FORMATS.get(name, f"of the format {name[:LONGEST]}")


def count(number: Any, word: str) -> str:
    """`1 item`, `3 items`."""
    return f"{number} {word}{'' if number == 1 else 's'}"
