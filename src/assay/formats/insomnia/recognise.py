"""Whether a text is an export of Insomnia: JSON in format 4, or YAML in format 5."""

from __future__ import annotations

import re

_V4 = re.compile(rb'"?__export_format"?\s*:\s*\d')
_V5 = re.compile(rb"^\s*\"?type\"?\s*:\s*[\"']?[a-zA-Z]+\.insomnia\.rest/5", re.MULTILINE)


def looks_like_insomnia(start: bytes) -> bool:
    """By what only Insomnia writes."""
    return _V5.search(start[:4096]) is not None or (_V4.search(start) is not None and b"_type" in start)
