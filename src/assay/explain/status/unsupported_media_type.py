"""415: the server does not take the body's type or coding; Accept-Post, Accept-Patch or Accept name those it takes."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.answer import values
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut, field, listed
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.16"
NAMES = ("accept-post", "accept-patch", "accept", "accept-encoding")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The type sent beside those taken."""
    exchange, response = evidence.exchanges[-1], evidence.response
    if response is None:
        return
    kind, coding = sent.header(exchange, "content-type"), sent.header(exchange, "content-encoding")
    named = [(name, value) for name in NAMES for value in values(response, name) if value.strip()]
    taken = [each.strip() for name, value in named if name != "accept-encoding" for each in value[:1000].split(",")]
    what = f"a body of type {cut(kind, 60)}" if kind else "a body without Content-Type"
    if coding:
        what += f" in the coding {cut(coding, 30)}"
    yield Explanation(
        rule="unsupported-media-type",
        means=f"The server does not take {what}" + (f"; it takes {listed(taken)}." if taken else "."),
        remedy=f'Send it as -H "Content-Type: {cut(taken[0], 60)}".' if taken else _guess(evidence, kind),
        evidence=(
            f"sent: {field('Content-Type', kind)}" if kind else "415 to a body without Content-Type",
            *(field(name.title(), value) for name, value in named[:3]),
        ),
        source=SOURCE,
    )


def _guess(evidence: Evidence, kind: str | None) -> str:
    body = sent.body(evidence.exchanges[-1]) or b""
    if body.lstrip()[:1] in (b"{", b"[") and "json" not in (kind or ""):
        return "The body looks like JSON: use --json, or -H 'Content-Type: application/json'."
    return "See the API's documentation for the type that it takes."
