"""A redirect turned the method into GET (301, 302 or 303), so what was sent as the body did not arrive."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.4"
MUST = 303


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first redirect that did."""
    for before, after in zip(evidence.exchanges, evidence.exchanges[1:], strict=False):
        was, became = sent.method(before), sent.method(after)
        status = before.response.status if before.response else 0
        if status not in (301, 302, 303) or was in ("GET", "HEAD") or became != "GET":
            continue
        yield Explanation(
            rule="method-changed",
            means=f"The {was} became a GET on the way: that is what "
            + ("303 asks for." if status == MUST else f"clients do after {status}, and the body is not sent again."),
            remedy=""
            if status == MUST
            else f"Send the {was} to the new address directly, or keep the method: --post{status}. "
            "The API should answer 307 or 308.",
            evidence=(
                f"{was} was answered {status}",
                field("Location", (before.response.header("location") or "") if before.response else "").partition("?")[
                    0
                ],
                "then GET",
            ),
            source=SOURCE,
            exchange=before.id,
        )
        return
