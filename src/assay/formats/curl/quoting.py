"""One word for a POSIX shell; for bash, zsh or ksh where a value holds control characters or broken bytes."""

from __future__ import annotations

import re

from assay.formats.curl.octets import to_bytes

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def quoted(text: str) -> str:
    """The word that a shell reads as this text."""
    if _PLAIN.fullmatch(text):
        return text
    if _UNSAFE.search(text):
        escaped = text.replace("\\", "\\\\").replace("'", "\\'")
        return "$'" + _UNSAFE.sub(_escaped, escaped) + "'"
    return "'" + text.replace("'", "'\\''") + "'"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if character in _SHORT:
        return _SHORT[character]
    if "\udc80" <= character <= "\udcff" or ord(character) < 0x80:
        return "".join(f"\\x{byte:02x}" for byte in to_bytes(character))
    return f"\\u{ord(character):04x}"
