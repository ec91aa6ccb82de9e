"""A request to JSON, as Postman's SDK writes it for scripts, reporters and collections."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from assay.formats.postman.auth import auth_json
from assay.formats.postman.casting import stored
from assay.formats.postman.description import description_json
from assay.model.suite import BodyTemplate, Entry, RequestTemplate, UrlTemplate


def request_json(template: RequestTemplate) -> dict[str, Any]:
    """The request in Postman's structure: {url, method, header, body, auth, …}; what is not there is left out."""
    written: dict[str, Any] = description_json(template.description)
    written["url"] = url_json(template.url)
    if template.headers:
        written["header"] = [_row(entry) for entry in template.headers]
    written["method"] = template.method
    if template.body is not None:
        written["body"] = body_json(template.body)
    if template.auth is not None:
        written["auth"] = auth_json(template.auth)
    return written | _present({"proxy": template.proxy, "certificate": template.certificate})


def url_json(url: UrlTemplate) -> dict[str, Any]:
    """The URL in parts. `query` and `variable` are always there."""
    return _present(
        {
            "protocol": url.protocol,
            "auth": None if url.auth is None else _present({"user": url.auth[0], "password": url.auth[1]}),
            "port": url.port,
            "path": None if url.path is None else list(url.path),
            "hash": url.hash,
            "host": list(url.host) or None,
            "query": [_row(entry) for entry in url.query],
            "variable": [_path_variable(entry) for entry in url.variables],
        }
    )


def body_json(body: BodyTemplate) -> dict[str, Any]:
    """The body in its mode, and what the collection holds for others."""
    written: dict[str, Any] = {"mode": body.mode}
    for mode, write in _PAYLOADS.items():
        payload = write(body)
        if payload or mode == body.mode:
            written[mode] = payload
    if body.language is not None:
        written["options"] = {"raw": {"language": body.language}}
    return written if body.enabled else written | {"disabled": True}


_PAYLOADS: dict[str, Callable[[BodyTemplate], Any]] = {
    "raw": lambda body: body.raw,
    "urlencoded": lambda body: [_row(entry) for entry in body.urlencoded],
    "formdata": lambda body: [_form_field(entry) for entry in body.formdata],
    "file": lambda body: _present({"src": body.src, "content": body.content}),
    "graphql": lambda body: dict(body.graphql),
}


def _row(entry: Entry) -> dict[str, Any]:
    return _marks(entry) | {"key": entry.key, "value": entry.value}


def _form_field(entry: Entry) -> dict[str, Any]:
    written = _row(entry)
    if entry.type == "file" and not entry.value:
        del written["value"]
    src = list(entry.src) if isinstance(entry.src, tuple) else entry.src
    names = {"type": entry.type or None, "src": src, "contentType": entry.content_type or None}
    return written | _present(names | {"fileName": entry.file_name})


def _path_variable(entry: Entry) -> dict[str, Any]:
    kind = entry.type or "any"
    return _marks(entry) | {"type": kind} | _present({"value": stored(entry.value, kind), "key": entry.key})


def _marks(entry: Entry) -> dict[str, Any]:
    disabled: dict[str, Any] = {} if entry.enabled else {"disabled": True}
    return disabled | description_json(entry.description)


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def rows_json(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Headers or parameters as a list of rows."""
    return [_row(entry) for entry in entries]
