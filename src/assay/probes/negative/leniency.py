"""Words of a contract that say that input is mended instead of refused: nothing is claimed where they stand."""

from __future__ import annotations

import re
from typing import Any

_MENDED = re.compile(
    r"\b(trimmed|truncated|cut|clamped|capped|rounded|coerced|converted|lenient(?:ly)?|"
    r"(?:is|are) (?:taken|read|treated) as|counts? as|falls? back|(?:is|are) replaced|silently)\b",
    re.IGNORECASE,
)
_UNKNOWN_IGNORED = re.compile(
    r"\b(?:unknown|undeclared|additional|other|extra)\b[^.;]{0,60}\b(?:fields?|properties|members)\b[^.;]{0,40}"
    r"\b(?:ignored|dropped|discarded)\b",
    re.IGNORECASE,
)


def mends(schema: dict[str, Any], *texts: str) -> bool:
    """Whether what is said of a value tells that a wrong one is made right."""
    return any(_MENDED.search(text) for text in (str(schema.get("description", "")), *texts))


def ignores_unknown(*texts: str) -> bool:
    """Whether it is said that fields which nobody declared are ignored."""
    return any(_UNKNOWN_IGNORED.search(text[:200_000]) for text in texts)
