"""414: the target is longer than the server takes."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.15"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """How long path and query were."""
    parts = address(evidence.exchanges[-1].request.url)
    data = evidence.transfer is not None and evidence.transfer.options.get("get") is True
    yield Explanation(
        rule="uri-too-long",
        means=f"The address is longer than the server takes: a path of {len(parts.path)} "
        f"and a query of {len(parts.query)} characters.",
        remedy="Leave -G out, so that the data goes into the body."
        if data
        else "Send the data in the body of a POST, where the API has one.",
        evidence=("414", f"{sent.method(evidence.exchanges[-1])} with {len(parts.path) + len(parts.query)} characters"),
        source=SOURCE,
    )
