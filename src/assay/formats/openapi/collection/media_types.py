"""Which media types hold JSON (RFC 8259, RFC 6839)."""

from __future__ import annotations


def is_json(kind: str) -> bool:
    """Whether a body of this media type is one JSON value."""
    plain = kind.partition(";")[0].strip()
    return plain in ("application/json", "text/json") or plain.endswith("+json")
