"""401 or 400 whose challenge or body says `use_dpop_nonce`: the proof of possession needs the server's nonce."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import value
from assay.explain.challenges import challenges
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 9449, 8 and 9"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What to repeat, and with what."""
    response = evidence.response
    asked = [each.parameters.get("error") for each in challenges(response)] if response else []
    body = value(evidence)
    if isinstance(body, dict):
        asked.append(body.get("error"))
    if "use_dpop_nonce" in asked:
        yield Explanation(
            rule="dpop-nonce",
            means="The server wants its own nonce inside the DPoP proof.",
            remedy="Put the value of the answer's DPoP-Nonce header into the proof's `nonce` claim and send again.",
            evidence=("error: use_dpop_nonce", "DPoP-Nonce: ***"),
            source=SOURCE,
        )
