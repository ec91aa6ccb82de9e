"""Whether a text is Bruno's: a .bru file, its exported JSON, or its YAML."""

from __future__ import annotations

import re

_BRU = re.compile(rb"\s*(?:meta|get|post|put|patch|delete|options|head|http)\s*\{[ \t]*\r?\n")
_YAML = re.compile(
    rb"^opencollection:|^info:[ \t]*\r?\n(?:[ \t]+.*\r?\n)*?[ \t]+type:[ \t]*(?:http|graphql)\b", re.MULTILINE
)
_ITEM = re.compile(rb'"type"\s*:\s*"(?:http|http-request|graphql-request)"')


def looks_like_bruno(start: bytes) -> bool:
    """By what only Bruno writes."""
    text = start.removeprefix(b"\xef\xbb\xbf")
    if text.lstrip()[:1] == b"{":
        return b'"brunoConfig"' in text or (_ITEM.search(text) is not None and b'"request"' in text)
    return _BRU.match(text) is not None or _YAML.search(text[:8192]) is not None
