"""The table of routes: a first path segment, and the function that answers for it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from .answers import Answer, text
from .state import State
from .wire import RawRequest

Handler = Callable[[RawRequest, State], Answer]
ROUTES: dict[str, Handler] = {}


def route(name: str) -> Callable[[Handler], Handler]:
    """Enter a handler for every path that begins with `/name`."""

    def enter(handler: Handler) -> Handler:
        ROUTES[name] = handler
        return handler

    return enter


def arguments(request: RawRequest) -> dict[str, str]:
    """The query as a mapping; the last of equal names stands."""
    return dict(parse_qsl(request.query, keep_blank_values=True))


def segments(request: RawRequest) -> list[str]:
    return [part for part in request.path.split("/") if part]


def answer_to(request: RawRequest, state: State) -> Answer:
    first = next(iter(segments(request)), "echo")
    handler = ROUTES.get(first)
    return handler(request, state) if handler else text("no such route", status=404)
