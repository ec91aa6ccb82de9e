"""Which headers belong to one hop and stay there (RFC 9110, 7.6.1), and what goes on in their place."""

from __future__ import annotations

from assay.model.http import Header, Headers
from assay.model.stub.received import Received

_ONE_HOP = frozenset({
    "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
    "transfer-encoding", "upgrade", "expect",
})  # fmt: skip


def passed_on(headers: Headers) -> Headers:
    """The headers that are for the other end."""
    named = {name.strip().lower() for key, value in headers if key.lower() == "connection" for name in value.split(",")}
    return tuple(header for header in headers if header[0].lower() not in _ONE_HOP | named)


def request_bytes(request: Received, *, base: str, authority: str) -> bytes:
    """The request as it goes on: the path below `base`, the host that is really meant, the body with its length."""
    headers = [one for one in passed_on(request.headers) if one[0].lower() not in {"host", "content-length"}]
    if request.body or request.header("Content-Length") or request.header("Transfer-Encoding"):
        headers.append(Header("Content-Length", str(len(request.body))))
    path = request.url if request.url.startswith("/") else f"/{request.url}"
    lines = [f"{request.method} {base}{path} HTTP/1.1", f"Host: {authority}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + request.body
