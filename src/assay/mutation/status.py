"""Other statuses, those first that turn a client away."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.model.http import Response

REASONS = {
    200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information", 204: "No Content",
    205: "Reset Content", 206: "Partial Content", 300: "Multiple Choices", 301: "Moved Permanently", 302: "Found",
    303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request",
    401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required",
    412: "Precondition Failed", 413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type",
    416: "Range Not Satisfiable", 421: "Misdirected Request", 422: "Unprocessable Content", 423: "Locked",
    424: "Failed Dependency", 428: "Precondition Required", 429: "Too Many Requests",
    431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons", 500: "Internal Server Error",
    501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    505: "HTTP Version Not Supported", 507: "Insufficient Storage", 511: "Network Authentication Required",
}  # fmt: skip
"""RFC 9110, 15, and those of its registry that are met."""
_OF_SUCCESS = (500, 404, 401, 403, 400, 503, 302, 204, 202, 201, 200)
_OF_FAILURE = (200, 500, 204, 404, 403, 401, 400, 422, 409, 503)
Change = tuple[str, str, Response]


def of_status(response: Response) -> Iterator[Change]:
    """The answer under other statuses."""
    for status in _likely(response):
        yield _with(response, status)


def of_rarer_status(response: Response) -> Iterator[Change]:
    """The answer under the statuses that are left: for answers about which there is little else to change."""
    for status in REASONS:
        if status != response.status and status not in _likely(response):
            yield _with(response, status)


def _likely(response: Response) -> tuple[int, ...]:
    return _OF_SUCCESS if response.status < 400 else _OF_FAILURE


def _with(response: Response, status: int) -> Change:
    return f"status {status}", "", msgspec.structs.replace(response, status=status, reason=REASONS[status])
