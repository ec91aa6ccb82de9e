"""JSON behind a prefix against being read as a script, or inside a function call (JSONP)."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import kind
from assay.explain.evidence import Evidence
from assay.explain.media import is_json
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut, field
from assay.model.explanation import Explanation

SOURCE = "OWASP, AJAX Security Cheat Sheet"
GUARD = Pattern(rb"\s*(\)\]\}',?|while\(1\);|for\s?\(;;\);|throw 1;)\s*[\[{]")
CALL = Pattern(rb"\s*(?:/\*\*/)?([A-Za-z_$][\w$.]{0,80}\()\s*[\[{]")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which of the two."""
    response = evidence.response
    if response is None or is_json(kind(response)):
        return
    guard, call = GUARD.match(response.body[:200]), CALL.match(response.body[:200])
    found = guard or (call if response.body.rstrip().endswith((b")", b");")) else None)
    if found:
        yield Explanation(
            rule="script-guard",
            means="The body is JSON behind a prefix that keeps scripts from reading it."
            if guard
            else "The body is JSON inside a call of a function (JSONP).",
            remedy="Cut the prefix off before parsing."
            if guard
            else "Leave the callback parameter out to get plain JSON.",
            evidence=(
                f"body begins with {cut(found[1].decode('latin-1'), 40)}",
                field("Content-Type", response.header("content-type") or "not there"),
            ),
            source=SOURCE,
        )
