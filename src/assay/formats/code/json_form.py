"""The requests as plain JSON: method, url, headers, body and curl's options."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any

from assay.formats.code.asked import Asked, is_json
from assay.formats.code.faithful import json_value
from assay.formats.code.javascript_text import safe
from assay.formats.code.part import file_name, media_type
from assay.model.transfer import Data, Form, Part, Upload


def document(requests: Iterable[Asked]) -> tuple[str, list[tuple[str, ...]]]:
    """(one object, or a list of them; nothing is lacking)."""
    told = [request_object(asked) for asked in requests]
    value: Any = told[0] if len(told) == 1 else told
    return safe(json.dumps(value, indent=2, ensure_ascii=False)) + "\n", [() for _ in told]


def request_object(asked: Asked) -> dict[str, Any]:
    """{method, url, headers: [{name, value}], body?, auth?, options?}."""
    told: dict[str, Any] = {"method": asked.method, "url": asked.url}
    told["headers"] = [{"name": name, "value": value} for name, value in asked.headers]
    if asked.removed:
        told["without_headers"] = sorted(asked.removed)
    if asked.login is not None:
        login = asked.login
        named = {"token": login.token} if login.token else {"user": login.user, "password": login.password}
        told["auth"] = {"scheme": login.scheme, **named}
    if asked.content is not None:
        told["body"] = _body(asked)
    return told | ({"options": dict(asked.options)} if asked.options else {})


def _body(asked: Asked) -> dict[str, Any]:
    """One of {json}, {text}, {base64}, {parts}, {file}."""
    content = asked.content
    if isinstance(content, Form):
        return {"parts": [_part(part) for part in content.parts]}
    if isinstance(content, Upload):
        return {"file": content.path}
    data = content.content if isinstance(content, Data) else b""
    told = _text(data)
    if "text" in told and is_json(asked):
        faithful, value = json_value(told["text"])
        return {"json": value} if faithful else told
    return told


def _text(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def _part(part: Part) -> dict[str, Any]:
    told: dict[str, Any] = {"name": part.name}
    if part.parts:
        return told | {"type": part.type, "parts": [_part(inner) for inner in part.parts]}
    told |= {"file": part.path} if part.content is None else _text(part.content)
    rest = {"filename": file_name(part), "type": media_type(part), "headers": list(part.headers)}
    return (
        told
        | {key: value for key, value in rest.items() if value}
        | ({"encoder": part.encoder} if part.encoder else {})
    )
