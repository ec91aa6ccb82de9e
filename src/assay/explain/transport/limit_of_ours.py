"""curl ended the transfer because an option of the command told it to: a size, a speed, a range, -f."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "curl, 33, 36 and 63"
MEANINGS = {
    33: ("The server does not do ranges, so the download cannot go on where it stopped.", "Leave -C and -r out."),
    36: ("The place to go on from lies behind the end of the file.", "The file may be complete already."),
    63: ("The answer is larger than --max-filesize allows.", "Raise it, or leave it out."),
}


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which option."""
    found = cause(evidence)
    if found and found.number in MEANINGS:
        means, remedy = MEANINGS[found.number]
        yield Explanation(rule="limit-of-ours", means=means, remedy=remedy, evidence=(shown(found),), source=SOURCE)
