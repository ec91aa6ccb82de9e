"""One word for a shell, bytes that are no UTF-8 included."""

from __future__ import annotations

import re

from assay.formats import shell
from assay.formats.curl.octets import to_bytes

_BROKEN = re.compile("[\udc80-\udcff]")


def quoted(text: str) -> str:
    """The word that a POSIX shell reads as this text; for bash, zsh or ksh where it holds control characters."""
    if not _BROKEN.search(text):
        return shell.quoted(text)
    pieces = [shell.quoted(piece) if piece else "" for piece in _BROKEN.split(text)]
    broken = ["$'" + "".join(f"\\x{byte:02x}" for byte in to_bytes(found)) + "'" for found in _BROKEN.findall(text)]
    return "".join(piece for pair in zip(pieces, [*broken, ""], strict=True) for piece in pair)
