"""Text as one word of a POSIX shell's command line."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Characters that move a terminal's cursor, hide text or turn its direction, and halves of surrogate pairs."""


def quoted(text: str) -> str:
    """One word. Text with control characters is written for bash, zsh or ksh ($'…')."""
    if _PLAIN.fullmatch(text):
        return text
    if UNSAFE.search(text):
        escaped = text.replace("\\", "\\\\").replace("'", "\\'")
        return "$'" + UNSAFE.sub(_escaped, escaped) + "'"
    return "'" + text.replace("'", "'\\''") + "'"


def _escaped(match: re.Match[str]) -> str:
    if match[0] in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[match[0]]
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 0x80 else f"\\u{number:04x}"
