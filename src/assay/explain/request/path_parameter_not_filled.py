"""A refused path with `:id`, `{id}` or `<id>` as a whole segment: the place of a value, sent as it stands."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import address, segments
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "OpenAPI 3.1, Path Templating"
NAME = Pattern(r"(?:[a-z]{2,30}[_-]|[a-z]{2,30}(?=[IU]))?(?:[iI]d|ID|[uU]uid|UUID|slug)")
"""What is left of `{id}` and `{user_id}` once curl has taken it for a list of alternatives with one member."""
PLACE = Pattern(r":[A-Za-z_]\w{0,40}|(?:\{|%7[Bb])[A-Za-z_]\w{0,40}(?:\}|%7[Dd])|(?:<|%3[Cc])[\w:]{1,40}(?:>|%3[Ee])")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first such segment; one that is only the name of a value is likely one."""
    path = address(evidence.exchanges[-1].request.url).path[:8192]
    found = next((each for each in segments(path) if PLACE.fullmatch(each)), None)
    if found:
        yield Explanation(
            rule="path-parameter-not-filled",
            means=f"The path still has {found} where a value belongs.",
            remedy="Put the value in its place.",
            evidence=(f"path: {cut(path)}",),
            source=SOURCE,
        )
    elif evidence.transfer is not None and (
        name := next((each for each in segments(path) if NAME.fullmatch(each)), "")
    ):
        yield Explanation(
            rule="path-parameter-not-filled",
            means=f"The path has the word {name} where a value may belong: of {{{name}}}, curl leaves {name}.",
            remedy="Put the value in its place.",
            evidence=(f"path: {cut(path)}",),
            source=SOURCE,
            sure="likely",
        )
