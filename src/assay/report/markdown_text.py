"""Text within Markdown: shown as it is, whatever it holds, and never longer than a reader wants."""

from __future__ import annotations

import re

from assay.report.clean import cut, line

MOST = 50
"""Findings that are listed; a page of GitHub takes 65,536 characters in a comment."""
LONGEST = 300

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@-])")


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, mentions and HTML included."""
    return _SPECIAL.sub(r"\\\1", line(cut(text, LONGEST))).replace("\\@", "@\u2060")
