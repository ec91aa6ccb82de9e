"""Lets no character through that could move a cursor, colour a terminal, turn a line around or hide in it."""

from __future__ import annotations

import re

_HARMFUL = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and line feed, DEL, C1
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # hidden and bidirectional
    "\ud800-\udfff\ufffe\uffff"  # halves of pairs, and what is no character
    "\U000e0000-\U000e007f"  # tags
)
_BLOCK = re.compile(f"[{_HARMFUL}]")
_LINE = re.compile(f"[\t\n{_HARMFUL}]")
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_JOINER = "\u200d"
"""Holds the parts of an emoji together, and is kept between two that are no ASCII."""


def line(text: str) -> str:
    """The text on one line, each harmful character and line break shown as its escape (`\\x1b`, `\\u202e`, `\\n`)."""
    return text if not _LINE.search(text) else _LINE.sub(_shown, text)


def block(text: str) -> str:
    """The text with its lines and tabs; other harmful characters are shown as escapes."""
    text = text.replace("\r\n", "\n")
    return text if not _BLOCK.search(text) else _BLOCK.sub(_shown, text)


def cut(text: str, most: int) -> str:
    """The text, or its beginning and its true length where it is longer than `most` characters."""
    if len(text) <= most:
        return text
    return f"{text[:most]}… ({len(text):,} characters)"


def _shown(match: re.Match[str]) -> str:
    character = match[0]
    if character == _JOINER and _joins(match):
        return character
    if character in _SHORT:
        return _SHORT[character]
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _joins(match: re.Match[str]) -> bool:
    text, at = match.string, match.start()
    return 0 < at < len(text) - 1 and ord(text[at - 1]) > 0x2000 and ord(text[at + 1]) > 0x2000
