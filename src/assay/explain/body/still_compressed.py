"""A body with `Content-Encoding` that is shown as it came, because --compressed was not given."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 8.4"
MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd", "deflate": b"\x78"}


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The coding, and whether it was asked for."""
    exchange, response = evidence.exchanges[-1], evidence.response
    coding = (response.header("content-encoding") or "").strip().lower() if response else ""
    if response is None or not response.body or not _is_raw(evidence, coding):
        return
    accept = sent.header(exchange, "accept-encoding")
    yield Explanation(
        rule="still-compressed",
        means=f"The body is compressed ({coding}) and was left so.",
        remedy="Add --compressed, which asks for a compressed answer and unpacks it.",
        evidence=(
            field("Content-Encoding", coding),
            field("Accept-Encoding", accept) if accept else "no Accept-Encoding in the request",
        ),
        source=SOURCE,
    )


def _is_raw(evidence: Evidence, coding: str) -> bool:
    response = evidence.response
    if coding in MAGIC and response:
        return response.body.startswith(MAGIC[coding])
    asked = evidence.transfer is None or evidence.transfer.options.get("compressed") is True
    return coding == "br" and not asked
