"""401 or 403, and a JSON Web Token in the request is not valid yet: its `nbf` or `iat` lies in the future."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.moments import moment, span
from assay.explain.tokens import tokens
from assay.model.explanation import Explanation

SOURCE = "RFC 7519, 4.1.5"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """One for each token that comes too early."""
    for token in tokens(evidence):
        for claim in ("nbf", "iat"):
            start = token.moment(claim)
            if start is not None and start > evidence.now:
                yield Explanation(
                    rule="early-token",
                    means=f"The token in {token.place} is valid only {span(start - evidence.now)} from now.",
                    remedy="Wait, or compare this machine's clock with that of the token's issuer.",
                    evidence=(f"{claim} of the token: {moment(start)}", f"now: {moment(evidence.now)}"),
                    source=SOURCE,
                )
                break
