"""401, 403 or 400, and what was sent as a JSON Web Token cannot be read as one: it was cut or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.tokens import read
from assay.model.explanation import Explanation

SOURCE = "RFC 7519, 7.2"
BEARER = Pattern(r"(?:bearer|jwt|token)\s+(eyJ\S+)", re.IGNORECASE)
ENCRYPTED = 5
"""Parts of a JWE (RFC 7516); a signed token has three."""


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What is wrong with its form, if anything."""
    value = sent.header(evidence.exchanges[-1], "authorization") or ""
    found = BEARER.match(value[:32_768])
    wrong = _wrong(found[1]) if found else ""
    if wrong:
        yield Explanation(
            rule="unreadable-token",
            means=f"What was sent looks like a JSON Web Token, but {wrong}.",
            remedy="Copy the whole token again: three parts with a dot between, and nothing else.",
            evidence=(f"Authorization: a token of {len(found[1]) if found else 0} characters",),
            source=SOURCE,
        )


def _wrong(text: str) -> str:
    parts = text.split(".")
    if len(parts) not in (3, ENCRYPTED):
        return f"it has {len(parts)} part{'' if len(parts) == 1 else 's'} between dots, not three"
    if re.search(r"[^\w.=-]", text):
        return "it has characters that no token has"
    token = read("", text)
    if not token.header:
        return "its first part is not base64url of a JSON object"
    if len(parts) == ENCRYPTED:
        return ""
    return "" if token.claims else "its second part is not base64url of a JSON object"
