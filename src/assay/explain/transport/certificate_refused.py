"""The server's certificate was revoked, is for another purpose, is signed too weakly, or is refused otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 5280, 6.1; curl, 60"
MEANINGS = (
    ("revoked", "was revoked by who issued it"),
    ("purpose", "is not for a server"),
    ("too weak", "is signed with an algorithm that is too weak by now"),
    ("too small", "has a key that is too short by now"),
    ("ca certificate", "was signed by a certificate that may not sign others"),
    ("signature failure", "has a signature that is wrong"),
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Why."""
    found = cause(evidence)
    if found:
        words = next((words for sign, words in MEANINGS if sign in found.words.lower()), "is not accepted")
        yield Explanation(
            rule="certificate-refused",
            means=f"The certificate of {found.place.host} {words}.",
            remedy="Whoever runs the server has to replace it.",
            evidence=(shown(found),),
            source=SOURCE,
        )
