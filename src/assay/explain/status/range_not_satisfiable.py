"""416: the range that was asked for lies behind the end of the representation."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.17"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The range, and how long it is."""
    exchange, response = evidence.exchanges[-1], evidence.response
    asked, told = sent.header(exchange, "range"), response.header("content-range") if response else None
    length = (told or "").rpartition("/")[2]
    whole = length.isascii() and length.isdigit()
    yield Explanation(
        rule="range-not-satisfiable",
        means="The range that was asked for is not there" + (f": the whole has {length[:20]} bytes." if whole else "."),
        remedy="Leave -r or -C out; after -C it may mean that the file is complete already.",
        evidence=(
            "416",
            *((field("Range", asked),) if asked else ()),
            *((field("Content-Range", told),) if told else ()),
        ),
        source=SOURCE,
    )
