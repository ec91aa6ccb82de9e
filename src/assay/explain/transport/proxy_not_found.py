"""The name of the proxy, not that of the server, is not known."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "curl, 5"
NUMBER = 5


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Where it may come from."""
    found = cause(evidence)
    if found and (found.number == NUMBER or ("tunneling" in found.words and "ENOTFOUND" in found.words)):
        yield Explanation(
            rule="proxy-not-found",
            means="The name of the proxy is not known; the server itself was not asked.",
            remedy="Check -x and the variables http_proxy, https_proxy and ALL_PROXY; --noproxy '*' goes without.",
            evidence=(shown(found),),
            source=SOURCE,
        )
