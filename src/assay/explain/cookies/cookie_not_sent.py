"""401 or 403 after a redirect that set a cookie which the next request did not carry, because no jar was opened."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.address import address
from assay.explain.answer import values
from assay.explain.cookies.fields import read
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 6265, 5.4"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first one that stayed behind on the same host."""
    last = evidence.exchanges[-1]
    carried = {each.partition("=")[0].strip() for each in (sent.header(last, "cookie") or "").split(";")}
    host = address(last.request.url).host
    for before in evidence.exchanges[-10:-1]:
        if before.response is None or address(before.request.url).host != host:
            continue
        kept = [read(text) for text in values(before.response, "set-cookie")[:20]]
        lost = next((each for each in kept if each.name and each.value and each.name not in carried), None)
        if lost:
            yield Explanation(
                rule="cookie-not-sent",
                means=f"The cookie {cut(lost.name, 60)}, set on the way, was not sent back.",
                remedy="curl keeps cookies only when asked to: add -b '', or -c FILE and -b FILE between commands.",
                evidence=(f"Set-Cookie: {cut(lost.shown)}", f"then {sent.method(last)} without it"),
                source=SOURCE,
                sure="likely",
            )
            return
