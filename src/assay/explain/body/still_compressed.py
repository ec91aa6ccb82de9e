"""A body with `Content-Encoding` that is left as it came, because --compressed was not given."""

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
        means=f"The body came compressed ({coding}), and goes so into a file or a pipe.",
        remedy="Add --compressed, which asks for a compressed answer and unpacks it.",
        evidence=(
            field("Content-Encoding", coding),
            field("Accept-Encoding", accept) if accept else "no Accept-Encoding in the request",
        ),
        source=SOURCE,
    )


def _is_raw(evidence: Evidence, coding: str) -> bool:
    response = evidence.response
    if evidence.transfer is not None:
        return (coding in MAGIC or coding == "br") and evidence.transfer.options.get("compressed") is not True
    return response is not None and coding in MAGIC and response.body.startswith(MAGIC[coding])
