"""What the partners read and write: JSON objects, and refusals that name themselves."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

MOST = 20_000
"""Bytes of a body that are read."""


class Refused(Exception):
    """A refusal with its status."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status


def answered(status: int, content: Any) -> Response:
    """JSON, or nothing at all for None."""
    if content is None:
        return Response(status_code=status)
    return Response(msgspec.json.encode(content), status, media_type="application/json")


async def refused(_: Request, error: Exception) -> Response:
    """What a refusal looks like on the wire."""
    assert isinstance(error, Refused)
    return answered(error.status, {"error": str(error)})


async def wish(request: Request, kind: type[Any]) -> Any:
    """The body as a value of a kind; Refused with 422 for anything else."""
    body = await request.body()
    try:
        return msgspec.json.decode(body[:MOST], type=kind)
    except (msgspec.DecodeError, RecursionError):
        raise Refused(422, "invalid") from None
