"""The name of the file that an answer is written to: -J and --output-dir; never one that leads elsewhere."""

from __future__ import annotations

import re

from assay.transport.curl.libcurl import WRITE_ERROR
from assay.transport.curl.refused import Refused

DISPOSITION = re.compile(r"filename\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|'([^']*)'?|([^;\s]*))", re.IGNORECASE)
"""A quotation that is never closed reaches to the end of the line, as in curl."""
RESERVED = frozenset({"", ".", ".."})


def from_disposition(line: bytes) -> str:
    """-J: the file name in a Content-Disposition line, without any folder; empty where there is none."""
    text = line.decode("utf-8", "surrogateescape")
    name, colon, value = text.partition(":")
    if not colon or name.strip().lower() != "content-disposition":
        return ""
    found = DISPOSITION.search(value.rstrip("\r\n"))
    if found is None:
        return ""
    given = found[1] or found[2] or found[3] or ""
    return _safe(re.split(r"[/\\]", given)[-1])


def inside(folder: str, name: str) -> str:
    """--output-dir."""
    return f"{folder}/{name}" if folder else name


def checked(path: str) -> str:
    """Raises Refused for a path that no file can have."""
    if "\0" in path:
        raise Refused(WRITE_ERROR, "the file name for -o holds a NUL")
    return path


def _safe(name: str) -> str:
    return "" if name in RESERVED else name.replace("\0", "_")
