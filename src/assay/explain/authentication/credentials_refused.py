"""401 to a request with credentials of a scheme that the server asks for, and nothing seen is wrong with their form."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.challenges import challenges, scheme_of
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.2"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """That they were looked at and not taken."""
    scheme = scheme_of(sent.header(evidence.exchanges[-1], "authorization") or "")
    asked = challenges(evidence.response) if evidence.response else []
    realm = next((each.parameters["realm"] for each in asked if each.parameters.get("realm")), "")
    if scheme:
        yield Explanation(
            rule="credentials-refused",
            means=f"The server did not accept the {scheme} credentials that were sent"
            + (f" for the realm {cut(realm, 60)}." if realm else "."),
            remedy="Check that they are for this server and still valid; a new log-in or token tells.",
            evidence=(f"Authorization: {scheme} ***", "401"),
            source=SOURCE,
        )
