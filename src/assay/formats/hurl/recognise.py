"""Whether a text is a Hurl file: a request line comes first, and somewhere a line that only Hurl has."""

from __future__ import annotations

import re

_REQUEST = re.compile(rb"[A-Z]+[ \t]+(?:https?://|\{\{)\S+[ \t]*(?:#.*)?")
_OWN = re.compile(
    rb"HTTP(?:/(?:1\.0|1\.1|2|3|\*))?[ \t]+(?:[0-9]{3}|\*)[ \t]*(?:#.*)?|"
    rb"\[(?:Query|QueryStringParams|Form|FormParams|Multipart|MultipartFormData|Cookies|BasicAuth|Options|Captures|"
    rb"Asserts)\][ \t]*(?:#.*)?"
)


def looks_like_hurl(start: bytes) -> bool:
    """Comments, a request without an HTTP version, and then a status line or a section."""
    lines = [line.strip() for line in start.removeprefix(b"\xef\xbb\xbf").splitlines()[:2000]]
    kept = [line for line in lines if line and not line.startswith(b"#")]
    if not kept or not _REQUEST.fullmatch(kept[0]) or b"###" in lines:
        return False
    return any(_OWN.fullmatch(line) for line in kept[1:])
