"""What each fault looks like: to a raw socket, to requests, to httpx and to curl."""

from __future__ import annotations

from typing import NamedTuple

from assay.model.http import Header
from assay.model.stub.answer import Answer

HEALTHY = Answer(
    headers=(Header("Content-Type", "application/json"), Header("ETag", '"v7"')),
    body=b'{"sku": "a-1", "available": 7, "state": "open", "since": "2026-03-01T10:00:00Z", "tags": ["x", "y"]}',
)


class Row(NamedTuple):
    """`end` is closed, reset, silent or open (kept, and able to serve). `starts` and `holds` are bytes of what came.
    A client sees a status, or the name of its error (curl: the number of its exit)."""

    fault: str
    end: str
    starts: bytes
    holds: bytes
    requests: str
    httpx: str
    curl: str
    settings: dict[str, object] | None = None


_OK = b"HTTP/1.1 200 OK\r\n"
_RESET = "ConnectionError", "ReadError", "56"
_LATE = "ReadTimeout", "ReadTimeout", "28"
_CUT = "ChunkedEncodingError", "RemoteProtocolError", "18"
_REFUSED = "ConnectionError", "RemoteProtocolError"
_STALLED = "ConnectionError|ReadTimeout", "RemoteProtocolError", "1|28"
_LOOP = "TooManyRedirects", "TooManyRedirects", "47"
_GOOD = "200", "200", "0"

ROWS = [
    Row("silent", "silent", b"", b"", *_LATE),
    Row("reset-on-connect", "reset", b"", b"", "ConnectionError", "ReadError|ConnectError", "7|56"),
    Row("slow-connect", "open", _OK, b"available", *_GOOD, {"seconds": 0.05}),
    Row("tls-stall", "silent", b"\x16\x03\x03\x00\x7a", b"", *_STALLED),
    Row("reset-in-upload", "reset", b"", b"", *_RESET),
    Row("timeout-in-upload", "silent", b"", b"", *_LATE),
    Row("reset-before-answer", "reset", b"", b"", *_RESET),
    Row("close-before-answer", "closed", b"", b"", "ConnectionError", "RemoteProtocolError", "52"),
    Row("timeout-before-answer", "silent", b"", b"", *_LATE),
    Row("reset-in-headers", "reset", _OK, b"", *_RESET),
    Row("reset-in-body", "reset", _OK, b'"sku"', "ConnectionError|ChunkedEncodingError", "ReadError", "56"),
    Row("reset-after-answer", "reset", _OK, b'"y"]}', *_GOOD),
    Row("timeout-in-headers", "silent", _OK, b"", *_LATE),
    Row("timeout-in-body", "silent", _OK, b'"sku"', "ConnectionError", "ReadTimeout", "28"),
    Row("slow-first-byte", "open", _OK, b"available", *_GOOD, {"seconds": 0.05}),
    Row("dribble", "open", _OK, b"available", *_GOOD, {"seconds": 0.05}),
    Row("bandwidth", "open", _OK, b"available", *_GOOD, {"bytes_per_second": 5_000}),
    Row("sliced", "open", _OK, b"available", *_GOOD),
    Row("truncated-body", "closed", _OK, b"Content-Length: 100\r\n", *_CUT),
    Row("wrong-length", "closed", _OK, b"Content-Length: 99\r\n", *_GOOD),
    Row("wrong-length", "closed", _OK, b"Content-Length: 110\r\n", *_CUT, {"by": 10}),
    Row("broken-chunks", "closed", _OK, b"no chunk", "ChunkedEncodingError", "RemoteProtocolError", "56"),
    Row("slow-close", "closed", _OK, b"Connection: close\r\n\r\n{", *_GOOD, {"seconds": 0.05}),
    Row("duplicate-answer", "open", _OK, b'"y"]}HTTP/1.1 200 OK', *_GOOD),
    Row("no-http", "closed", b"\x80\x81", b"", "ConnectionError", "RemoteProtocolError", "1|8|56"),
    Row("endless-headers", "closed", _OK, b"X-Line-299: x", *_REFUSED, "56", {"lines": 400}),
    Row("malformed-json", "open", _OK, b'"y"],,}', *_GOOD),
    Row("truncated-json", "open", _OK, b"Content-Length: 50\r\n", *_GOOD),
    Row("empty-body", "open", _OK, b"Content-Length: 0\r\n", *_GOOD),
    Row("null-body", "open", _OK, b"\r\n\r\nnull", *_GOOD),
    Row("nested-json", "open", _OK, b"[" * 1_000 + b"]" * 1_000, *_GOOD, {"depth": 1_000}),
    Row("huge-json", "open", _OK, b"Content-Length: 2000000\r\n", *_GOOD, {"bytes": 2_000_000}),
    Row("html-instead", "open", _OK, b"<!DOCTYPE html>", *_GOOD),
    Row("wrong-content-type", "open", _OK, b"Content-Type: text/plain\r\n", *_GOOD),
    Row("wrong-charset", "open", _OK, b"\r\n\r\n\xff\xfe{\0", *_GOOD),
    Row("compressed-garbage", "open", _OK, b"\r\n\r\n\x1f\x8b", "ContentDecodingError", "DecodingError", "61"),
    Row("invalid-utf8", "open", _OK, b'{"\xff\xc3\x28sku', *_GOOD),
    Row("redirect-loop", "open", b"HTTP/1.1 302 Found\r\nLocation: ?\r\n", b"", *_LOOP),
    Row("status-429", "open", b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\n", b"", "429", "429", "0"),
    *(
        Row(f"status-{status}", "open", f"HTTP/1.1 {status} ".encode(), b"problem+json", str(status), str(status), "0")
        for status in (400, 401, 403, 404, 408, 409, 410, 422, 500, 501, 502, 503, 504)
    ),
    Row("missing-field", "open", _OK, b'{"available":7', *_GOOD),
    Row("null-field", "open", _OK, b'"sku":null', *_GOOD),
    Row("wrong-type-field", "open", _OK, b'"sku":17', *_GOOD),
    Row("unknown-enum", "open", _OK, b'"state":"ASSAY_UNKNOWN"', *_GOOD),
    Row("unexpected-state", "open", _OK, b'"state":"cancelled"', *_GOOD),
    Row("negative-number", "open", _OK, b'"available":-7', *_GOOD),
    Row("absurd-number", "open", _OK, b'"available":1000000000000000000', *_GOOD),
    Row("empty-list", "open", _OK, b'"tags":[]', *_GOOD),
    Row("duplicate-items", "open", _OK, b'"tags":["x","x","y"]', *_GOOD),
    Row("pages-out-of-order", "open", _OK, b'"tags":["y","x"]', *_GOOD),
    Row("stale-answer", "open", _OK, b'"since":"2023-03-01T10:00:00Z"', *_GOOD),
]  # fmt: skip
OF_THE_SERVER = ("expired-certificate", "refused", "unresolvable")
"""Faults that no single answer shows; their tests stand in test_of_the_server.py."""
