"""Reads a file of identities (YAML, TOML or JSON): a mapping by name, or a list whose entries have a `name`."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from assay.app.project import IdentityTable, explain
from assay.formats.yaml_text import decode_yaml, meaning
from assay.model.errors import InputError, UsageError

LARGEST = 1024 * 1024
KEYS = ("identities", "identity")
"""Under which the identities may stand, beside nothing else that matters."""


def read_identities(path: Path) -> dict[str, IdentityTable]:
    """The identities by name, in the order of the file. Raises InputError or UsageError, with what is wrong."""
    document = _document(path)
    for key in KEYS:
        if isinstance(document, dict) and isinstance(document.get(key), dict | list):
            document = document[key]
            break
    found: dict[str, IdentityTable] = {}
    for name, row in _rows(document, path):
        try:
            found[name] = msgspec.convert(row, IdentityTable, strict=True)
        except msgspec.ValidationError as problem:
            raise UsageError(f"identity {name}: {explain(str(problem))}", where=str(path)) from None
    return found


def _document(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", where=str(path), remedy="Check --identities.") from None
    if len(data) > LARGEST:
        raise InputError("is too large for a file of identities", where=str(path))
    try:
        text = data.decode("utf-8-sig")
        if path.suffix == ".toml":
            return tomllib.loads(text)
        if path.suffix == ".json":
            return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise InputError(f"cannot be parsed: {problem}", where=str(path)) from None
    return meaning(decode_yaml(data, name=str(path)))


def _rows(document: Any, path: Path) -> list[tuple[str, Any]]:
    if isinstance(document, dict):
        return [(str(name), row if row is not None else {}) for name, row in document.items()]
    if isinstance(document, list) and all(isinstance(one, dict) and one.get("name") for one in document):
        return [(str(one["name"]), {key: value for key, value in one.items() if key != "name"}) for one in document]
    raise UsageError(
        "holds no identities", where=str(path), remedy="Write a mapping by name, or a list whose entries have `name`."
    )
