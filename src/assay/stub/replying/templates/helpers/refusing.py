"""How a helper says what is wrong with what it was given: in the output, as WireMock does."""

from __future__ import annotations


def error(what: str) -> str:
    """`[ERROR: …]`."""
    return f"[ERROR: {what}]"
