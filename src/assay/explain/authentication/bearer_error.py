"""`WWW-Authenticate: Bearer` with an `error`: the server says what is wrong with the token."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.challenges import challenges
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut, ended
from assay.model.explanation import Explanation

SOURCE = "RFC 6750, 3.1"
MEANINGS = {
    "invalid_request": (
        "the request is malformed: a parameter is missing, unknown or there twice",
        "Send one token, once.",
    ),
    "invalid_token": ("the token has run out, was revoked, or is not one of this server's", "Get a new token."),
    "insufficient_scope": ("the token does not allow this", "Get a token with the scope that is named."),
}


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What each Bearer challenge says."""
    for asked in challenges(evidence.response) if evidence.response else []:
        error = asked.parameters.get("error", "")
        if asked.scheme.lower() != "bearer" or not error:
            continue
        meaning, remedy = MEANINGS.get(error, ("", "See what the API's documentation says about this error."))
        words = asked.parameters.get("error_description", "")
        scope = asked.parameters.get("scope", "")
        yield Explanation(
            rule="bearer-error",
            means=f"The server refuses the token ({cut(error, 40)})"
            + (f": {ended(words)}" if words else f": {meaning}." if meaning else "."),
            remedy=remedy + (f" Scope wanted: {cut(scope, 80)}." if scope else ""),
            evidence=tuple(
                f'{name}="{cut(asked.parameters[name])}"'
                for name in ("error", "error_description", "scope", "error_uri")
                if name in asked.parameters
            ),
            source=SOURCE,
        )
