"""Why a transfer ended without an answer, in the words of the transport and by curl's number."""

from __future__ import annotations

from typing import NamedTuple

from assay.explain.address import Address, address
from assay.explain.evidence import Evidence


class Cause(NamedTuple):
    """What is known of it. `code` is Node's name, `number` curl's (0 where it was not curl that sent)."""

    code: str
    phase: str
    number: int
    words: str
    """libcurl's sentence and the transport's own, joined."""
    place: Address
    """Who was to be reached."""


def cause(evidence: Evidence) -> Cause | None:
    """None where an answer stands and curl has nothing against it."""
    unanswered, last = evidence.unanswered, evidence.last
    if unanswered is None and not evidence.code:
        return None
    return Cause(
        code=unanswered.code if unanswered else "",
        phase=unanswered.phase if unanswered else "",
        number=evidence.code,
        words=" · ".join(dict.fromkeys(filter(None, (evidence.error, unanswered.reason if unanswered else "")))),
        place=address(last.request.url if last else evidence.transfer.url if evidence.transfer else ""),
    )


def shown(found: Cause) -> str:
    """The cause as evidence."""
    number = f" (curl: {found.number})" if found.number else ""
    return f"{found.words.partition(' · ')[0][:200] or found.code}{number}"
