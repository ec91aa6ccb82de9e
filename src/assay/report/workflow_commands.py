"""Text in the workflow commands of GitHub Actions: escaped, so that a line cannot begin a command of its own."""

from __future__ import annotations

MOST = 10
"""GitHub shows ten annotations of a kind and step; the last of ours counts the rest."""


def data(text: str) -> str:
    """Text of a command, with what GitHub unescapes escaped."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def properties(text: str) -> str:
    """Text of a property of a command."""
    return data(text).replace(":", "%3A").replace(",", "%2C")
