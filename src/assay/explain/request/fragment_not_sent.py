"""A URL whose `#` cuts off more parameters or path: what stands behind it is never sent."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 3986, 3.5"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What stayed behind."""
    url = evidence.transfer.url if evidence.transfer else evidence.exchanges[0].request.url
    fragment = address(url[:16_384]).fragment
    if "&" in fragment or "=" in fragment or fragment.startswith("/"):
        yield Explanation(
            rule="fragment-not-sent",
            means="All that follows # in the URL stays with the client: the server did not see it.",
            remedy="Write %23 where the character itself is meant.",
            evidence=(f"not sent: #{cut(fragment.partition('=')[0], 40)}",),
            source=SOURCE,
        )
