"""Percent-encoding as JavaScript's URI functions have it (ECMA-262, 19.2.6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from assay.engine.octets import utf8

COMPONENT = "!*'()"
"""What encodeURIComponent leaves beside letters, digits and `-._~`."""
URI = ";,/?:@&=+$#" + COMPONENT
"""What encodeURI leaves beside them."""
URI_RESERVED = ";/?:@&=+$,#"
"""What decodeURI leaves encoded."""


def encode(text: str, keep: str = "") -> str:
    """The text with every character as %XX but letters, digits, `-._~` and those to keep: RFC 3986 as it stands."""
    return quote(utf8(text), safe=keep)


def decode(text: str, keep: str = "") -> str:
    """The text with its %XX decoded but those of the characters to keep. Raises ValueError (URI malformed)."""
    return re.sub(r"(?:%[0-9A-Fa-f]{2})+|%", _decoder(keep), text)


def _decoder(keep: str) -> Callable[[re.Match[str]], str]:
    def decoded(hit: re.Match[str]) -> str:
        try:
            characters = bytes.fromhex(hit.group().replace("%", " ")).decode() if len(hit.group()) > 1 else ""
        except UnicodeDecodeError:
            characters = ""
        if not characters:
            raise ValueError("URI malformed")
        return _but_kept(hit.group(), characters, keep)

    return decoded


def _but_kept(escapes: str, characters: str, keep: str) -> str:
    taken, out = 0, []
    for character in characters:
        end = taken + 3 * len(character.encode())
        out.append(escapes[taken:end] if character in keep else character)
        taken = end
    return "".join(out)
