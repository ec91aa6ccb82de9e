"""How wide a line is to a formatter: Chinese signs and emoji take two columns, combining marks none."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """The columns of a text."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(one: str) -> int:
    if unicodedata.category(one) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(one) in "WF" else 1
