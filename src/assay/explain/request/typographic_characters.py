"""A refused request with quotation marks or dashes of a word processor in its URL, a header or its JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.media import essence, is_json
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 8259, 7; RFC 3986, 2"
MARKS = Pattern("[\\u2018\\u2019\\u201c\\u201d\\u201e\\u00ab\\u00bb]")
ENCODED = Pattern(r"%E2%80%(?:9[89CDE]|9[34])", re.IGNORECASE)
IN_JSON = Pattern("[{,\\[:]\\s{0,20}[\\u2018\\u201c\\u201d\\u201e]")
DASHES = ("\\u2013", "\\u2014")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Where they stand."""
    place = _place(evidence)
    if place:
        yield Explanation(
            rule="typographic-characters",
            means=f"{place} has quotation marks or dashes of a word processor where plain ones belong.",
            remedy="Type them again: \" ' and -. Programs for documents and chats change them.",
            evidence=(f"in {place[0].lower()}{place[1:]}",),
            source=SOURCE,
        )


def _place(evidence: Evidence) -> str:
    exchange = evidence.exchanges[-1]
    url = evidence.transfer.url if evidence.transfer else exchange.request.url
    if MARKS.search(url[:8192]) or ENCODED.search(url[:8192]) or url.startswith(DASHES):
        return "The URL"
    for name, value in sent.headers(exchange):
        text = value[:8192].encode("latin-1", "replace").decode("utf-8", "replace")
        if MARKS.search(text[:1] + text[-1:]):
            return f"The header {cut(name, 40)}"
    kind = essence(sent.header(exchange, "content-type"))
    body = (sent.body(exchange) or b"")[:65_536].decode("utf-8", "replace")
    return "The JSON that was sent" if is_json(kind) and IN_JSON.search(body) else ""
