"""Which values are others each time, so that their change says nothing: moments, UUIDs, tokens, ids of a request."""

from __future__ import annotations

import re
from typing import Any

from assay.contract.inference.volatility import looks_volatile

_NAMED = """
    requestid traceid spanid correlationid transactionid nonce csrf csrftoken xsrftoken token accesstoken refreshtoken
    idtoken sessionid etag traceparent timestamp servertime now uptime elapsed duration took
"""
NAMED = frozenset(_NAMED.split())
"""Fields, in lower case and without dashes, whose change says nothing whatever they hold."""

_STAMPS = re.compile(
    r"\*\*\*[0-9a-f]{4}"
    r"|\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"
    r"|\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b"
    r"|\b[0-9a-f]{32,128}\b"
    r"|\b1[0-9]{9}(?:[0-9]{3})?\b"
)


def is_volatile(value: Any, name: str = "") -> bool:
    """Whether one value looks so. `name` is the field that holds it, if one does.

    Counters and versions do not: `total` is what a comparison is for.
    """
    if isinstance(value, dict | list) or value is None or isinstance(value, bool):
        return False
    return plain(name) in NAMED or looks_volatile(value)


def plain(name: str) -> str:
    """A name without case, dashes and a leading X-."""
    return name.lower().removeprefix("x-").replace("-", "").replace("_", "")


def settled(text: str) -> str:
    """A line of text with everything in it that looks volatile replaced by a mark."""
    return _STAMPS.sub("~", text)
