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
    if isinstance(data, bytes) and _is_yaml(data, name):
        from assay.formats.postman.v3.environment import read_v3_environment  # only now: it brings YAML along

        return read_v3_environment(data, name=name)
    document = unboxed(decode_json(data, name=name) if isinstance(data, bytes) else data, kind)
    refuse_other_scopes(document, name, kind)
    if isinstance(document, list):
        return Environment(variables=read_variables(document))
    return Environment(
        id=document["id"] if isinstance(document.get("id"), str) else "",
        name=to_string(document["name"]) if document.get("name") else "",
        variables=read_variables(document.get("values")),
    )


def _is_yaml(data: bytes, name: str) -> bool:
    """Whether this is a file of format v3; JSON under a YAML name is read as JSON."""
    return name.lower().endswith((".yaml", ".yml")) and data.lstrip()[:1] not in (b"{", b"[")
