"""Small documents for the tests, with only what a test is about."""

from __future__ import annotations

import json
from typing import Any

from assay.formats.openapi import read_openapi
from assay.model.contract import Contract, Operation


def read(document: dict[str, Any], **files: dict[str, Any]) -> Contract:
    """The contract that a document is; further files by their name without `.json`."""
    others = {f"{name}.json": json.dumps(value).encode() for name, value in files.items()}
    return read_openapi({"api.json": json.dumps(document).encode(), **others}, "api.json")


def document(version: str = "3.1.0", **fields: Any) -> dict[str, Any]:
    """A whole document; `paths` and all else as given."""
    key = "swagger" if version.startswith("2") else "openapi"
    return {key: version, "info": {"title": "Shop", "version": "1"}, "paths": {}, **fields}


def only(operation: dict[str, Any], version: str = "3.1.0", **fields: Any) -> Operation:
    """The operation `GET /things` of a document that has no other."""
    operation = {"responses": {"200": {"description": "ok"}}, **operation}
    return read(document(version, paths={"/things": {"get": operation}}, **fields)).operations[0]


def schema_of(schema: Any, version: str = "3.1.0", **fields: Any) -> Any:
    """What a schema becomes."""
    parameter: dict[str, Any] = {"name": "q", "in": "query", "schema": schema}
    return only({"parameters": [parameter]}, version, **fields).parameters[0].schema
