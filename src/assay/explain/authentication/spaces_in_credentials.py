"""A Bearer token with white space in it or after it: a line break that came along when it was copied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.model.explanation import Explanation

SOURCE = "RFC 6750, 2.1"
BEARER = Pattern(r"\s*bearer +", re.IGNORECASE)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Where the white space stands."""
    value = sent.raw_header(evidence.exchanges[-1], "authorization") or ""
    found = BEARER.match(value)
    if found is None:
        return
    token = value[found.end() :]
    if token.rstrip() != token:
        where = "ends with white space"
    elif re.search(r"\s|%0[AD]|\\[nr]", token):
        where = "has white space or a line break in it"
    else:
        return
    yield Explanation(
        rule="spaces-in-credentials",
        means=f"The Bearer token {where}, which no token has.",
        remedy="Copy the token again without the line break; in a shell: $(tr -d '\\n' < FILE).",
        evidence=(f"Authorization: Bearer, then {len(token)} characters",),
        source=SOURCE,
    )
