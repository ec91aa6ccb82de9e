"""`Authorization` whose value is one word: a token without `Bearer`, a key without its scheme."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 11.4"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What is missing."""
    value = sent.header(evidence.exchanges[-1], "authorization")
    if value and not value.strip("'\"").partition(" ")[1] and value.lower() not in ("negotiate", "ntlm"):
        kind = "a JSON Web Token" if value.startswith("eyJ") else "one word"
        yield Explanation(
            rule="authorization-without-scheme",
            means=f"Authorization holds {kind} without the name of a scheme before it.",
            remedy="Put the scheme first: Authorization: Bearer TOKEN (a few APIs do want the bare key).",
            evidence=(f"Authorization: one word of {len(value)} characters",),
            source=SOURCE,
        )
