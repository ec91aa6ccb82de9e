"""Auth of v3 files: {type, credentials} on a request, a list of them on a collection or folder."""

from __future__ import annotations

from typing import Any

from assay.formats.postman.v3.fields import keyed, listed, text, truth
from assay.formats.postman.v3.notes import Source
from assay.model.suite import Auth


def read_auth(value: Any, source: Source) -> Auth | None:
    """The auth; None where it is inherited. Of several, the first counts."""
    entries = [entry for entry in listed(value) if isinstance(entry, dict)]
    if len(entries) > 1:
        source.warn(f"auth has {len(entries)} entries; the first one is used.")
    kind = text(entries[0].get("type")) if entries else ""
    if kind in ("", "inherit"):
        return None
    return Auth(type=kind, params={key: _param(row.get("value")) for key, row in keyed(entries[0].get("credentials"))})


def _param(value: Any) -> Any:
    """As written, but truth values are told apart: the text "false" would count as true."""
    found = truth(value)
    return text(value) if found is None else found
