"""A JSON-RPC answer with an `error`, which comes with status 200."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import value
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "JSON-RPC 2.0, 5.1"
CODES = {
    -32700: "the server could not read the JSON",
    -32600: "the JSON is no request of JSON-RPC",
    -32601: "there is no such method",
    -32602: "the parameters do not fit the method",
    -32603: "the server failed",
}


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What its code means."""
    body = value(evidence)
    error = body.get("error") if isinstance(body, dict) and body.get("jsonrpc") == "2.0" else None
    if isinstance(error, dict):
        code = error.get("code")
        words = CODES.get(code, "") if isinstance(code, int) else ""
        yield Explanation(
            rule="json-rpc-error",
            means="The JSON-RPC call failed" + (f": {words}." if words else "."),
            evidence=(f"code: {cut(str(code), 30)}", f"message: {cut(str(error.get('message', '')))}"),
            source=SOURCE,
        )
