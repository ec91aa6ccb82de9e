"""`http://` was asked of a host that wants https only: its answer has Strict-Transport-Security."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 6797, 7.2"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which host."""
    first, last = evidence.exchanges[0], evidence.exchanges[-1]
    told = last.response.header("strict-transport-security") if last.response else None
    old, new = address(first.request.url), address(last.request.url)
    if told and old.scheme == "http" and old.host == new.host:
        yield Explanation(
            rule="hsts",
            means=f"{old.host} asks clients to use https only, and was asked over http.",
            remedy="Write https:// in the URL.",
            evidence=(field("Strict-Transport-Security", told), f"http://{old.site}"),
            source=SOURCE,
        )
