"""Gets an OAuth 2.0 token for a request where the collection gives none, or where the one it has is refused."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import msgspec

from assay.engine.asked import Asked
from assay.engine.auth.oauth2_fetch import Token, TokenError, obtain, secrets
from assay.engine.lane import Lane, Turn
from assay.engine.sending import routed
from assay.formats.postman import parse_url, url_json
from assay.model.command import Command, Conceal, Reply, Send
from assay.model.event import Event, Exchanged, Logged, RequestStarted
from assay.model.exchange import Exchange
from assay.model.http import Request

Steps = Generator[Command | Event, Reply, bool]


def get_token(asked: Asked, params: Mapping[str, Any], lane: Lane, turn: Turn, *, refused: bool = False) -> Steps:
    """Fetch or refresh what is needed, and keep it for every request with this auth; whether there is a new token."""
    if asked.auth is None or asked.auth.type != "oauth2":
        return False
    yield Conceal(values=secrets(params))
    steps = obtain(params, lane.world, refused=refused)
    response = None
    while True:
        try:
            request = steps.send(response)
        except StopIteration as end:
            return (yield from keep(end.value, asked, lane, turn))
        exchange = yield from ask_for_it(request, asked, lane, turn)
        response = exchange.response


def ask_for_it(request: Request, asked: Asked, lane: Lane, turn: Turn) -> Generator[Command | Event, Reply, Exchange]:
    """One request to the token endpoint."""
    delivery = asked.behavior.delivery(lane.plan.delivery)
    request = routed(msgspec.structs.replace(request, delivery=delivery), asked, lane)
    shown = {
        "method": request.method,
        "url": url_json(parse_url(request.url)),
        "header": [{"key": name, "value": value} for name, value in request.headers],
    }
    yield RequestStarted(cursor=turn.cursor, item=turn.item, source="auth", request=shown)
    exchange: Exchange = yield Send(request=request)
    yield Exchanged(cursor=turn.cursor, item=turn.item, source="auth", exchange=exchange, request=shown)
    return exchange


def keep(found: Token | TokenError | None, asked: Asked, lane: Lane, turn: Turn) -> Steps:
    """Remember a token; tell why there is none."""
    if isinstance(found, TokenError):
        yield Logged(
            cursor=turn.cursor, item=turn.item, level="warn", values=(f"oauth2.auth: no token: {found.reason}",)
        )
    if not isinstance(found, Token):
        return False
    yield Conceal(values=found.secrets)
    lane.learned[asked.written] = {**lane.learned.get(asked.written, {}), **found.as_params()}
    return True
