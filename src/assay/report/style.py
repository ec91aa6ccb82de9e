"""Colours and symbols of what is written to a terminal.

Plain SGR sequences of our own: loading rich takes longer than the start-up of the whole program may, and each line
here is known to be free of control characters before it is coloured.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Paint = Literal["plain", "dim", "bold", "red", "green", "yellow", "cyan", "blue", "magenta", "bad", "head"]

_CODES: dict[str, str] = {
    "dim": "90",
    "bold": "1",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
    "blue": "34",
    "magenta": "35",
    "bad": "1;31",
    "head": "4;90",
}

LEVELS: dict[str, Paint] = {"info": "cyan", "warn": "yellow", "debug": "blue", "error": "red"}
"""console.log and whatever else stay dim."""


class Symbols(msgspec.Struct, frozen=True, kw_only=True):
    """The characters that are drawn with."""

    folder: str = "❏"
    sub: str = "↳"
    root: str = "→"
    passed: str = "✓"
    top: str = "┌"
    middle: str = "│"
    bottom: str = "└"
    up: str = "↑"
    down: str = "↓"
    dot: str = "·"
    again: str = "↻"
    corners: str = "┌┬┐├┼┤└┴┘─│"
    full: str = "█"
    arrow: str = "→"


UNICODE = Symbols()
ASCII = Symbols(
    folder="Folder:",
    sub="-",
    root="-",
    passed="[ok]",
    top="+",
    middle="|",
    bottom="+",
    up="sent",
    down="got",
    dot="|",
    again="again:",
    corners="+++++++++-|",
    full="#",
    arrow="->",
)


_PLAIN = str.maketrans({"…": "...", "µ": "u", "↻": "again:"})


class Style:
    """How to write a piece of text, given what the terminal can do."""

    def __init__(self, *, color: bool, unicode: bool) -> None:
        self.color = color
        self.symbols = UNICODE if unicode else ASCII
        self._unicode = unicode

    def paint(self, text: str, how: Paint) -> str:
        """The text in a colour, where there are colours."""
        code = _CODES.get(how)
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code and text else text

    def fit(self, text: str) -> str:
        """The text as the terminal can show it: without Unicode, other characters stand as escapes."""
        return text if self._unicode else text.translate(_PLAIN).encode("ascii", "backslashreplace").decode("ascii")
