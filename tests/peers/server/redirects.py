"""Routes that send the client elsewhere."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote

from .answers import Answer
from .echoes import echo
from .routes import arguments, route, segments
from .state import State
from .wire import RawRequest


def moved(code: int, location: str | None, extra: tuple[tuple[str, str], ...] = ()) -> Answer:
    headers = (("Location", location),) if location is not None else ()
    return Answer(status=code, headers=(*headers, *extra), body=b"moved")


@route("redirect")
def redirect(request: RawRequest, state: State) -> Answer:
    """`/redirect/302?to=URL&cookie=a=b`: one step; without `to`, no Location; `/redirect/x` is where some arrive."""
    if not segments(request)[1].isdigit():
        return echo(request, state)
    wanted = dict(parse_qsl(request.query, keep_blank_values=True))
    cookie = (("Set-Cookie", wanted["cookie"]),) if "cookie" in wanted else ()
    return moved(int(segments(request)[1]), wanted.get("to"), cookie)


@route("chain")
def chain(request: RawRequest, _state: State) -> Answer:
    """`/chain/3`: so many steps, then the echo."""
    left = int(segments(request)[1])
    return moved(302, f"/chain/{left - 1}" if left > 1 else "/echo/end")


@route("loop")
def loop(_request: RawRequest, _state: State) -> Answer:
    """A redirect to itself."""
    return moved(302, "/loop")


@route("set-cookie")
def set_cookie(request: RawRequest, _state: State) -> Answer:
    """`/set-cookie?c=RAW&c=RAW`: each raw text as one Set-Cookie header; `to` makes it a redirect."""
    pairs = parse_qsl(request.query, keep_blank_values=True)
    cookies = tuple(("Set-Cookie", unquote(value)) for name, value in pairs if name == "c")
    if "to" in arguments(request):
        return moved(302, arguments(request)["to"], cookies)
    return Answer(headers=cookies, body=b"set")
