"""The server, or something on the way, broke the connection off while an answer was awaited or under way."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 9293, 3.10.7; curl, 56"
HUNG_UP = "hang up"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """In which phase."""
    found = cause(evidence)
    if found is None or found.phase not in ("first byte", "send", "download") or HUNG_UP in found.words:
        return
    if "aborted" in found.words or "tunneling" in found.words:
        return
    when = {"send": "while the request was sent", "download": "in the middle of the answer"}
    yield Explanation(
        rule="connection-reset",
        means=f"The connection was broken off (reset) {when.get(found.phase, 'before an answer came')}.",
        remedy="Look at whether the server crashed or restarted; a firewall or proxy may do the same."
        if found.phase != "send"
        else "The server may refuse a body of this size or this method before reading it: try a small one.",
        evidence=(shown(found), f"phase: {found.phase}"),
        source=SOURCE,
        sure="fact",
    )
