"""The fields of an archive's objects, whatever a program has put into them."""

from __future__ import annotations

import base64
import binascii
from typing import Any


def text(value: Any) -> str:
    """A text; empty for anything else."""
    return value if isinstance(value, str) else ""


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def rows(value: Any) -> list[tuple[str, str]]:
    """Names and values; a list of objects, or an object as some programs write it."""
    if isinstance(value, dict):
        return [(name, text(one)) for name, one in value.items()]
    return [(text(one.get("name")), text(one.get("value"))) for one in objects(value) if text(one.get("name"))]


def octets(content: dict[str, Any]) -> bytes | None:
    """The bytes of a body; None where it is not in the archive, or is said to be base64 and is none."""
    told = content.get("text")
    if not isinstance(told, str):
        return None
    if text(content.get("encoding") or content.get("_encoding")).lower() != "base64":
        return told.encode("utf-8", "replace")
    try:
        return base64.b64decode(told)
    except (binascii.Error, ValueError):
        return None


def as_text(data: bytes) -> str | None:
    """The text of a body; None for a binary one."""
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in decoded else decoded
