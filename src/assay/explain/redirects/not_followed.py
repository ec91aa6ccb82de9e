"""A redirect that was not followed, because -L was not given: the answer is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.address import address, without_query
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.4"
FOLLOWED = frozenset({301, 302, 303, 307, 308})


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Where to, and with which method."""
    exchange, response = evidence.exchanges[-1], evidence.response
    location = response.header("location") if response else None
    if response is None or response.status not in FOLLOWED or not location or evidence.code:
        return
    if evidence.transfer and evidence.transfer.options.get("location") is True:
        return
    method = sent.method(exchange)
    changed = response.status in (301, 302, 303) and method not in ("GET", "HEAD")
    yield Explanation(
        rule="not-followed",
        means=f"The answer is at another address: {cut(_shown(location))}.",
        remedy="Add -L to follow it" + (f" (the {method} then becomes a GET)." if changed else "."),
        evidence=(f"{response.status} {response.reason}".strip(), f"Location: {cut(_shown(location))}"),
        source=SOURCE,
    )


def _shown(location: str) -> str:
    return without_query(location) + ("?…" if address(location).query else "")
