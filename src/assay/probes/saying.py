"""Whether an answer says in its body that nothing was done, whatever its status: some APIs answer 200 to everything."""

from __future__ import annotations

import json
from typing import Any

from assay.model.http import Response

LONGEST = 4_096
"""Bytes of an answer that may say so."""
_YES = ("success", "succeeded", "ok", "is_success", "isSuccess")
_BAD = frozenset({"error", "fail", "failed", "failure"})
_ENVELOPE = frozenset({"status", "data", "message", "code", "error", "errors"})
_ERROR = frozenset(
    {"error", "errors", "code", "message", "status", "data", "details", "detail", "extensions", "error_description",
     "error_code", "request_id", "requestId", "trace_id", "traceId", "timestamp", "path", "result"}
)  # fmt: skip


def is_refusal(response: Response) -> bool:
    """Whether an answer is JSON that says so."""
    if not response.body or len(response.body) > LONGEST or "json" not in (response.header("content-type") or ""):
        return False
    try:
        return says_no(json.loads(response.body))
    except (ValueError, RecursionError):
        return False


def says_no(content: Any) -> bool:
    """Whether a JSON answer is one that only an error has.

    `success` or `ok` is false; the envelope of JSend says `fail` or `error`; or it is nothing but an `error` with
    words about it, and no data (as GraphQL answers). What has fields of its own is a thing, whatever its state is.
    """
    if not isinstance(content, dict):
        return False
    if any(content.get(name) is False for name in _YES):
        return "id" not in content
    names = content.keys()
    if isinstance(status := content.get("status"), str) and status.lower() in _BAD and names <= _ENVELOPE:
        return len(names) > 1
    failed = content.get("error") or content.get("errors")
    return bool(failed) and names <= _ERROR and not content.get("data") and not content.get("result")
