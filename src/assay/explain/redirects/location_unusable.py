"""A redirect whose `Location` is missing, is no URL, or names a scheme that HTTP clients do not follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 10.2.2"
FOLLOWED = frozenset({301, 302, 303, 307, 308})


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What is wrong with it."""
    response = evidence.response
    if response is None or response.status not in FOLLOWED:
        return
    location = response.header("location")
    wrong = "has no Location" if not location else _wrong(location)
    if wrong:
        yield Explanation(
            rule="location-unusable",
            means=f"The redirect {wrong}, so nobody can follow it.",
            remedy="That is the server's fault; the body may tell where to go.",
            evidence=(
                f"{response.status} {response.reason}".strip(),
                f"Location: {cut(location.partition('?')[0], 80) if location else 'not there'}",
            ),
            source=SOURCE,
        )


def _wrong(location: str) -> str:
    if re.search(r"[\s<>\"{}\\^`]", location):
        return "has characters in its Location that no URL has"
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", location)
    if scheme and scheme[1].lower() not in ("http", "https") and not re.match(r"[\w.-]+:\d", location):
        return f"leads to {scheme[1].lower()}:, which is no HTTP"
    if scheme and "://" in location and not address(location).host:
        return "has a Location without a host"
    return ""
