"""Routes that answer late, in part, or not at all."""

from __future__ import annotations

from .answers import Answer, as_json
from .routes import arguments, route, segments
from .state import State
from .wire import RawRequest

NOTHING = Answer(raw=b"", close=True)


@route("slow")
def slow(request: RawRequest, _state: State) -> Answer:
    """`/slow/300`: an answer after so many milliseconds."""
    return Answer(pause=int(segments(request)[1]) / 1000, headers=(("Content-Type", "text/plain"),), body=b"late")


@route("stall")
def stall(request: RawRequest, _state: State) -> Answer:
    """`/stall/300`: the head at once, the body after so many milliseconds."""
    return Answer(stall=int(segments(request)[1]) / 1000, headers=(("Content-Type", "text/plain"),), body=b"late")


@route("drop")
def drop(_request: RawRequest, _state: State) -> Answer:
    """The connection closes without a byte."""
    return NOTHING


@route("cut")
def cut(_request: RawRequest, _state: State) -> Answer:
    """The body ends before its declared length."""
    return Answer(headers=(("Content-Type", "text/plain"),), body=b"0123456789", cut=4)


@route("garbage")
def garbage(_request: RawRequest, _state: State) -> Answer:
    """Bytes that are no HTTP."""
    return Answer(raw=b"SSH-2.0-OpenSSH_9.2\r\n", close=True)


@route("flaky")
def flaky(request: RawRequest, state: State) -> Answer:
    """`/flaky/KEY?fail=2`: so many dropped connections, then an answer."""
    seen = state.count(request.path)
    return NOTHING if seen <= int(arguments(request).get("fail", "1")) else as_json({"attempt": seen})


@route("informational")
def informational(_request: RawRequest, _state: State) -> Answer:
    """An early hint before the answer."""
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
    return Answer(before=hint, headers=(("Content-Type", "text/plain"),), body=b"final")


@route("bad-header")
def bad_header(_request: RawRequest, _state: State) -> Answer:
    """A header that a strict parser refuses (a control character in its value)."""
    return Answer(raw=b"HTTP/1.1 200 OK\r\nX-Odd: a\x01b\r\nContent-Length: 2\r\n\r\nok")


@route("reason")
def reason(_request: RawRequest, _state: State) -> Answer:
    """A status line without a reason."""
    return Answer(status=200, reason="", body=b"x")
