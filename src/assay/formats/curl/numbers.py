"""The values of options that are numbers, checked as curl checks them."""

from __future__ import annotations

import re

from assay.model.errors import UsageError

LARGEST = 2**63 - 1
# Patterns are compiled when they are needed: most commands have no number at all.
_WHOLE = r"\d+"
_SECONDS = r"\d+(\.\d*)?|\.\d+"
_SIZE = r"(\d+)([GMKBgmkb]?)"
_UNITS = {"g": 1024**3, "m": 1024**2, "k": 1024, "b": 1, "": 1}
_RATE = r"(\d+)(?:/(\d*)([smhd]))?"
_SPANS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_PORTS = r"(\d+)(?:[ \t]?-[ \t]?(\d+))?"
_CLASSES = {
    **{f"CS{number}": number << 5 for number in range(8)},
    **{f"AF{row}{column}": row << 5 | column << 3 for row in range(1, 5) for column in range(1, 4)},
    "CE": 3,
    "ECT0": 2,
    "ECT1": 1,
    "EF": 0xB8,
    "LE": 4,
    "LOWCOST": 2,
    "LOWDELAY": 0x10,
    "MINCOST": 2,
    "RELIABILITY": 4,
    "THROUGHPUT": 8,
    "VOICE-ADMIT": 0xB0,
}
"""What --ip-tos knows by name (RFC 2474, 3168, 8622)."""


def whole(value: str, name: str, *, lowest: int = 0, highest: int = 2**31 - 1) -> int:
    """A whole number. Raises UsageError for anything else, and for one outside of its bounds."""
    digits = value[1:] if value.startswith("-") else value
    if not (re.fullmatch(_WHOLE, digits) and digits.isascii()) or len(digits) > 30:
        raise UsageError(f"a whole number is expected, and {value!r} is none", where=f"--{name}")
    number = int(value)
    if number < lowest:
        raise UsageError(f"the number must be at least {lowest}, and {value} is less", where=f"--{name}")
    if number > highest:
        raise UsageError(f"the number must be at most {highest}, and {value} is more", where=f"--{name}")
    return number


def seconds(value: str, name: str) -> float:
    """Seconds, to the millisecond."""
    if not (re.fullmatch(_SECONDS, value) and value.isascii()):
        raise UsageError(f"a number of seconds is expected, and {value!r} is none", where=f"--{name}")
    if len(value) > 30 or int(value.partition(".")[0] or "0") > LARGEST // 1000:
        raise UsageError(f"the number of seconds is too large: {value[:40]}", where=f"--{name}")
    return int(float(value) * 1000 + 1e-6) / 1000


def size(value: str, name: str) -> int:
    """Bytes; k, M and G are powers of 1024."""
    match = re.fullmatch(_SIZE, value) if value.isascii() else None
    if match is None:
        raise UsageError(
            f"a number of bytes is expected, with k, M or G behind it if need be, and {value!r} is none",
            where=f"--{name}",
        )
    found = int(match[1]) * _UNITS[match[2].lower()] if len(match[1]) < 30 else LARGEST + 1
    if found > LARGEST:
        raise UsageError(f"the number of bytes is too large: {value[:40]}", where=f"--{name}")
    return found


def octal(value: str, name: str) -> int:
    """The mode of a file, up to 0777."""
    if not re.fullmatch(r"[0-7]{1,20}", value) or int(value, 8) > 0o777:
        raise UsageError(f"an octal number up to 0777 is expected, and {value!r} is none", where=f"--{name}")
    return int(value, 8)


def rate(value: str, name: str) -> float:
    """The least seconds from one transfer to the next, for `2/s`, `10/5m`, `100` (an hour)."""
    match = re.fullmatch(_RATE, value) if value.isascii() and len(value) < 60 else None
    if match is None or int(match[1]) < 1:
        raise UsageError(
            f"a number of transfers a second, minute, hour or day is expected (2/s, 10/5m), and {value!r} is none",
            where=f"--{name}",
        )
    span = int(match[2] or 1) * _SPANS[match[3] or "h"]
    if not 1 <= span * 1000 // int(match[1]) <= LARGEST:
        raise UsageError(f"the rate is too large: {value}", where=f"--{name}")
    return span * 1000 // int(match[1]) / 1000


def local_ports(value: str, name: str) -> str:
    """`port` or `first-last`."""
    match = re.fullmatch(_PORTS, value) if value.isascii() and len(value) < 30 else None
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not first <= last <= 65535:
        raise UsageError(f"a port or first-last is expected, and {value!r} is neither", where=f"--{name}")
    return f"{first}-{last}" if match and match[2] else str(first)


def service_class(value: str, name: str) -> int:
    """The byte for --ip-tos, by name or number."""
    return _CLASSES[value] if value in _CLASSES else whole(value, name, highest=255)
