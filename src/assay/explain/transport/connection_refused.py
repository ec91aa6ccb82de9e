"""The connection was refused: the machine is there, and nothing listens on this port."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import PORTS
from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 9293, 3.5.2; curl, 7"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """On this machine or another, and on which port."""
    found = cause(evidence)
    if found is None or found.code not in ("ECONNREFUSED", "") or "proxy" in found.words.lower():
        return
    place = found.place
    own = place.port == PORTS.get(place.scheme)
    yield Explanation(
        rule="connection-refused",
        means=f"Nothing listens on port {place.port} of {'this machine' if place.loopback else place.host}"
        + (f", which is the port of {place.scheme} itself." if own else "."),
        remedy=_remedy(place.loopback, own),
        evidence=(shown(found), f"connecting to {place.host}, port {place.port}"),
        source=SOURCE,
        sure="fact" if place.loopback else "likely",
    )


def _remedy(loopback: bool, own: bool) -> str:
    if loopback:
        return "Start the server, or check its port; inside a container, localhost is the container itself" + (
            "; the URL names no port." if own else "."
        )
    return "Check the port, and whether the service runs there; a firewall may refuse in its place."
