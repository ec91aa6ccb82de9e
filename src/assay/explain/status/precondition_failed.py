"""412: a condition of the request (If-Match and its like) does not hold: the resource is not as expected."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.13"
CONDITIONS = ("If-Match", "If-None-Match", "If-Unmodified-Since", "If-Modified-Since")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The condition, and the tag that the resource has now."""
    exchange, response = evidence.exchanges[-1], evidence.response
    if response is None:
        return
    conditions = [(name, value) for name in CONDITIONS if (value := sent.header(exchange, name))]
    tag = response.header("etag")
    new = any((name, value.strip()) == ("If-None-Match", "*") for name, value in conditions)
    yield Explanation(
        rule="precondition-failed",
        means="The resource is there already, and the request was to be carried out only if it is not."
        if new
        else "The condition of the request does not hold: the resource is no longer as it was when the client looked."
        if conditions
        else "The server says that a condition does not hold, and the request had none in its headers.",
        remedy="Fetch it again and send the change with its new ETag." if conditions and not new else "",
        evidence=(
            "412",
            *(f"sent: {field(name, value)}" for name, value in conditions),
            *((field("ETag", tag),) if tag else ()),
        ),
        source=SOURCE,
    )
