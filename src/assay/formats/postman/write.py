"""Collections and sets of variables to JSON: collections as v2.1, scopes as Newman exports them."""

from __future__ import annotations

from typing import Any

from assay.formats.postman.auth import auth_json
from assay.formats.postman.description import description_json
from assay.formats.postman.scripts import events_json
from assay.formats.postman.variables import variable_json
from assay.formats.postman.write_request import request_json
from assay.model.suite import Auth, Folder, Step, Suite
from assay.model.variable import Environment

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection_json(suite: Suite) -> dict[str, Any]:
    """The collection in format v2.1; what `read_collection` understood of it comes back from there."""
    marks = description_json(suite.description)
    return {
        "info": {**suite.info, "_postman_id": suite.id, "name": suite.name, **marks, "schema": SCHEMA},
        "item": [_item_json(item) for item in suite.items],
        "event": events_json(suite.scripts),
        "variable": [variable_json(variable) for variable in suite.variables],
        **_optional(suite.auth, suite.settings),
    }


def _item_json(item: Folder | Step) -> dict[str, Any]:
    written: dict[str, Any] = {"id": item.id, "name": item.name, **description_json(item.description)}
    if isinstance(item, Folder):
        written["item"] = [_item_json(child) for child in item.items]
        written |= _optional(item.auth, item.settings)
    else:
        written["request"] = request_json(item.request)
        written["response"] = list(item.examples)
        written |= _optional(None, item.settings)
    if item.variables:
        written["variable"] = [variable_json(variable) for variable in item.variables]
    return written | {"event": events_json(item.scripts)}


def _optional(auth: Auth | None, settings: dict[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = {} if auth is None else {"auth": auth_json(auth)}
    return written | ({"protocolProfileBehavior": settings} if settings else {})


def environment_json(
    environment: Environment, scope: str = "environment", *, exported_at: str = "", exported_using: str = ""
) -> dict[str, Any]:
    """An environment or globals file. `exported_at` is an ISO 8601 time, `exported_using` names the program."""
    return {
        "id": environment.id,
        "name": environment.name or scope,
        "values": [variable_json(variable) for variable in environment.variables],
        "_postman_variable_scope": scope,
        **({"_postman_exported_at": exported_at} if exported_at else {}),
        **({"_postman_exported_using": exported_using} if exported_using else {}),
    }
