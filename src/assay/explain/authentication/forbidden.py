"""403, where nothing more special is known: the server knows the request and refuses it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.4"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """With credentials or without."""
    exchange = evidence.exchanges[-1]
    known = any(sent.header(exchange, name) for name in ("authorization", "cookie"))
    yield Explanation(
        rule="forbidden",
        means="The server understood the request and refuses it: "
        + (
            "these credentials do not allow it."
            if known
            else "it may do so for anybody, or for those without credentials."
        ),
        remedy="Ask with an identity that may do this; the same credentials will be refused again."
        if known
        else "Send credentials, if this API takes any.",
        evidence=("403", "the request had credentials" if known else "no Authorization or Cookie in the request"),
        source=SOURCE,
        sure="likely",
    )
