"""`Deprecation` or `Sunset`: this part of the API is on its way out."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import values
from assay.explain.evidence import Evidence
from assay.explain.moments import http_date, moment, span
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut, field
from assay.model.explanation import Explanation

SOURCE = "RFC 9745, 2; RFC 8594, 3"
DATE = Pattern(r"@(\d{1,12})")
LINK = Pattern(r"<([^<>]{1,500})>[^,]{0,200}rel=\"?(?:deprecation|sunset|successor-version|latest-version)\b")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Since when, until when, and where more is told."""
    response = evidence.response
    if response is None:
        return
    deprecation, sunset = response.header("deprecation"), response.header("sunset")
    since = _date(deprecation)
    end = http_date(sunset) if sunset else None
    link = LINK.search(", ".join(values(response, "link"))[:4000])
    if deprecation or sunset:
        yield Explanation(
            rule="deprecated",
            means="This part of the API is on its way out" + _when(since, end, evidence.now),
            remedy=f"See {cut(link[1], 120)}." if link else "Look in the API's documentation for what takes its place.",
            evidence=tuple(
                field(name, value) for name, value in (("Deprecation", deprecation), ("Sunset", sunset)) if value
            ),
            source=SOURCE,
        )


def _date(value: str | None) -> float | None:
    found = DATE.fullmatch(value.strip()) if value else None
    return float(found[1]) if found else http_date(value) if value else None


def _when(since: float | None, end: float | None, now: float) -> str:
    told = f", since {moment(since)[:10]}" if since is not None and since <= now else ""
    if end is not None and end > now:
        return f"{told}; it is to end in {span(end - now)}, at {moment(end)}."
    return f"{told}; it was to end {span(now - end)} ago." if end is not None else f"{told}."
