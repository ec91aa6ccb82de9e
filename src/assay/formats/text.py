"""Bytes to text, in the encodings that people's files turn out to have: UTF-8, UTF-16, UTF-32 and Latin-1."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FEW = 10
"""So many good multi-byte characters for each bad byte make a text UTF-8 with flaws, rather than Latin-1."""


def decode_text(data: bytes) -> str:
    """The text without its byte order mark. Never fails: what fits no encoding becomes U+FFFD."""
    encoding, start = detect_marked(data)
    if encoding:
        return data[start:].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data)


def detect_marked(data: bytes) -> tuple[str, int]:
    """(encoding, length of the mark) where a mark, or the zeros of UTF-16, tell it; ("", 0) elsewhere."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    if len(data) >= 2 and not len(data) % 2 and (data[0] == 0) != (data[1] == 0):
        return ("utf-16-be" if data[0] == 0 else "utf-16-le"), 0
    return "", 0


def _guessed(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    return text if good > bad * _FEW else data.decode("latin-1")
