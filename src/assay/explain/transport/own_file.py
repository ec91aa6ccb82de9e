"""A file of ours failed: the answer could not be written, or the body could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "curl, 23, 26 and 37"
WRITE = 23


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which of the two."""
    found = cause(evidence)
    writing = found is not None and found.number == WRITE
    if found and not (writing and evidence.response is None):
        yield Explanation(
            rule="own-file",
            means="The answer came, and could not be written." if writing else "What was to be sent could not be read.",
            remedy="Check the disk's space, the folder's rights, and whether the program behind the pipe ended."
            if writing
            else "Check the path after @ or -T, and its rights.",
            evidence=(shown(found),),
            source=SOURCE,
        )
