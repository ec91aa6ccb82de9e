"""A picture, a PDF or an archive by its first bytes, labelled as text, JSON, XML or HTML."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import kind
from assay.explain.evidence import Evidence
from assay.explain.media import is_textual
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "WHATWG MIME Sniffing, 6"
FILES = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What it is, and what it says it is."""
    response = evidence.response
    if response is None or not is_textual(kind(response)):
        return
    for begin, name in FILES:
        if response.body.startswith(begin):
            yield Explanation(
                rule="file-mislabelled",
                means=f"The body is {name}, but it is labelled {kind(response)}.",
                remedy="The API should name the right type; save it with -o FILE.",
                evidence=(
                    field("Content-Type", response.header("content-type") or ""),
                    f"first bytes: {begin[:4].hex(' ')}",
                ),
                source=SOURCE,
            )
            return
