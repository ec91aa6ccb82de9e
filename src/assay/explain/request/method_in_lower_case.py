"""A refused method that is one of HTTP's but not in capitals: methods are told apart by case."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 9.1"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"})


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """As it was sent, and as it is."""
    method = sent.method(evidence.exchanges[-1])
    if method.upper() in METHODS and method not in METHODS:
        yield Explanation(
            rule="method-in-lower-case",
            means=f"The method was sent as {cut(method, 20)}, which is another one than {method.upper()}.",
            remedy=f"Write -X {method.upper()}.",
            evidence=(f"request line: {cut(method, 20)} …",),
            source=SOURCE,
        )
