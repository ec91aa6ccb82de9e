"""Ids for what a collection leaves without one: the same place and name give the same id, run after run."""

from __future__ import annotations

import hashlib


def stable_id(*parts: str) -> str:
    """A UUID (RFC 9562, version 8) made of the parts."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
