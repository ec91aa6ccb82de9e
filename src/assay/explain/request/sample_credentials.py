"""A refused request whose credentials or key are a sample from a page: `YOUR_API_KEY`, `<token>`, `xxxx`."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.masking import SECRET_NAME
from assay.explain.placeholders import SAMPLE
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "the request itself"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The header, and what stands in it."""
    for name, value in sent.headers(evidence.exchanges[-1]):
        if not SECRET_NAME.search(name) or name.lower() == "cookie":
            continue
        scheme, space, credentials = value.strip().partition(" ")
        text = credentials if space and name.lower().endswith("authorization") else value
        text = text.strip("\"' ")
        if SAMPLE.fullmatch(text[:200]):
            shown = f"{scheme} {text}" if text == credentials.strip("\"' ") else text
            yield Explanation(
                rule="sample-credentials",
                means=f"{name} holds {cut(text, 60)}, which is the place of a key and not a key.",
                remedy="Put your own in its place.",
                evidence=(f"{name}: {cut(shown, 80)}",),
                source=SOURCE,
            )
