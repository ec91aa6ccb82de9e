"""What came back is no answer of HTTP, or breaks its grammar."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 9112, 2 and 5"
NO_HTTP = ("HTTP/0.9", "Expected HTTP/", "Weird server reply", "weird server reply")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Whether it is another protocol or a fault in one header."""
    found = cause(evidence)
    if found is None or (not found.code.startswith("HPE_") and not any(each in found.words for each in NO_HTTP)):
        return
    other = found.code == "HPE_INVALID_CONSTANT" or any(each in found.words for each in NO_HTTP)
    tls = other and found.place.scheme == "http"
    yield Explanation(
        rule="malformed-answer",
        means=f"{found.place.site} does not answer in HTTP, but in another protocol{', perhaps TLS' if tls else ''}."
        if other
        else "The answer breaks the grammar of HTTP, and strict clients refuse it.",
        remedy=f"Check the port{', and try https://' if tls else ''}."
        if other
        else "Tell whoever runs the server what is quoted here.",
        evidence=(shown(found),),
        source=SOURCE,
        sure="likely" if other else "fact",
    )
