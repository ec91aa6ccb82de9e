"""An export of Insomnia to a suite with its environments."""

from __future__ import annotations

from assay.formats.document import Document
from assay.formats.insomnia.node import Json, text
from assay.formats.insomnia.tree import Reading
from assay.formats.insomnia.v4 import read_v4
from assay.formats.insomnia.v5 import read_v5
from assay.formats.json_text import decode_json
from assay.formats.yaml_text import decode_yaml, meaning
from assay.model.errors import InputError

_REMEDY = "Export the collection from Insomnia again, as format 5 (YAML) or 4 (JSON)."


def read_insomnia(data: bytes, *, name: str) -> Document:
    """The requests of an export. What is not kept is in the suite's warnings. Raises InputError."""
    document = _decoded(data, name)
    if ".insomnia.rest/5" in text(document.get("type")):
        export = read_v5(document, name=name)
    elif "resources" in document:
        export = read_v4(document, name=name)
    else:
        raise InputError("This is no export of Insomnia.", where=name, remedy=_REMEDY)
    found = Reading(export, name).document()
    if not found.suite.items and not found.environments and not found.suite.variables:
        raise InputError("This export holds no request.", where=name, remedy=_REMEDY)
    return found


def _decoded(data: bytes, name: str) -> Json:
    is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    document = decode_json(data, name=name) if is_json else meaning(decode_yaml(data, name=name))
    if not isinstance(document, dict):
        raise InputError("This is no export of Insomnia.", where=name, remedy=_REMEDY)
    return document
