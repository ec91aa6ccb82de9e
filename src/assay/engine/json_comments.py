"""Comments are taken out of JSON before it is sent: the text is not parsed, and nothing else changes."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r'(?<!\\)(?:\\\\)*+\\"'  # a quote that is escaped begins no string, wherever it stands
    r'|"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'  # a string, or the rest of the text after one that does not end
    r"|//[^\n]*+"
    r"|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)",
    re.DOTALL,
)


def strip_comments(text: str) -> str:
    """The text without `// …` up to the end of the line, and without `/* … */`."""
    if "//" not in text and "/*" not in text:
        return text
    return _PIECE.sub(_kept, text)


def _kept(piece: re.Match[str]) -> str:
    whole = piece.group()
    return "" if whole.startswith("/") else whole
