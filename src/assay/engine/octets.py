"""Text as bytes, and base64 as bytes, with the tolerance of Node's Buffer."""

from __future__ import annotations

import re
from base64 import b64decode

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_OUTSIDE = re.compile(rb"[^A-Za-z0-9+/]")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def utf8(text: str) -> bytes:
    """The bytes of a text; half a surrogate pair, which has none, becomes U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


def from_base64(text: str) -> bytes:
    """The bytes that a text stands for, in either alphabet; what is outside of it is skipped, `=` ends it."""
    digits = utf8(text).partition(b"=")[0].translate(_URL_SAFE)
    digits = _OUTSIDE.sub(b"", digits)
    if len(digits) % 4 == 1:
        digits = digits[:-1]
    return b64decode(digits + b"=" * (-len(digits) % 4))
