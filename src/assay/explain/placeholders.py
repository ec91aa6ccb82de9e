"""What stands where a value was meant: variables that nobody resolved, words in angle brackets, samples from a page."""

from __future__ import annotations

import re

from assay.explain.pattern import Pattern

TEMPLATE = Pattern(r"\{\{\s*[\w.$ -]{1,60}\}\}|%7[Bb]%7[Bb][\w.$%-]{1,60}%7[Dd]%7[Dd]")
SHELL = Pattern(r"\$\{[A-Za-z_]\w{0,60}\}|\$[A-Z_][A-Z0-9_]{1,60}\b|\$env:\w{1,60}|%(?![0-9A-F]{2})[A-Z][A-Z_]{2,60}%")
"""A variable of a shell. `$filter` and `$top` are OData's, so a bare name counts only in capitals."""
SAMPLE = Pattern(
    r"<[\w .:-]{2,60}>|\[[A-Za-z][\w -]{2,60}\]|(?:your|my|insert|replace|enter)[-_ ](?:[\w-]{0,40}[-_ ])?"
    r"(?:token|key|api[-_]?key|secret|password|jwt|access[-_]?token|credentials?|here)(?:[-_ ]here)?|"
    r"x{4,}|\.{3,}|…|token|access[-_]?token|api[-_]?key|changeme|undefined|null|none|nan|\[object object\]",
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    """Whether the whole text stands for a value and is none."""
    return any(pattern.fullmatch(text) for pattern in (TEMPLATE, SHELL, SAMPLE))
