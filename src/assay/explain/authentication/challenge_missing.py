"""401 without `WWW-Authenticate`: the server does not say how to authenticate, though it must."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.2"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The header that is not there."""
    response = evidence.response
    if response and response.header("www-authenticate") is None:
        yield Explanation(
            rule="challenge-missing",
            means="The server answers 401 without saying which scheme it takes, which the standard asks it to.",
            remedy="See the API's documentation for how it wants to be authenticated.",
            evidence=("401 without WWW-Authenticate",),
            source=SOURCE,
        )
