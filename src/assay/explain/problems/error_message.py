"""An error whose JSON has a sentence for people, where nothing more special says what it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.explain.answer import value
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut, ended
from assay.model.explanation import Explanation
from assay.model.http import Response

SOURCE = "RFC 9110, 15.5 and 15.6"
NAMES = ("message", "error_description", "detail", "msg", "errorMessage", "error_message", "reason", "error", "title")

PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
"""The words of frameworks, which stand in the body also where HTTP/2 has none in its head."""


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The sentence."""
    body, response = value(evidence), evidence.response
    if response is None or not isinstance(body, dict):
        return
    name, words = _words(body)
    if not words and isinstance(body.get("error"), dict):
        name, words = _words(body["error"])
        name = f"error.{name}"
    if words and not _is_phrase(words, response):
        yield Explanation(
            rule="error-message",
            means=f"The API says: {ended(words)}",
            evidence=(f"{response.status} with {name}: {cut(words)}",),
            source=SOURCE,
        )


def _is_phrase(words: str, response: Response) -> bool:
    """Whether the words only say the status again: `Not Found` of a 404."""
    status = response.status
    phrases = (response.reason, PHRASES.get(status, ""))
    said = _letters(words).removeprefix(str(status))
    return any(said == _letters(phrase) for phrase in phrases if phrase)


def _letters(text: str) -> str:
    return "".join(each for each in text[:200].casefold() if each.isalnum())


def _words(body: dict[str, Any]) -> tuple[str, str]:
    return next(((name, body[name]) for name in NAMES if isinstance(body.get(name), str) and body[name]), ("", ""))
