"""Half surrogate pairs in JSON (`\\ud83d` alone), which JavaScript writes and reads but UTF-8 cannot hold."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\\u[dD]([89a-fA-F])[0-9a-fA-F]{2}")
_LENGTH = 6
_LOW = b"cdefCDEF"
_MOST = 1_000_000


def without_halves(data: bytes) -> bytes:
    """The text with U+FFFD for each half without its other half; every byte stays in its place."""
    fixed = bytearray(data)
    high = -1  # where a first half waits for its second
    for count, escape in enumerate(_ESCAPE.finditer(data)):
        start = escape.start()
        if _is_escaped(data, start) or count > _MOST:
            continue
        is_low = escape[1] in _LOW
        if is_low and high == start - _LENGTH and high >= 0:
            high = -1
            continue
        _replace(fixed, high)
        high = -1 if is_low else start
        _replace(fixed, start if is_low else -1)
    _replace(fixed, high)
    return bytes(fixed)


def _is_escaped(data: bytes, start: int) -> bool:
    """Whether the backslash that stands there is itself escaped: an odd number of others stands before it."""
    run = start
    while run and data[run - 1] == 0x5C:
        run -= 1
    return (start - run) % 2 == 1


def _replace(fixed: bytearray, start: int) -> None:
    if start >= 0:
        fixed[start : start + _LENGTH] = rb"\ufffd"
