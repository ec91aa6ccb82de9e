"""Turns a reply into bytes and headers for the wire."""

import msgspec
from starlette.responses import Response, StreamingResponse

from assay.demo.calls import Reply

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def rendered(reply: Reply) -> Response:
    """The response, with the headers that every answer has."""
    headers = {**SECURITY_HEADERS, **reply.headers}
    if reply.content is None:
        return Response(status_code=reply.status, headers=headers)
    if isinstance(reply.content, bytes):
        return Response(reply.content, reply.status, headers, reply.media_type)
    if isinstance(reply.content, dict):
        return Response(msgspec.json.encode(reply.content), reply.status, headers, reply.media_type)
    return StreamingResponse(reply.content, reply.status, headers, reply.media_type)
