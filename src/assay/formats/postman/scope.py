"""An environment, or the globals, from the file that Postman exports for it."""

from __future__ import annotations

from typing import Any

from assay.formats.ecmascript import to_string
from assay.formats.json_text import decode_json
from assay.formats.postman.recognise import refuse_other_scopes, unboxed
from assay.formats.postman.variables import read_variables
from assay.model.variable import Environment


def read_environment(data: bytes | dict[str, Any], *, name: str, kind: str = "environment") -> Environment:
    """A set of variables from the bytes of a file, or from JSON that was decoded. `kind` may also be globals."""
    document = unboxed(decode_json(data, name=name) if isinstance(data, bytes) else data, kind)
    refuse_other_scopes(document, name, kind)
    if isinstance(document, list):
        return Environment(variables=read_variables(document))
    return Environment(
        id=document["id"] if isinstance(document.get("id"), str) else "",
        name=to_string(document["name"]) if document.get("name") else "",
        variables=read_variables(document.get("values")),
    )
