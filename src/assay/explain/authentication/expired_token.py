"""401 or 403, and a JSON Web Token in the request has run out: its `exp` lies in the past."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.moments import moment, span
from assay.explain.tokens import tokens
from assay.model.explanation import Explanation

SOURCE = "RFC 7519, 4.1.4"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """One for each token that ran out."""
    for token in tokens(evidence):
        end = token.moment("exp")
        if end is not None and end <= evidence.now:
            yield Explanation(
                rule="expired-token",
                means=f"The token in {token.place} ran out {span(evidence.now - end)} ago.",
                remedy="Get a new token and send the request again.",
                evidence=(f"exp of the token: {moment(end)}", f"now: {moment(evidence.now)}"),
                source=SOURCE,
            )
