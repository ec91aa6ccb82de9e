"""The URL's scheme is none that can be sent here."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "curl, 1"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which one, and what is near."""
    found = cause(evidence)
    if found is None or found.code.startswith("HPE_") or "HTTP/0.9" in found.words:
        return
    url = evidence.transfer.url if evidence.transfer else evidence.request.url if evidence.request else ""
    scheme = url.partition(":")[0].lower()
    near = (
        "https" if scheme.startswith(("htt", "htp", "hhtp", "ttp", "shttp")) and scheme not in ("http", "https") else ""
    )
    yield Explanation(
        rule="scheme-unsupported",
        means=f"{cut(scheme, 30)}: is no scheme that can be sent here" + (f"; {near}: may be meant." if near else "."),
        remedy="Use http:// or https://."
        if near or not evidence.response
        else "The redirect leads out of HTTP; allow it with --proto-redir if you trust it.",
        evidence=(shown(found),),
        source=SOURCE,
        sure="likely" if near else "fact",
    )
