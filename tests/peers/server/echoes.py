"""Routes that reply with what they were sent, or with what the query asks for."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from .answers import Answer, as_json
from .routes import arguments, route, segments
from .state import State
from .wire import RawRequest


def described(request: RawRequest) -> dict[str, Any]:
    return {
        "method": request.method,
        "target": request.target,
        "args": dict(parse_qsl(request.query, keep_blank_values=True)),
        "headers": {name.lower(): value for name, value in request.headers},
        "names": [name for name, _ in request.headers],
        "body": request.body.decode("utf-8", "replace"),
        "client": request.client,
    }


@route("echo")
def echo(request: RawRequest, _state: State) -> Answer:
    """The request as JSON; nothing for HEAD, whose length would tell how the sender names itself."""
    return as_json(described(request)) if request.method != "HEAD" else Answer()


@route("status")
def status(request: RawRequest, _state: State) -> Answer:
    """`/status/418`: that status, with a short text."""
    code = int(segments(request)[1])
    return Answer(status=code, headers=(("Content-Type", "text/plain"),), body=f"status {code}".encode())


@route("answer")
def answer(request: RawRequest, _state: State) -> Answer:
    """`?status=&reason=&h=Name:value&body=&hex=&type=&chunked=1&close=1`: an answer made to order."""
    wanted = arguments(request)
    pairs = parse_qsl(request.query, keep_blank_values=True, encoding="latin-1")
    headers = [tuple(value.split(":", 1)) for name, value in pairs if name == "h"]
    if "type" in wanted:
        headers.append(("Content-Type", wanted["type"]))
    body = bytes.fromhex(wanted["hex"]) if "hex" in wanted else wanted.get("body", "").encode()
    return Answer(
        status=int(wanted.get("status", "200")),
        reason=wanted.get("reason"),
        headers=tuple((name, value) for name, value in headers),
        body=body,
        chunked="chunked" in wanted,
        close="close" in wanted,
    )


@route("large")
def large(request: RawRequest, _state: State) -> Answer:
    """`/large/N`: a text of N bytes."""
    size = int(segments(request)[1])
    return Answer(headers=(("Content-Type", "text/plain"),), body=(b"0123456789abcdef" * (size // 16 + 1))[:size])


@route("count")
def count(request: RawRequest, state: State) -> Answer:
    """`/count/KEY`: how often this key was asked for in this run."""
    return as_json({"count": state.count(request.path)})


@route("certificate")
def certificate(request: RawRequest, _state: State) -> Answer:
    """The common name of the client's certificate; 403 without one."""
    return as_json({"client": request.client}, status=200 if request.client else 403)
