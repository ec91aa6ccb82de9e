"""Which headers a person meant: what curl, a browser or the wire adds on its own is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assay.draft.content import Content, FormContent, PartsContent

_WIRE = frozenset(
    {"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "expect", "te", "cookie"}
    | {"proxy-connection", "keep-alive", "upgrade", "http2-settings", "postman-token"}
)
_BROWSER = frozenset(
    {"dnt", "priority", "upgrade-insecure-requests", "user-agent", "accept-language", "referer", "pragma"}
    | {"cache-control", "sec-gpc", "origin"}
)
"""… where a browser sent them, which its Sec-Fetch-* or Sec-CH-* headers tell."""


class Row(NamedTuple):
    """A name and its value."""

    name: str
    value: str


def worth_keeping(headers: Sequence[tuple[str, str]], content: Content | None) -> tuple[Row, ...]:
    """The headers without noise. Content-Type stays unless the kind of body says it."""
    from_browser = any(name.lower().startswith(("sec-fetch-", "sec-ch-")) for name, _ in headers)
    implied = isinstance(content, FormContent | PartsContent)
    return tuple(Row(name, value) for name, value in headers if not _is_noise(name, value, from_browser, implied))


def _is_noise(name: str, value: str, from_browser: bool, implied: bool) -> bool:
    lower = name.lower()
    if lower in _WIRE or lower.startswith((":", "proxy-", "sec-fetch-", "sec-ch-")):
        return True
    if lower == "user-agent":
        return from_browser or value.lower().startswith(("curl/", "assay/"))
    if lower == "accept":
        return value.strip() == "*/*"
    if lower == "content-type":
        return implied
    return from_browser and lower in _BROWSER


def cookies_of(headers: Sequence[tuple[str, str]]) -> tuple[Row, ...]:
    """The pairs of the Cookie header (RFC 6265, 4.2)."""
    pairs = (pair for name, value in headers if name.lower() == "cookie" for pair in value.split(";"))
    split = (pair.strip().partition("=") for pair in pairs)
    return tuple(Row(name, value) for name, sign, value in split if sign)
