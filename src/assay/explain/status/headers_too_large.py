"""431, or a 400 that says so: the request's headers are larger than the server takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain import sent
from assay.explain.answer import start
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import size
from assay.model.explanation import Explanation

SOURCE = "RFC 6585, 5"
WORDS = Pattern(
    r"request header or cookie too large|header fields? too (?:large|long)|size of a request header", re.IGNORECASE
)
TOO_LARGE = 431


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The largest one."""
    response = evidence.response
    if response is None or (response.status != TOO_LARGE and not WORDS.search(start(response, 4096))):
        return
    fields = sent.headers(evidence.exchanges[-1])
    if not fields:
        return
    largest = max(fields, key=lambda pair: len(pair.value))
    total = sum(len(name) + len(value) + 4 for name, value in fields)
    yield Explanation(
        rule="headers-too-large",
        means=f"The request's headers ({size(total)}) are more than the server takes; "
        f"the largest is {largest.name} with {size(len(largest.value))}.",
        remedy="Send fewer cookies, or a shorter token."
        if largest.name.lower() in ("cookie", "authorization")
        else "Shorten it.",
        evidence=(str(response.status), f"{largest.name}: {size(len(largest.value))}"),
        source=SOURCE,
    )
