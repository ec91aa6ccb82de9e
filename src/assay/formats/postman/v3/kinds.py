"""The `$kind` of a file: which are requests, which are skipped, and which are errors."""

from __future__ import annotations

from typing import Any

from assay.formats.postman.v3.notes import Source
from assay.model.errors import InputError

HTTP = "http-request"
GRAPHQL = "graphql-request"
_SKIPPED = {
    "grpc-request",
    "websocket-request",
    "socket.io-request",
    "mqtt-request",
    "mcp-request",
    "llm-request",
}
_DEFINITIONS = {"collection", "folder"}


def request_kind(fields: dict[str, Any], source: Source) -> str | None:
    """http-request or graphql-request; None for one that is skipped. Raises InputError for an unknown kind."""
    kind = fields.get("$kind")
    if not kind:
        source.warn("$kind is missing; it was read as http-request.")
        return HTTP
    if kind in (HTTP, GRAPHQL):
        return str(kind)
    if kind in _SKIPPED:
        source.notes.skip(str(kind))
        return None
    raise unknown_kind(kind, source.where, "http-request")


def check_definition(fields: dict[str, Any], where: str) -> None:
    """Raise InputError unless the file is the definition of a collection or folder."""
    if fields.get("$kind", "collection") not in _DEFINITIONS:
        raise unknown_kind(fields.get("$kind"), where, "collection")


def unknown_kind(kind: Any, where: str, expected: str) -> InputError:
    """The error for a file of a kind that is not known here."""
    shown = str(kind)[:80] if isinstance(kind, str) else "no text"
    return InputError(f"$kind is {shown!r}, which is not known here.", where=where, remedy=f"Expected: {expected}.")
