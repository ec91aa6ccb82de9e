"""Which OpenAPI a document is, told by the first lines that it must have."""

from __future__ import annotations

import re

from assay.formats.ecmascript import to_string
from assay.formats.openapi.node import Node
from assay.model.errors import InputError

_NEWEST = "3.2"
_VERSION = re.compile(r"(\d+)(?:\.(\d+))?")


def version_of(root: Node) -> str:
    """2.0, 3.0, 3.1 or 3.2; later ones count as the newest that is known. InputError for any other document."""
    if not isinstance(root.value, dict):
        raise _foreign(root, "it is no mapping")
    written = root.fields.get("openapi", root.fields.get("swagger", root.fields.get("swaggerVersion")))
    if written is None:
        return _guessed(root)
    found = _VERSION.match(to_string(written))
    major, minor = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
    if major == 2:
        return "2.0"
    if major == 3:
        return f"3.{minor}" if minor <= 2 else _NEWEST
    raise InputError(
        f"OpenAPI {to_string(written)[:20]!r} is not read.",
        where=root.file,
        remedy="Give a document of version 2.0, 3.0, 3.1 or 3.2.",
    )


def _guessed(root: Node) -> str:
    """Without a version, the words that only one of them has decide."""
    if not root.child("paths").fields:
        raise _foreign(root, "neither `openapi` nor `swagger` is among its keys")
    is_swagger = "definitions" in root.fields or "basePath" in root.fields
    return "2.0" if is_swagger and "components" not in root.fields else "3.0"


def _foreign(root: Node, why: str) -> InputError:
    return InputError(f"This is no OpenAPI document: {why}.", where=root.file, remedy="Name the contract's main file.")
