"""A `Set-Cookie` that deletes a cookie, beside a refusal: the server ended the session."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import values
from assay.explain.cookies.fields import read
from assay.explain.evidence import Evidence
from assay.explain.moments import http_date
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 6265, 5.3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The cookie that it takes away."""
    for text in values(evidence.response, "set-cookie")[:20] if evidence.response else []:
        cookie = read(text)
        age, expires = cookie.attributes.get("max-age", "").strip(), http_date(cookie.attributes.get("expires", ""))
        gone = age == "0" or age.startswith("-") or (not age and expires is not None and expires < evidence.now)
        if cookie.name and gone:
            yield Explanation(
                rule="cookie-expired",
                means=f"The server takes the cookie {cut(cookie.name, 60)} away: its session is over.",
                remedy="Log in again.",
                evidence=(f"Set-Cookie: {cut(cookie.shown)}",),
                source=SOURCE,
                sure="likely",
            )
            return
