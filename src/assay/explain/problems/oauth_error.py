"""An error of an OAuth 2.0 token or device endpoint: `invalid_grant` and its like."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import value
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 6749, 5.2; RFC 8628, 3.5"
MEANINGS = {
    "invalid_request": (
        "a parameter is missing, unknown or there twice",
        "Compare the parameters with those of the grant.",
    ),
    "invalid_client": (
        "the client's own id or secret is wrong, or sent in another way than is registered",
        "Try them as -u ID in place of the body, or the reverse.",
    ),
    "invalid_grant": (
        "the code, refresh token or password is wrong, used up, out of date, or another client's",
        "Get a new one; a code works once.",
    ),
    "unauthorized_client": ("this client may not use this kind of grant", "Allow it where the client is registered."),
    "unsupported_grant_type": (
        "the server does not know this grant_type",
        "Check how it is spelled, and that it is sent as a form, not as JSON.",
    ),
    "invalid_scope": ("a scope is unknown, malformed, or more than was granted", "Ask for fewer."),
    "authorization_pending": ("the user has not finished yet", "Ask again after the interval."),
    "slow_down": ("the client asks too often", "Add five seconds to the interval."),
    "expired_token": ("the device code ran out", "Begin again."),
    "access_denied": ("the user or the server said no", ""),
}


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What the code means, and the server's own words."""
    body = value(evidence)
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, str) or error not in MEANINGS or not isinstance(body, dict):
        return
    means, remedy = MEANINGS[error]
    words = body.get("error_description")
    yield Explanation(
        rule="oauth-error",
        means=f"OAuth's {error}: {means}.",
        remedy=remedy,
        evidence=(f"error: {error}", *((f"error_description: {cut(words)}",) if isinstance(words, str) else ())),
        source=SOURCE,
    )
