"""A GraphQL answer with `errors`, whatever its status: each with its path and the place in the query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.explain.answer import value
from assay.explain.evidence import Evidence
from assay.explain.quoting import counted, cut
from assay.model.explanation import Explanation

SOURCE = "GraphQL (September 2025), 7.1.2"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """All errors in one explanation."""
    body = value(evidence)
    if not isinstance(body, dict) or not is_graphql(body) or evidence.response is None:
        return
    errors = body["errors"]
    empty = body.get("data") is None
    yield Explanation(
        rule="graphql-errors",
        means=f"The status is {evidence.response.status}, and GraphQL reports {counted(len(errors), 'error')}: "
        + ("there is no data." if empty else "the data is incomplete."),
        remedy="Correct the query or its variables where the message says so; the status does not tell.",
        evidence=tuple(_line(each) for each in errors[:6]),
        source=SOURCE,
    )


def is_graphql(body: dict[str, Any]) -> bool:
    """Whether it has the form of a GraphQL answer with errors."""
    errors = body.get("errors")
    if not isinstance(errors, list) or not errors or not all(isinstance(each, dict) for each in errors):
        return False
    known = {"data", "errors", "extensions"}.issuperset(body)
    return (
        known
        and all("message" in each for each in errors)
        and ("data" in body or any("locations" in each or "extensions" in each for each in errors))
    )


def _line(error: dict[str, Any]) -> str:
    path = error.get("path")
    places = error.get("locations")
    where = ".".join(str(each) for each in path[:12]) if isinstance(path, list) else ""
    if not where and isinstance(places, list) and places and isinstance(places[0], dict):
        where = f"line {places[0].get('line')}, column {places[0].get('column')}"
    words = cut(str(error.get("message", "")))
    return f"{cut(where, 80)}: {words}" if where else words
