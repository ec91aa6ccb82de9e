"""From a finished request to its final answer: sent, tried again, redirected, with the jar's cookies at each hop."""

from __future__ import annotations

from typing import Literal

import msgspec

from assay.engine import redirect
from assay.engine.asked import Asked
from assay.engine.certificates import certificate_for
from assay.engine.lane import Lane, Turn
from assay.engine.proxies import own_proxy
from assay.model.command import Program, Send, Sleep
from assay.model.event import Event, Exchanged
from assay.model.exchange import Exchange, Unanswered
from assay.model.http import Request

RETRY_PAUSE = 0.1
"""Seconds before the first repetition of an unanswered request; doubled each time, 2 s at most."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a chain of redirects, and the attempt that got there."""

    exchange: Exchange
    attempt: int


def follow(request: Request, asked: Asked, lane: Lane, turn: Turn) -> Program[Sent]:
    """Send, and go where the answers point to."""
    hops = 0
    while True:
        sent = yield from attempt(with_cookies(request, asked, lane), asked, lane, turn)
        response = sent.exchange.response
        if response is None:
            return sent
        if not asked.behavior.disable_cookies:
            lane.jar.store(sent.exchange.request.url, response.headers, lane.world.now())
        step = redirect.follow(request, response, asked.behavior, hops)
        if step is None:
            return sent
        if isinstance(step, redirect.Stop):
            failed = Unanswered(reason=step.reason, code=step.code, phase="redirect")
            return Sent(exchange=msgspec.structs.replace(sent.exchange, outcome=failed), attempt=sent.attempt)
        yield exchanged(sent, asked, turn, "redirected")
        hops += 1
        request = routed(msgspec.structs.replace(step, id=lane.world.uuid(), parent=request.id), asked, lane)


def attempt(request: Request, asked: Asked, lane: Lane, turn: Turn) -> Program[Sent]:
    """Send once, and again while nobody answers and the plan allows it."""
    for number in range(1, lane.plan.retries + 2):
        exchange: Exchange = yield Send(request=request)
        sent = Sent(exchange=exchange, attempt=number)
        if exchange.response is not None or number > lane.plan.retries or never_left(exchange):
            return sent
        yield exchanged(sent, asked, turn, "retried")
        yield Sleep(seconds=min(RETRY_PAUSE * 2 ** (number - 1), 2.0))
        request = msgspec.structs.replace(request, id=lane.world.uuid(), parent=request.id)
    raise AssertionError("the last attempt always returns")


def never_left(exchange: Exchange) -> bool:
    """Whether the request itself was refused: sending it again cannot help."""
    return isinstance(exchange.outcome, Unanswered) and exchange.outcome.phase == "build"


def exchanged(sent: Sent, asked: Asked, turn: Turn, role: Literal["redirected", "retried"]) -> Event:
    """The event of an exchange that was not the last."""
    return Exchanged(
        cursor=turn.cursor,
        item=turn.item,
        source=asked.source,
        exchange=sent.exchange,
        role=role,
        attempt=sent.attempt,
    )


def with_cookies(request: Request, asked: Asked, lane: Lane) -> Request:
    """The request with the jar's cookies for its URL joined to the user's own."""
    return request if asked.behavior.disable_cookies else lane.jar.attach(request, lane.world.now())


def routed(request: Request, asked: Asked, lane: Lane) -> Request:
    """The request on its way: through its own proxy or that of its URL, with the client certificate of its URL."""
    proxy = own_proxy(asked.template.proxy) or lane.plan.proxies.proxy_for(request.url)
    certificate = certificate_for(lane.plan.certificates, request.url)
    if proxy == request.delivery.proxy and certificate == request.delivery.certificate:
        return request
    delivery = msgspec.structs.replace(request.delivery, proxy=proxy, certificate=certificate)
    return msgspec.structs.replace(request, delivery=delivery)
