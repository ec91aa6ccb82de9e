"""The environments of both dialects: http-client.env.json with its private one, and VS Code's settings.json."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from assay.formats.json_text import decode_json
from assay.formats.postman.ids import stable_id
from assay.formats.text import decode_text
from assay.model.errors import InputError
from assay.model.names import is_secret
from assay.model.variable import Environment, Variable

PUBLIC = "http-client.env.json"
PRIVATE = "http-client.private.env.json"
SETTINGS = ".vscode/settings.json"
BESIDE = (PUBLIC, PRIVATE, SETTINGS)
_KEY = "rest-client.environmentVariables"
_SHARED = "$shared"
_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


def read_environments(beside: Mapping[str, bytes], secrets: tuple[Variable, ...]) -> tuple[Environment, ...]:
    """Each environment by its name, shared values and the secrets of the file in each. Raises InputError."""
    tables: dict[str, dict[str, Variable]] = {}
    for file in BESIDE:
        if file in beside:
            for name, values in _tables(file, beside[file]).items():
                private = file == PRIVATE
                rows = {
                    key: _variable(key, value, private) for key, value in values.items() if key != "SSLConfiguration"
                }
                tables[name] = tables.get(name, {}) | rows
    shared = tables.pop(_SHARED, {}) | {one.key: one for one in secrets}
    if not tables and shared:
        tables = {"secrets" if secrets and len(shared) == len(secrets) else "shared": {}}
    return tuple(_environment(name, {**shared, **rows}) for name, rows in tables.items())


def _tables(file: str, data: bytes) -> dict[str, dict[str, Any]]:
    value = decode_json(_plain(data), name=file)
    value = value.get(_KEY, {}) if isinstance(value, dict) and file == SETTINGS else value
    if not isinstance(value, dict):
        raise InputError("This file holds no environments by name.", where=file)
    return {name: rows for name, rows in value.items() if isinstance(rows, dict)}


def _plain(data: bytes) -> bytes:
    """Without the comments, and the commas at an end, that VS Code allows."""
    text = _COMMENT.sub(lambda match: match[0] if match[0][0] == '"' else "", decode_text(data))
    return text.encode("utf-8", "replace")


def _variable(key: str, value: Any, private: bool) -> Variable:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    secret = private or (is_secret(key) and "{{" not in text)
    return Variable(key=key, value=text, type="secret" if secret else "any", secret=secret)


def _environment(name: str, rows: dict[str, Variable]) -> Environment:
    return Environment(id=stable_id("environment", name), name=name, variables=tuple(rows.values()))
