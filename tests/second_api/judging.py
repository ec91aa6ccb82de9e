"""Holds an answer of Fieldnotes against its contract: status, media type, headers, schema."""

from __future__ import annotations

import re
from typing import Any

from tests.second_api.contract import Operation, judge, operations, target


def operation_of(method: str, path: str) -> Operation | None:
    """The operation that a request reaches; a path that is named whole comes first."""
    sought = "GET" if method == "HEAD" else method
    found = [one for one in operations().values() if one.method == sought and _template(one.path).fullmatch(path)]
    return min(found, key=lambda one: one.path.count("{"), default=None)


def judge_answer(method: str, path: str, status: int, headers: dict[str, str], body: Any) -> None:
    """Fails unless the answer is one that the contract declares."""
    operation = operation_of(method, path)
    if operation is None or method == "HEAD":
        return
    responses = operation.node["responses"]
    raw = responses.get(str(status), responses.get("default"))
    assert raw is not None, f"{operation.id} answered {status}, which is not declared: {body}"
    response = target(raw)
    _judge_headers(response, headers)
    _judge_content(response.get("content", {}), headers, body)


def _judge_headers(response: dict[str, Any], headers: dict[str, str]) -> None:
    for name, raw in response.get("headers", {}).items():
        schema = target(raw)["schema"]
        assert name.lower() in headers or not target(raw).get("required"), f"{name} is missing"
        if name.lower() in headers:
            text = headers[name.lower()]
            judge(schema).validate(int(text) if schema["type"] == "integer" else text)


def _judge_content(content: dict[str, Any], headers: dict[str, str], body: Any) -> None:
    if not content:
        assert body == b"", "a body that is not declared"
        return
    media = headers["content-type"].partition(";")[0]
    assert media in content, f"{media} is not declared"
    if media == "application/json":
        judge(content[media]["schema"]).validate(body)


def _template(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
