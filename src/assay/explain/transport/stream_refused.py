"""HTTP/2 or HTTP/3 ended the stream or the connection with an error of its own."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 9113, 7; RFC 9114, 8; curl, 16, 92 and 95"
CODES = (
    ("REFUSED_STREAM", "the server took no more requests on this connection", "Send it again."),
    ("ENHANCE_YOUR_CALM", "the server finds that too much was asked", "Ask less often."),
    ("INADEQUATE_SECURITY", "the encryption is too weak for the server", "Check --ciphers."),
    ("HTTP_1_1_REQUIRED", "the server wants HTTP/1.1 for this", "Use --http1.1."),
    (
        "PROTOCOL_ERROR",
        "one side finds that the other breaks the protocol",
        "Try --http1.1; a header that HTTP/2 forbids can be why.",
    ),
    ("INTERNAL_ERROR", "the server, or a proxy, failed inside", "Try --http1.1, and send it again."),
    ("CANCEL", "the server cancelled it", "Send it again."),
    ("FRAME_SIZE_ERROR", "a frame has a wrong size", "The port may not speak HTTP/2: try --http1.1."),
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The code, and what it means."""
    found = cause(evidence)
    if found:
        words, remedy = next(((w, r) for code, w, r in CODES if code in found.words), ("", "Try --http1.1."))
        yield Explanation(
            rule="stream-refused",
            means="HTTP/2 or HTTP/3 ended this with an error of its own" + (f": {words}." if words else "."),
            remedy=remedy,
            evidence=(shown(found),),
            source=SOURCE,
        )
