"""The proxy did not connect us: it wants credentials (407), or refuses or fails with another status."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import values
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import field
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 9.3.6 and 15.5.8"
STATUS = Pattern(r"(?:CONNECT tunnel failed, response |statusCode=|HTTP code )(\d{3})")
WANTED = 407


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What it answered."""
    found, response = cause(evidence), evidence.response
    told = STATUS.search(found.words) if found else None
    status = int(told[1]) if told else response.status if response else 0
    if not told and status != WANTED:
        return
    asked = [field("Proxy-Authenticate", value) for value in values(response, "proxy-authenticate")] if response else []
    yield Explanation(
        rule="proxy-refused",
        means="The proxy wants to know who asks; the server itself was not asked."
        if status == WANTED
        else f"The proxy did not connect to {found.place.host if found else 'the server'}: it answered {status}.",
        remedy="Send credentials to it: --proxy-user NAME (--proxy-anyauth chooses the scheme)."
        if status == WANTED
        else "Ask whoever runs the proxy, or go without it: --noproxy '*'.",
        evidence=(shown(found) if found else str(status), *asked[:3]),
        source=SOURCE,
    )
