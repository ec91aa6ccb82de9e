"""500, where nothing more special is known: the fault is the server's, and the request only found it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.6.1"
IDS = ("x-request-id", "x-correlation-id", "x-amzn-requestid", "x-trace-id", "cf-ray", "traceparent")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What its operators can look for."""
    response = evidence.response
    if response is None:
        return
    found = [(name, value) for name, value in response.headers if name.lower() in IDS]
    yield Explanation(
        rule="server-error",
        means="The server failed over this request: whatever was sent, 500 is a fault of the API.",
        remedy="Give its operators the moment and "
        + (f"{found[0][0]}." if found else "the request (assay --as curl …)."),
        evidence=("500", *(field(name, value) for name, value in found[:2])),
        source=SOURCE,
    )
