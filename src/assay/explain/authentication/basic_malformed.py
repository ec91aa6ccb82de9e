"""`Authorization: Basic` whose credentials are not base64, or have no colon between name and password."""

from __future__ import annotations

import binascii
from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 7617, 2"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What is wrong with them."""
    value = sent.header(evidence.exchanges[-1], "authorization") or ""
    scheme, _, credentials = value.strip().partition(" ")
    wrong = _wrong(credentials.strip()) if scheme.lower() == "basic" else ""
    if wrong:
        yield Explanation(
            rule="basic-malformed",
            means=f"The credentials after Basic {wrong}.",
            remedy="Let curl encode them: -u NAME:PASSWORD in place of the header.",
            evidence=(f"Authorization: Basic, then {len(credentials.strip())} characters",),
            source=SOURCE,
        )


def _wrong(credentials: str) -> str:
    if ":" in credentials:
        return "are name and password in plain text, not in base64"
    try:
        decoded = binascii.a2b_base64(credentials, strict_mode=True)
    except (binascii.Error, ValueError):
        return "are not base64"
    if b":" not in decoded:
        return "have no colon between name and password"
    if decoded.endswith((b"\n", b"\r")):
        return "end with a line break, which is now part of the password (echo without -n)"
    return ""
