"""Whether a text is an `.http` file: a request line at its beginning, or after a line of three hashes."""

from __future__ import annotations

import re

_REQUEST = re.compile(
    rb"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|CONNECT|GRAPHQL)[ \t]+(?:https?://|/|\{\{|[\w.-]+[:/])\S*"
    rb"(?:[ \t]+HTTP/[\d.]+)?[ \t]*"
)
_PASSED_OVER = (b"#", b"//", b"@", b"<")


def looks_like_requests(start: bytes) -> bool:
    """A request line comes first, after comments and variables only."""
    for line in start.removeprefix(b"\xef\xbb\xbf").splitlines()[:500]:
        text = line.strip()
        if text and not text.startswith(_PASSED_OVER):
            return _REQUEST.fullmatch(text) is not None
    return False
