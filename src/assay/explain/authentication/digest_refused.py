"""401 to a request that had answered a Digest challenge: the nonce is stale, or name or password are wrong."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.challenges import challenges
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 7616, 3.3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which of the two."""
    authorization = sent.header(evidence.exchanges[-1], "authorization") or ""
    asked = (
        [each for each in challenges(evidence.response) if each.scheme.lower() == "digest"] if evidence.response else []
    )
    if not asked or not authorization.lower().startswith("digest "):
        return
    stale = asked[0].parameters.get("stale", "").lower() == "true"
    yield Explanation(
        rule="digest-refused",
        means="The nonce of the Digest answer is no longer valid; name and password were right."
        if stale
        else "The server refused the Digest answer, and does not say that its nonce is stale: "
        "the name, the password or the realm is wrong.",
        remedy="Send the request again with the new nonce." if stale else "Check name and password for this realm.",
        evidence=("Authorization: Digest ***", f"stale={asked[0].parameters.get('stale', 'not there')}"),
        source=SOURCE,
        sure="fact" if stale else "likely",
    )
