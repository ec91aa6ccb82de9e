"""417: the server does not know `Expect: 100-continue`, which curl sends with a large body."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.18"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What was expected."""
    expect = sent.header(evidence.exchanges[-1], "expect")
    yield Explanation(
        rule="expectation-failed",
        means="The server cannot do what the Expect header asks for.",
        remedy='Leave it out: -H "Expect:".',
        evidence=("417", field("Expect", expect) if expect else "no Expect in the request"),
        source=SOURCE,
    )
