"""403, 419 or 400 that speaks of CSRF, to a request without the token that guards against forged requests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain import sent
from assay.explain.answer import start
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "OWASP, Cross-Site Request Forgery Prevention"
WORDS = Pattern(
    r"[^.<>{}\n]{0,60}(?:csrf|xsrf|cross.site request forgery|authenticity.?token)[^.<>{}\n]{0,60}", re.IGNORECASE
)
EXPIRED = 419
"""Laravel's status for it."""


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Where the answer says so."""
    response = evidence.response
    if response is None:
        return
    found = WORDS.search(start(response, 16_384))
    if found is None and response.status != EXPIRED:
        return
    names = [name for name, _ in sent.headers(evidence.exchanges[-1]) if re.search("csrf|xsrf", name, re.IGNORECASE)]
    yield Explanation(
        rule="csrf",
        means="The server refuses the request because its token against forged requests (CSRF) "
        + ("is not accepted." if names else "is missing."),
        remedy="Fetch a page first, keep its cookies (-c, -b), and send the token along as the API asks; "
        "API clients that use a token of their own in place of cookies are often exempt.",
        evidence=(cut(found[0]) if found else str(response.status), *(f"{name}: ***" for name in names[:1])),
        source=SOURCE,
        sure="likely",
    )
