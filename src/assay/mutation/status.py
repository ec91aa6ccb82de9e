"""Other statuses, those first that turn a client away."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.model.http import Response

REASONS = {
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 302: "Found", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict", 422: "Unprocessable Entity",
    429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable",
}  # fmt: skip
_OF_SUCCESS = (500, 404, 401, 403, 400, 503, 302, 204, 202, 201, 200)
_OF_FAILURE = (200, 500, 204, 404, 403, 401, 400, 422, 409, 503)
Change = tuple[str, str, Response]


def of_status(response: Response) -> Iterator[Change]:
    """The answer under other statuses."""
    for status in _OF_SUCCESS if response.status < 400 else _OF_FAILURE:
        if status != response.status:
            yield f"status {status}", "", msgspec.structs.replace(response, status=status, reason=REASONS[status])
