"""405: the resource is there and does not take this method; `Allow` says which it takes."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.answer import values
from assay.explain.evidence import Evidence
from assay.explain.quoting import field, listed
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.6 and 10.2.1"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What it offers in its place."""
    response = evidence.response
    if response is None:
        return
    method = sent.method(evidence.exchanges[-1])
    allow = values(response, "allow")
    offered = [each.strip() for each in ",".join(allow)[:2000].split(",") if each.strip()]
    if offered:
        inside = method in offered
        yield Explanation(
            rule="method-not-allowed",
            means=f"{method} is refused here"
            + (", although Allow names it." if inside else f"; the server offers {listed(offered, 9)}."),
            remedy="The server contradicts itself."
            if inside
            else f"Use one of these (-X {offered[0]}), or check the path.",
            evidence=("405", field("Allow", ", ".join(offered))),
            source=SOURCE,
        )
        return
    yield Explanation(
        rule="method-not-allowed",
        means=f"{method} is refused here, and the server does not say what it takes, though it must.",
        remedy="Check method and path; -X OPTIONS may tell more.",
        evidence=("405", "Allow: empty" if allow else "405 without Allow"),
        source=SOURCE,
    )
