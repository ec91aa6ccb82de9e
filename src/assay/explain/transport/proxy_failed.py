"""The proxy could not be reached or did not do its part."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "curl, 5, 7 and 97"
NUMBERS = (97,)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """That it is the proxy, not the server."""
    found = cause(evidence)
    if found is None or "response " in found.words or "statusCode" in found.words or "ENOTFOUND" in found.words:
        return
    if (
        found.number in NUMBERS
        or found.code == "EPROXY"
        or "tunneling" in found.words
        or "proxy" in found.words.lower()
    ):
        yield Explanation(
            rule="proxy-failed",
            means="The way through the proxy failed; the server itself was perhaps not asked.",
            remedy="Check -x and the variables http_proxy, https_proxy and ALL_PROXY; --noproxy '*' goes without.",
            evidence=(shown(found),),
            source=SOURCE,
        )
