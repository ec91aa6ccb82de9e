"""Whether a command printed what the page shows, apart from what is new each time."""

from __future__ import annotations

import re

_NEW_EACH_TIME = (
    (r"\b\d{8}-\d{6}-[0-9a-f]{6}\b", "<log>"),
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?\b", "<moment>"),
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<uuid>"),
    (r"\b(ord|prd|usr|adr|rpt|evt)_[a-z2-7]{20}\b", r"<\1>"),
    (r"\*\*\*[0-9a-f]{4}\b", "<secret>"),
    (r"\b\d+(\.\d+)?(ms|µs|s|m)(?![\w/])", "<time>"),
    (r'"seconds": ?\d+(\.\d+)?', '"seconds": <time>'),
    (r'"seed": ?\d+', '"seed": <seed>'),
    (r"\bassay/\d+\.\d+[\w.]*", "assay/<version>"),
    (r"─+", "─"),
    (r"[ \t]+", " "),
)


def same_each_time(text: str) -> str:
    """The text without times, random ids and the width of its tables."""
    for pattern, told in _NEW_EACH_TIME:
        text = re.sub(pattern, told, text)
    return "\n".join(line.strip() for line in text.strip().splitlines())


def is_like(printed: str, shown: str) -> bool:
    """Whether the text fits; a line of `...` stands for any lines, and `...` in a line for anything in it."""
    pattern = ""
    for line in same_each_time(shown).splitlines():
        if line == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(re.escape(part) for part in line.split("...")) + r"\n"
    return re.fullmatch(pattern, same_each_time(printed) + "\n" if printed.strip() else "") is not None
