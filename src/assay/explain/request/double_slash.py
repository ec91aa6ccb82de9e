"""A path with an empty segment (`//`) that was refused or redirected: to most servers it is another path."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 3986, 3.3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The path, and how it may be meant."""
    path = address(evidence.exchanges[-1].request.url).path[:8192]
    if "//" in path and ":/" not in path:
        yield Explanation(
            rule="double-slash",
            means="The path has two slashes in a row, as where a base URL ends with one and a path begins with one.",
            remedy=f"Try {cut('/'.join(('', *filter(None, path.split('/')))))}.",
            evidence=(f"path: {cut(path)}",),
            source=SOURCE,
            sure="likely",
        )
