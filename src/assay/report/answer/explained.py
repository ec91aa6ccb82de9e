"""Explanations for a reader: what it means, what that was drawn from, what to try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assay.model.explanation import Explanation
from assay.report.clean import cut, line
from assay.report.style import Style

LONGEST = 600
LONGEST_EVIDENCE = 200


def explained_lines(explanations: Iterable[Explanation], style: Style, width: int = 100) -> Iterator[str]:
    """Each in one to four lines, the most specific first."""
    for one in explanations:
        yield from _wrapped(_means(one), style, f"{style.symbols.arrow} ", width, "bold")
        for seen in one.evidence[:4]:
            yield "  " + style.paint(style.fit(line(cut(seen, LONGEST_EVIDENCE))), "cyan")
        if one.remedy:
            yield from _wrapped(f"Try: {one.remedy}", style, "  ", width, "plain")
        if one.source:
            yield "  " + style.paint(style.fit(line(cut(f"({one.source}; rule {one.rule})", LONGEST_EVIDENCE))), "dim")


def _means(one: Explanation) -> str:
    return one.means if one.sure == "fact" else f"Likely: {one.means}"


def _wrapped(text: str, style: Style, lead: str, width: int, how: str) -> Iterator[str]:
    rest = " " * len(lead)
    now = ""
    begun = False
    for word in style.fit(line(cut(text, LONGEST))).split(" "):
        if now and len(now) + 1 + len(word) + len(lead) > width:
            yield (rest if begun else lead) + style.paint(now, "bold" if how == "bold" else "plain")
            begun, now = True, word
        else:
            now = f"{now} {word}" if now else word
    yield (rest if begun else lead) + style.paint(now, "bold" if how == "bold" else "plain")
