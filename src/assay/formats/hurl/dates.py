"""Formats of dates as Hurl writes them (strftime), in the words of moment."""

from __future__ import annotations

import re

from assay.formats.hurl.untold import Untold

_PARTS = {
    "Y": "YYYY", "y": "YY", "m": "MM", "d": "DD", "e": "D", "H": "HH", "I": "hh", "M": "mm", "S": "ss", "p": "A",
    "a": "ddd", "A": "dddd", "b": "MMM", "B": "MMMM", "h": "MMM", "j": "DDDD", "F": "YYYY-MM-DD", "T": "HH:mm:ss",
    "R": "HH:mm", "D": "MM/DD/YY", "z": "ZZ", ":z": "Z", "s": "X", "3f": "SSS", ".f": ".SSS", ".3f": ".SSS",
    "f": "SSSSSSSSS", "%": "[%]", "n": "[\n]", "t": "[\t]",
}  # fmt: skip
_PIECE = re.compile(r"%(\.3f|3f|\.f|:z|.)|([A-Za-z]+)|(.)", re.DOTALL)
ISO = "%+"
"""A date as RFC 3339 has it."""


def moment_format(source: str) -> str:
    """The format for moment. Raises Untold for a part that it has not."""
    return "".join(map(_piece, _PIECE.finditer(source)))


def _piece(found: re.Match[str]) -> str:
    part, letters, other = found.groups()
    if part is None:
        return f"[{letters}]" if letters else str(other)
    if part not in _PARTS:
        raise Untold(f"the part %{part} of a date has no counterpart")
    return _PARTS[part]
