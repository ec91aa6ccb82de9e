"""The body that comes with a status of failure: problem details (RFC 9457)."""

from __future__ import annotations

import json

from assay.model.http import Header, Headers
from assay.model.phrases import PHRASES

PROBLEM: Headers = (Header("Content-Type", "application/problem+json"),)


def problem(status: int, text: str = "") -> bytes:
    """Of a status; `text` tells more of it."""
    told = {"title": PHRASES.get(status, "Failure"), "status": status}
    return json.dumps({**told, "detail": text} if text else told).encode()
