"""Holds every answer against the contract: documented status, media type, headers and schema."""

import re
from functools import cache
from typing import Any

import jsonschema_rs
import msgspec

from assay.demo.contract import Operation, document, operations

UNDOCUMENTED = {405}  # a method that no operation has


def operation_of(method: str, path: str) -> Operation | None:
    """The operation that a request of this method and path reaches."""
    sought = "GET" if method == "HEAD" else method
    return next((it for it in operations() if it.method == sought and _template(it.path).fullmatch(path)), None)


def judge(method: str, path: str, status: int, headers: dict[str, str], body: Any) -> None:
    """Fails unless the answer is one that the contract documents."""
    operation = operation_of(method, path)
    if operation is None or method == "HEAD":
        return
    responses = document()["paths"][operation.path][operation.method.lower()]["responses"]
    assert str(status) in responses, f"{operation.id} answered {status}, which is not documented"
    response = _target(responses[str(status)])
    _judge_headers(response, headers)
    _judge_content(response.get("content", {}), headers, body)


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Judges by a schema whose references point into the contract."""
    return _compiled(msgspec.json.encode(schema))


@cache
def _compiled(schema: bytes) -> jsonschema_rs.Draft202012Validator:
    whole = {**msgspec.json.decode(schema), "components": document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def _judge_headers(response: dict[str, Any], headers: dict[str, str]) -> None:
    for name, raw in response.get("headers", {}).items():
        header = _target(raw)
        assert name.lower() in headers or not header.get("required"), f"the header {name} is missing"
        if name.lower() in headers:
            value: Any = headers[name.lower()]
            is_number = header["schema"].get("type") == "integer"
            validator(header["schema"]).validate(int(value) if is_number else value)


def _judge_content(content: dict[str, Any], headers: dict[str, str], body: Any) -> None:
    if not content:
        assert body == b"", "a body that is not documented"
        return
    media = headers["content-type"].partition(";")[0]
    assert media in content, f"{media} is not documented"
    if media.endswith("json"):
        validator(content[media]["schema"]).validate(body)


def _template(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


def _target(node: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document()
    if "$ref" not in node:
        return node
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found
