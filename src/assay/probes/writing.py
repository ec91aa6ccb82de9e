"""A call written down as the request that leaves: URL, headers, body and credentials."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import msgspec

from assay.contract.written import plain, text_of, write_cookie, write_header, write_path, write_query
from assay.model.contract import Operation, Parameter, Place
from assay.model.http import BytesPart, Delivery, Header, Request
from assay.probes.call import Call
from assay.probes.specimens import media_of

_VARIABLE = re.compile(r"\{([^{}/]*)\}")
_BOUNDARY = "assay-7f3a9c51"


def written(call: Call, base_url: str, request_id: str, delivery: Delivery) -> Request:
    """The request of a call below `base_url`."""
    body = body_of(call)
    return Request(
        id=request_id,
        method=call.method or call.operation.method,
        url=_url(call, base_url),
        headers=_headers(call),
        body=(BytesPart(data=body),) if body else (),
        identity=call.identity.name,
        delivery=delivery,
    )


def _url(call: Call, base_url: str) -> str:
    path = _VARIABLE.sub(lambda found: _stretch(call, found[1]), call.operation.path)
    pairs = [
        pair
        for name, value in call.query.items()
        for pair in write_query(declared(call.operation, "query", name), value)
    ]
    pairs += [(text_of(name), text_of(value)) for name, value in call.identity.query]
    pairs += call.pairs
    query = "&".join(f"{name}={value}" for name, value in pairs)
    return f"{base_url.rstrip('/')}{path}{'?' if query else ''}{query}"


def _stretch(call: Call, name: str) -> str:
    """One path parameter. An empty one would be another path, and so would two dots."""
    text = write_path(declared(call.operation, "path", name), call.path.get(name, name))
    return {".": "%2E", "..": "%2E%2E"}.get(text, text)


def declared(operation: Operation, place: Place, name: str) -> Parameter:
    """The parameter with this name; a plain one where the contract knows none."""
    for one in operation.parameters:
        if one.place == place and (one.name == name or (place == "header" and one.name.lower() == name.lower())):
            return one
    return Parameter(name=name, place=place)


def _headers(call: Call) -> tuple[Header, ...]:
    fields = {"accept": ("Accept", "*/*"), "user-agent": ("User-Agent", "assay")}
    if call.media and (call.body is not msgspec.UNSET or call.raw is not None):
        fields["content-type"] = ("Content-Type", _media(call.media))
    for name, value in call.headers.items():
        fields[name.lower()] = (name, write_header(declared(call.operation, "header", name), value))
    for name, text in call.identity.headers:
        fields.setdefault(name.lower(), (name, text))
    cookies = [f"{name}={write_cookie(one)}" for name, one in call.cookies.items()]
    cookies += [f"{name}={text}" for name, text in call.identity.cookies]
    if cookies:
        fields.setdefault("cookie", ("Cookie", "; ".join(cookies)))
    return tuple(Header(name, text) for name, text in fields.values())


def _media(media: str) -> str:
    return f"{media}; boundary={_BOUNDARY}" if media.startswith("multipart/") else media


def body_of(call: Call) -> bytes:
    """The body as its media type writes it; empty where there is none."""
    if call.raw is not None:
        return call.raw
    if call.body is msgspec.UNSET:
        return b""
    essence = call.media.partition(";")[0].strip().lower()
    if essence == "application/x-www-form-urlencoded" and isinstance(call.body, dict):
        return urlencode([(name, plain(one)) for name, one in _pairs(call.body)]).encode()
    if essence.startswith("multipart/") and isinstance(call.body, dict):
        return _multipart(call.body)
    if isinstance(call.body, bytes):
        return call.body
    if isinstance(call.body, str) and essence and "json" not in essence:
        return call.body.encode("utf-8", "surrogatepass")
    return json.dumps(call.body, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _pairs(body: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, one) for name, value in body.items() for one in (value if isinstance(value, list) else [value])]


def _multipart(body: dict[str, Any]) -> bytes:
    """The parts of a form (RFC 7578); bytes are sent as a file."""
    parts = []
    for name, value in _pairs(body):
        quoted = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{quoted}"'
        if isinstance(value, bytes):
            parts.append(f'{head}; filename="{quoted}.bin"\r\nContent-Type: {media_of(value)}'.encode())
            data = value
        else:
            parts.append(head.encode())
            data = plain(value).encode("utf-8", "surrogatepass")
        parts[-1] += b"\r\n\r\n" + data + b"\r\n"
    return b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()
