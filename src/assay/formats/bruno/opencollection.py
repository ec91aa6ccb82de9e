"""Bruno's YAML files (OpenCollection) in the structure of its exported JSON."""

from __future__ import annotations

from typing import Any

from assay.formats.bruno.bru import Json, Warn, typed
from assay.formats.ecmascript import to_string
from assay.formats.yaml_text import decode_yaml, meaning
from assay.model.errors import InputError

_KINDS = ("http", "graphql")
_PHASES = {"before-request": "req", "after-response": "res"}
_MODES = {"form-urlencoded": "formUrlEncoded", "multipart-form": "multipartForm"}
_FLOWS = {"resource_owner_password_credentials": "password"}


def decode_document(data: bytes, *, name: str) -> Json:
    """A mapping from YAML. Raises InputError."""
    found = meaning(decode_yaml(data, name=name))
    if not isinstance(found, dict):
        raise InputError("This YAML is no mapping.", where=name)
    return found


def request_item(document: Json, *, name: str, warn: Warn) -> Json:
    """{type, name, seq, request, settings} of a request's document."""
    info = _object(document.get("info"))
    kind = to_string(info.get("type") or next((one for one in _KINDS if one in document), "http"))
    item: Json = {"name": to_string(info.get("name") or ""), "seq": info.get("seq"), "type": kind, "request": {}}
    if kind not in _KINDS:
        return item
    told, runtime = _object(document.get(kind)), _object(document.get("runtime"))
    body = _object(told.get("body"))
    request = _shared(told | {"auth": told.get("auth") or runtime.get("auth")}, runtime) | {
        "url": told.get("url"),
        "method": told.get("method") or ("POST" if kind == "graphql" else "GET"),
        "params": [_pair(one) | {"type": one.get("type")} for one in _objects(told.get("params"))],
        "body": {"mode": "graphql", "graphql": body} if kind == "graphql" else _body(body),
        "assertions": [_assertion(one) for one in _objects(runtime.get("assertions"))],
        "docs": _text(document.get("docs")) or _text(info.get("description")),
    }
    for what, there in (("examples", document.get("examples")), ("tags", info.get("tags"))):
        if there:
            warn(f"{name}: its {what} are not kept.")
    return item | {"request": request, "settings": document.get("settings")}


def root(document: Json) -> Json:
    """{meta, request, docs} of a collection's or folder's document."""
    info, defaults = _object(document.get("info")), _object(document.get("request"))
    return {
        "meta": {"name": to_string(info.get("name") or ""), "seq": info.get("seq")},
        "request": _shared(defaults, defaults),
        "docs": _text(document.get("docs")),
    }


def _shared(told: Json, runtime: Json) -> Json:
    scripts = {one.get("type"): to_string(one.get("code") or "") for one in _objects(runtime.get("scripts"))}
    actions = [one for one in _objects(runtime.get("actions")) if one.get("type") == "set-variable"]
    return {
        "headers": [_pair(one) for one in _objects(told.get("headers"))],
        "auth": _auth(told.get("auth")),
        "script": {key: scripts.get(phase) for phase, key in _PHASES.items()},
        "tests": scripts.get("tests"),
        "vars": {
            "req": [environment_variable(one) for one in _objects(runtime.get("variables"))],
            "res": [_action(one) for one in actions if one.get("phase") == "after-response"],
        },
    }


def environment_variable(told: Json) -> Json:
    """A variable of an environment, folder or request."""
    value = told.get("value")
    if isinstance(value, dict):
        value = typed(
            to_string(value.get("data") if value.get("data") is not None else ""), to_string(value.get("type"))
        )
    elif not isinstance(value, str):
        value = "" if value is None else to_string(value)
    return _pair(told) | {"value": value, "secret": told.get("secret") is True}


def _pair(told: Json) -> Json:
    value = told.get("value")
    return {
        "name": to_string(told.get("name") if told.get("name") is not None else ""),
        "value": value if isinstance(value, list) else "" if value is None else to_string(value),
        "enabled": told.get("disabled") is not True,
        "description": _text(told.get("description")),
    }


def _assertion(told: Json) -> Json:
    value = "" if told.get("value") is None else f" {to_string(told['value'])}"
    return {
        "name": to_string(told.get("expression") or ""),
        "value": to_string(told.get("operator") or "") + value,
        "enabled": told.get("disabled") is not True,
    }


def _action(told: Json) -> Json:
    name, selector = _object(told.get("variable")).get("name"), _object(told.get("selector"))
    return {
        "name": to_string(name or ""),
        "value": to_string(selector.get("expression") or ""),
        "enabled": told.get("disabled") is not True,
    }


def _body(told: Json) -> Json:
    kind, data = to_string(told.get("type") or "none"), told.get("data")
    mode = _MODES.get(kind, kind)
    if kind == "file":
        return {"mode": mode, "file": _objects(data)}
    if kind in _MODES:
        rows = [_pair(one) | {"type": one.get("type"), "contentType": one.get("contentType")} for one in _objects(data)]
        return {"mode": mode, mode: rows}
    return {"mode": mode, mode: "" if data is None else to_string(data)}


def _auth(told: Any) -> Json:
    if told == "inherit":
        return {"mode": "inherit"}
    if not isinstance(told, dict):
        return {"mode": "none"}
    kind = to_string(told.get("type") or "none")
    params = {key: value for key, value in told.items() if key != "type"}
    return {"mode": kind, kind: _oauth2(params) if kind == "oauth2" else params}


def _oauth2(told: Json) -> Json:
    """Its nested fields flat, under the names of the exported JSON."""
    credentials, owner = _object(told.get("credentials")), _object(told.get("resourceOwner"))
    token = _object(told.get("tokenConfig"))
    placement = _object(token.get("placement"))
    flow = to_string(told.get("flow") or "")
    return {
        "grantType": _FLOWS.get(flow, flow),
        **{key: value for key, value in told.items() if isinstance(value, str)},
        **{key: credentials.get(key) for key in ("clientId", "clientSecret")},
        **{key: owner.get(key) for key in ("username", "password")},
        "credentialsPlacement": credentials.get("placement"),
        "tokenPlacement": "url" if "query" in placement else "header",
        "tokenHeaderPrefix": placement.get("header"),
        "tokenQueryKey": placement.get("query"),
    }


def _text(value: Any) -> str:
    """A description: a text, or an object with its content."""
    content = value.get("content") if isinstance(value, dict) else value
    return content if isinstance(content, str) else ""


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
