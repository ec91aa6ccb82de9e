"""The server wants a certificate of the client, or does not accept the one that was shown."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 8446, 4.4.2 and 6.2"
ALERTS = (
    "certificate required",
    "bad certificate",
    "unknown ca",
    "certificate unknown",
    "certificate expired",
    "certificate revoked",
    "unsupported certificate",
    "access denied",
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Whether one was shown, and what the server says."""
    found = cause(evidence)
    words = found.words.lower().replace("_", " ") if found else ""
    alert = next((each for each in ALERTS if f"alert {each}" in words or f"alert, {each}" in words), "")
    if found is None or not alert:
        return
    shown_one = bool(evidence.transfer and evidence.transfer.options.get("cert")) or bool(
        evidence.request and evidence.request.delivery.certificate
    )
    yield Explanation(
        rule="client-certificate",
        means="The server does not accept the client certificate that was shown."
        if shown_one
        else "The server wants a certificate of the client, and none was shown.",
        remedy="Check that it is the right one, still valid, and sent with its chain."
        if shown_one
        else "Add --cert FILE and --key FILE.",
        evidence=(shown(found), f"alert: {alert}"),
        source=SOURCE,
        sure="fact" if alert == "certificate required" else "likely",
    )
