"""How Fieldnotes keeps text: trimmed, without control characters, in NFC; tags lower, sorted, each once."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

_LEAP = re.compile(r":60(?=[.Z+-])")
ONE_LINE = {"title", "name", "label", "displayName"}
TEXTS = ONE_LINE | {"text", "description", "email", "lines"}


def normal(body: Any) -> Any:
    """The body with its texts as they are kept. What is no text is left for the schema to judge."""
    if not isinstance(body, dict):
        return body
    return {name: _normal(name, value) for name, value in body.items()}


def _normal(name: str, value: Any) -> Any:
    if name == "place":
        return normal(value)
    if name == "tags" and isinstance(value, list) and all(isinstance(tag, str) for tag in value):
        return sorted({tag.lower() for tag in value})
    if isinstance(value, list) and name in TEXTS:
        return [_text(name, one) if isinstance(one, str) else one for one in value]
    return _text(name, value) if isinstance(value, str) and name in TEXTS else value


def _text(name: str, text: str) -> str:
    text = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc")
    text = unicodedata.normalize("NFC", text).strip()
    text = re.sub(r"\s+", " ", text) if name in ONE_LINE else text
    return text.lower() if name == "email" else text


def in_utc(text: str | None) -> str | None:
    """The same moment at +00:00, a leap second as the one before; at the ends of time it stays as it was sent."""
    if text is None:
        return None
    try:
        return stamp(datetime.fromisoformat(_LEAP.sub(":59", text.upper())))
    except OverflowError:
        return text


def stamp(moment: datetime) -> str:
    """RFC 3339 with an offset."""
    return moment.astimezone(UTC).isoformat()
