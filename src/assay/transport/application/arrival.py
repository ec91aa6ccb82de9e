"""A request as a server would hand it to an application, held to the same rules as one that leaves by a socket."""

from __future__ import annotations

import msgspec

from assay.model.http import BytesPart, Request
from assay.transport.fields import BODILESS, check_method, header_lines
from assay.transport.refusal import Refusal, file_trouble
from assay.transport.target import aim


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """What has arrived. Headers are name and value in bytes, the names in lower case."""

    method: str
    scheme: str
    host: str
    port: int
    path: bytes
    """As it was sent, percent-encoded."""
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


def arrival(request: Request) -> Arrival:
    """Raises Refusal for a request that no socket would take either."""
    target = aim(request.url)
    check_method(request.method)
    header_lines(request)
    path, _, query = target.target.encode("latin-1").partition(b"?")
    body = _body(request)
    headers = [(name.lower().encode("latin-1"), text.strip(" \t").encode("latin-1")) for name, text in request.headers]
    given = {name for name, _ in headers}
    if b"host" not in given and "host" not in request.delivery.omit:
        headers.insert(0, (b"host", target.origin.partition("://")[2].rstrip("/").encode("latin-1")))
    is_announced = (body or request.method not in BODILESS) and "content-length" not in request.delivery.omit
    if is_announced and not given & {b"content-length", b"transfer-encoding"}:
        headers.append((b"content-length", str(len(body)).encode()))
    return Arrival(
        method=request.method,
        scheme=target.scheme,
        host=target.host,
        port=target.port,
        path=path,
        query=query,
        headers=tuple(headers),
        body=body,
    )


def _body(request: Request) -> bytes:
    pieces = []
    for part in request.body:
        if isinstance(part, BytesPart):
            pieces.append(part.data)
            continue
        try:
            with open(part.path, "rb") as file:
                pieces.append(file.read(part.size))
        except OSError as problem:
            raise Refusal(*file_trouble(problem, part.path)) from None
    return b"".join(pieces)
