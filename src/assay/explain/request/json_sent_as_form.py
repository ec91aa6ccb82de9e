"""JSON was sent with `Content-Type: application/x-www-form-urlencoded`, which curl's -d adds on its own."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import json_reading, sent
from assay.explain.evidence import Evidence
from assay.explain.json_reading import UNREAD
from assay.explain.media import essence
from assay.model.explanation import Explanation

SOURCE = "curl, -d and --json"
FORM = "application/x-www-form-urlencoded"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Whether curl or the user said so."""
    exchange = evidence.exchanges[-1]
    body = (sent.body(exchange) or b"").strip()
    labelled = essence(sent.header(exchange, "content-type")) == FORM
    if not labelled or body[:1] not in (b"{", b"[") or json_reading.read(body) is UNREAD:
        return
    own = evidence.transfer is not None and not any(
        each.lower().startswith("content-type:") for each in evidence.transfer.headers
    )
    yield Explanation(
        rule="json-sent-as-form",
        means="JSON was sent, but labelled as a form" + (", which is what curl's -d does." if own else "."),
        remedy='Use --json in place of -d, or add -H "Content-Type: application/json".',
        evidence=(f"Content-Type: {FORM}", f"body begins with {body[:1].decode()} and is JSON"),
        source=SOURCE,
    )
