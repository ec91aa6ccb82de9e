"""401 or 403 to a request with a JSON Web Token that is in date: who issued it, and for whom."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.moments import span
from assay.explain.quoting import cut
from assay.explain.tokens import Token, tokens
from assay.model.explanation import Explanation

SOURCE = "RFC 7519, 4.1"
CLAIMS = ("iss", "aud", "scope", "scp", "azp", "client_id")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The claims that say where it is good."""
    for token in tokens(evidence)[:1]:
        end = token.moment("exp")
        told = tuple(f"{name}: {cut(_text(token, name), 80)}" for name in CLAIMS if token.claims.get(name))
        if told and (end is None or end > evidence.now):
            yield Explanation(
                rule="token-claims",
                means=f"The token in {token.place} "
                + (f"is in date for {span(end - evidence.now)} more" if end else "does not run out")
                + "; its claims say for whom it was made.",
                remedy="Compare issuer and audience with what this API expects.",
                evidence=told,
                source=SOURCE,
            )


def _text(token: Token, name: str) -> str:
    value = token.claims[name]
    return " ".join(str(each) for each in value[:10]) if isinstance(value, list) else str(value)
