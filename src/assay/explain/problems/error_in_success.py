"""A status of success whose body says that it is an error: `"success": false`, `"status": "error"`, an `error`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.explain.answer import value
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.3"
WORDS = ("message", "msg", "detail", "error_description", "errorMessage", "error_message", "reason", "title")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The member that says so, and its words."""
    body, response = value(evidence), evidence.response
    sign = _sign(body) if isinstance(body, dict) else ""
    if response is None or not sign:
        return
    words = next((f"{name}: {cut(body[name])}" for name in WORDS if isinstance(body.get(name), str) and body[name]), "")
    yield Explanation(
        rule="error-in-success",
        means=f"The status is {response.status}, but the body says that it is an error.",
        remedy="A test of this API has to look at the body too; the API should answer 4xx or 5xx.",
        evidence=(f"{response.status} with {sign}", *((words,) if words else ())),
        source=SOURCE,
        sure="likely",
    )


def _sign(body: dict[str, Any]) -> str:
    for name in ("success", "ok", "succeeded", "isSuccess"):
        if body.get(name) is False:
            return f'"{name}": false'
    for name in ("error", "errors", "fault", "exception"):
        if _told(body.get(name)):
            return f'"{name}": {_short(body[name])}'
    if body.get("status") in ("error", "ERROR", "fail", "Error") and any(
        name in body for name in (*WORDS, "code", "data")
    ):
        return f'"status": "{body["status"]}"'
    for name in ("statusCode", "status_code", "status", "code", "httpStatus", "errorCode"):
        code = body.get(name)
        if (
            isinstance(code, int)
            and 400 <= code < 600
            and any(isinstance(body.get(each), str) for each in (*WORDS, "body"))
        ):
            return f'"{name}": {code}'
    return ""


def _told(found: Any) -> bool:
    return found is True or (isinstance(found, str | list | dict) and bool(found))


def _short(found: Any) -> str:
    if isinstance(found, str):
        return f'"{cut(found, 100)}"'
    return "true" if found is True else "[…]" if isinstance(found, list) else "{…}"
