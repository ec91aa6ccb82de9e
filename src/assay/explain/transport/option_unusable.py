"""The transfer was not begun, because an option cannot be used as given or this libcurl was built without it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "curl, 2, 4, 43, 45, 48 and 53"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The transport's own sentence."""
    found = cause(evidence)
    if found:
        yield Explanation(
            rule="option-unusable",
            means="Nothing was sent: "
            + (found.words.split(" · ")[0][:200] or "an option cannot be used as given").rstrip(".")
            + ".",
            remedy="Change or leave out the option that it names.",
            evidence=(shown(found),),
            source=SOURCE,
        )
