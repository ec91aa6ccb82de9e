"""The bodies that -d and its kin ask for: from the command line, from files, percent-encoded."""

from __future__ import annotations

from assay.formats.curl.octets import escaped, to_bytes, to_text
from assay.formats.curl.world import World, contents
from assay.model.errors import InputError

_ENCODED = 32 * 1024 * 1024
"""Bytes of a file that are percent-encoded: three times as many come out."""
MOST_LINES = 100_000
_LINE_ENDS = b"\r\n\0"
"""What -d @file leaves out of a file, as does -w @file."""


def piece(name: str, value: str, world: World, *, where: str) -> bytes:
    """What one option (`data`, `data-raw`, …, `json`) adds to the body."""
    if name == "data-urlencode":
        return to_bytes(urlencoded(value, world, where=where))
    if not value.startswith("@") or name == "data-raw":
        return to_bytes(value)
    found = contents(world, value[1:], where=where)
    return found if name in ("data-binary", "json") else stripped(found)


def stripped(data: bytes) -> bytes:
    """Without line ends and NUL."""
    return data.translate(None, _LINE_ENDS)


def urlencoded(value: str, world: World, *, where: str) -> str:
    """`content`, `=content`, `name=content`, `@file` or `name@file`, the content percent-encoded, a blank as +.

    An empty file gives nothing, not even its name, as in curl.
    """
    for mark in "=@":
        name, found, rest = value.partition(mark)
        if found:
            break
    else:
        name, rest = "", value
    if found != "@":
        return _named(name, _plus(to_bytes(rest)))
    data = contents(world, rest, where=where)
    if len(data) > _ENCODED:
        raise InputError(f"the file {rest} is too large to be percent-encoded: more than 32 MB", where=where)
    return _named(name, _plus(data)) if data else ""


def _plus(data: bytes) -> str:
    return escaped(data).replace("%20", "+")


def _named(name: str, content: str) -> str:
    return f"{name}={content}" if name else content


def query(value: str, world: World, *, where: str) -> str:
    """What --url-query adds: +raw as it stands, all else as --data-urlencode has it."""
    return value[1:] if value.startswith("+") else urlencoded(value, world, where=where)


def lines(data: bytes, *, where: str) -> list[str]:
    """The lines of a file of headers or URLs, without their ends, blank ones and comments.

    Raises InputError for more than MOST_LINES.
    """
    if data.count(b"\n") > MOST_LINES:
        raise InputError(f"a file of headers or URLs may have {MOST_LINES:,} lines, and this one has more", where=where)
    found = []
    for line in data.split(b"\n"):
        start = line.lstrip(b" \t").rstrip(b"\r")
        if start and not start.startswith(b"#"):
            found.append(to_text(line.partition(b"\0")[0].rstrip(b"\r")))
    return found
