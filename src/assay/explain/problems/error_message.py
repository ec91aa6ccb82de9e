"""An error whose JSON has a sentence for people, where nothing more special says what it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.explain.answer import value
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut, ended
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5 and 15.6"
NAMES = ("message", "error_description", "detail", "msg", "errorMessage", "error_message", "reason", "error", "title")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The sentence."""
    body, response = value(evidence), evidence.response
    if response is None or not isinstance(body, dict):
        return
    name, words = _words(body)
    if not words and isinstance(body.get("error"), dict):
        name, words = _words(body["error"])
        name = f"error.{name}"
    if words:
        yield Explanation(
            rule="error-message",
            means=f"The API says: {ended(words)}",
            evidence=(f"{response.status} with {name}: {cut(words)}",),
            source=SOURCE,
        )


def _words(body: dict[str, Any]) -> tuple[str, str]:
    return next(((name, body[name]) for name in NAMES if isinstance(body.get(name), str) and body[name]), ("", ""))
