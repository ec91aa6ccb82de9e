"""What only an error says is told apart from things that have a state of their own."""

from __future__ import annotations

from typing import Any

import pytest

from assay.model.http import Header, Response
from assay.probes.saying import is_refusal, says_no


@pytest.mark.parametrize(
    "content",
    [
        {"success": False},
        {"ok": False, "error": "no such channel"},
        {"status": "error", "message": "no"},
        {"status": "fail", "data": {"title": "is missing"}},
        {"error": "no"},
        {"error": {"code": 7, "message": "no"}},
        {"data": None, "errors": [{"message": "no"}]},
    ],
)
def test_errors(content: Any) -> None:
    assert says_no(content)


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "error",
        {},
        {"success": True, "result": None},
        {"id": 7, "ok": False},
        {"id": "job-1", "status": "failed"},
        {"status": "failed"},
        {"status": "error", "message": "no", "started": 7},
        {"data": {"a": 1}, "errors": [{"message": "a part is missing"}]},
        {"error": None, "data": []},
        {"name": "x", "error": "none"},
    ],
)
def test_things(content: Any) -> None:
    assert not says_no(content)


@pytest.mark.parametrize(("media", "body"), [("text/html", b'{"ok": false}'), ("application/json", b'{"ok": fal'),
                                             ("application/json", b""), ("application/json", b"[" * 4000)])  # fmt: skip
def test_what_is_no_json_says_nothing(media: str, body: bytes) -> None:
    assert not is_refusal(Response(status=200, headers=(Header("Content-Type", media),), body=body))
