"""401 or 403, and a JSON Web Token in the request is not signed: its `alg` is `none`."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.tokens import tokens
from assay.model.explanation import Explanation

SOURCE = "RFC 8725, 3.2"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """One for each token without a signature."""
    for token in tokens(evidence):
        if str(token.header.get("alg", "")).lower() == "none":
            yield Explanation(
                rule="unsigned-token",
                means=f"The token in {token.place} is not signed, and servers refuse such a token.",
                remedy="Send a token that the issuer signed.",
                evidence=("alg of the token: none",),
                source=SOURCE,
                sure="likely",
            )
