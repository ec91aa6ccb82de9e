"""There is no way to the host: no route, no network, or no address of the kind that was tried."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 792; RFC 4443, 3.1"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """To whom."""
    found = cause(evidence)
    if found:
        six = ":" in found.place.host
        yield Explanation(
            rule="unreachable",
            means=f"There is no way from this machine to {found.place.host}" + (" over IPv6." if six else "."),
            remedy="Check network and VPN" + ("; -4 tries IPv4." if six else "."),
            evidence=(shown(found),),
            source=SOURCE,
        )
