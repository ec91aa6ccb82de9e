"""`Content-Type` or `Accept` with a value that is no media type, as `json` or `application\\json`."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut, field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 8.3.1"
TYPE = Pattern(r"[!#$&^_.+*A-Za-z0-9-]+/[!#$&^_.+*A-Za-z0-9-]+")
KNOWN = {"json": "application/json", "xml": "application/xml", "html": "text/html", "text": "text/plain"}
TYPING = {
    "application/jason": "application/json",
    "aplication/json": "application/json",
    "app/json": "application/json",
}


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The header, and what may be meant."""
    exchange = evidence.exchanges[-1]
    for name in ("Content-Type", "Accept"):
        value = sent.header(exchange, name) or ""
        kinds = [each.partition(";")[0].strip() for each in value[:4000].split(",") if each.strip()]
        wrong = next((each for each in kinds if not TYPE.fullmatch(each) or each.lower() in TYPING), None)
        if wrong is not None:
            meant = TYPING.get(wrong.lower()) or next(
                (full for word, full in KNOWN.items() if word in wrong.lower()), ""
            )
            yield Explanation(
                rule="media-type-malformed",
                means=f"{cut(wrong, 60)} in {name} is no media type" + (f"; {meant} may be meant." if meant else "."),
                remedy=f'Write -H "{name}: {meant or "TYPE/SUBTYPE"}".',
                evidence=(field(name, value),),
                source=SOURCE,
            )
