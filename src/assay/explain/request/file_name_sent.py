"""The body is one word that begins with `@`: the name of a file where its content was meant."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "curl, --data-raw"
NAME = Pattern(rb"@[\w./\\~-]{1,200}\.(?:json|xml|txt|csv|yaml|yml|bin|html)\s*")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The name."""
    body = sent.body(evidence.exchanges[-1]) or b""
    if len(body) < 300 and NAME.fullmatch(body):
        yield Explanation(
            rule="file-name-sent",
            means=f"The body is {cut(body.decode('utf-8', 'replace'), 80)}: the name of a file, not what it holds.",
            remedy="Use --data-binary @FILE: --data-raw sends the text as it stands.",
            evidence=(f"body: {cut(body.decode('utf-8', 'replace'), 80)}",),
            source=SOURCE,
        )
