"""One request from its resolved template to its final answer: built, signed, sent, challenged, redirected, retried."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import msgspec

from assay.engine import redirect
from assay.engine.auth import SIGNERS
from assay.engine.auth.signing import Draft, Signer
from assay.engine.behavior import Behavior
from assay.engine.body import Content, encode_body, needed_files
from assay.engine.certificates import certificate_for
from assay.engine.headers import complete
from assay.engine.lane import Lane, Turn
from assay.engine.request import draft_request
from assay.formats.postman import parse_url, request_json
from assay.model.command import Command, Conceal, FileFacts, FileRefused, Inspect, Program, Read, Reply, Send, Sleep
from assay.model.event import Event, Exchanged, Logged, RequestStarted, Source
from assay.model.exchange import Exchange, Unanswered
from assay.model.http import BytesPart, Header, Request
from assay.model.suite import Auth, RequestTemplate

MAX_REPLAYS = 3
"""Intermediate requests that an authorization may cause (postman-runtime's replay controller)."""
RETRY_PAUSE = 0.1
"""Seconds before the first repetition of an unanswered request; doubled each time, 2 s at most."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request to be carried out: resolved template, resolved auth, settings, and who caused it."""

    template: RequestTemplate
    auth: Auth | None
    behavior: Behavior
    source: Source


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it: the last exchange, and the request and cookies as scripts see them."""

    exchange: Exchange
    request: dict[str, Any]
    cookies: tuple[dict[str, Any], ...] = ()


def carry_out(asked: Asked, lane: Lane, turn: Turn) -> Program[Done]:
    """Send a request and whatever it takes to get its answer."""
    content = yield from load_content(asked, lane, turn)
    delivery = deliver(asked, lane)
    base = draft_request(asked.template, content, asked.behavior, lane.world, delivery)
    params = dict(asked.auth.params) if asked.auth else {}
    signer = SIGNERS.get(asked.auth.type) if asked.auth else None
    if asked.auth and signer is None:
        yield warn(turn, f"runtime: could not find a handler for auth: {asked.auth.type}")
    parent: str | None = None
    for replay in range(MAX_REPLAYS + 1):
        draft = yield from prepare(asked, base, content, signer)
        request = draft.request
        if signer and asked.auth:
            signed = signer.sign(params, draft, lane.world)
            request, params = signed.request, dict(signed.params)
            yield Conceal(values=signed.secrets)
            yield from (warn(turn, text) for text in signed.warnings)
        user_headers = frozenset(header.name.lower() for header in request.headers)
        request = complete(request, content, asked.behavior, lane.world)
        request = msgspec.structs.replace(request, id=lane.world.uuid(), parent=parent)
        shown = as_postman(asked.template, request, user_headers)
        yield RequestStarted(cursor=turn.cursor, item=turn.item, source=asked.source, request=shown)
        sent = yield from follow(request, asked, lane, turn)
        response = sent.exchange.response
        more = signer.challenged(params, draft, response, lane.world) if signer and response else None
        if more is not None and replay == MAX_REPLAYS:
            yield warn(turn, "runtime: maximum intermediate request limit exceeded")
            more = None
        cookies = lane.jar.postman_json(sent.exchange.request.url, lane.world.now())
        yield Exchanged(
            cursor=turn.cursor,
            item=turn.item,
            source=asked.source,
            exchange=sent.exchange,
            role="final" if more is None else "challenged",
            attempt=sent.attempt,
            request=shown,
            cookies=tuple(cookies),
        )
        if more is None:
            return Done(exchange=sent.exchange, request=shown, cookies=tuple(cookies))
        params, parent = dict(more), request.id
    raise AssertionError("the last replay always returns")


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a chain of redirects, and the attempt that got there."""

    exchange: Exchange
    attempt: int


def follow(request: Request, asked: Asked, lane: Lane, turn: Turn) -> Program[Sent]:
    """Send, and go where the answers point to; cookies are kept and sent at each hop."""
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
        request = msgspec.structs.replace(
            step, id=lane.world.uuid(), parent=request.id, delivery=redelivered(step, lane)
        )


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


def exchanged(sent: Sent, asked: Asked, turn: Turn, role: Any) -> Event:
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
    if asked.behavior.disable_cookies:
        return request
    return lane.jar.attach(request, lane.world.now())


def load_content(asked: Asked, lane: Lane, turn: Turn) -> Program[Content]:
    """The encoded body, after a look at each file that it names."""
    body = asked.template.body
    files: dict[str, FileFacts | FileRefused] = {}
    for path in needed_files(body):
        files[path] = yield Inspect(path=path)
    content = encode_body(body, method=asked.template.method, behavior=asked.behavior, files=files, world=lane.world)
    yield from (warn(turn, text) for text in content.warnings)
    return content


def prepare(asked: Asked, base: Request, content: Content, signer: Signer | None) -> Program[Draft]:
    """The draft that a signer sees, with the bytes of the body where it has to hash them."""
    body: bytes | None = None
    if signer and signer.reads_body:
        body = yield from read_body(base)
    return Draft(
        request=base,
        body=body,
        content_type=content.content_type,
        form=content.form,
        body_mode=asked.template.body.mode if asked.template.body else None,
    )


def read_body(request: Request) -> Generator[Command | Event, Reply, bytes | None]:
    """All bytes of a body, or None where a file in it cannot be read."""
    data = b""
    for part in request.body:
        piece = part.data if isinstance(part, BytesPart) else (yield Read(path=part.path))
        if isinstance(piece, FileRefused):
            return None
        data += piece
    return data


def deliver(asked: Asked, lane: Lane) -> Any:
    """How this request travels: the plan's defaults under the request's own settings."""
    return asked.behavior.delivery(lane.plan.delivery)


def redelivered(request: Request, lane: Lane) -> Any:
    """The delivery for another URL: its own proxy and its own client certificate."""
    return msgspec.structs.replace(
        request.delivery,
        proxy=lane.plan.proxies.proxy_for(request.url),
        certificate=certificate_for(lane.plan.certificates, request.url),
    )


def as_postman(template: RequestTemplate, request: Request, user_headers: frozenset[str]) -> dict[str, Any]:
    """The request as scripts and reports see it: the URL as encoded, the headers as sent."""
    shown = request_json(msgspec.structs.replace(template, url=parse_url(request.url)))
    shown["header"] = [header_json(header, user_headers) for header in request.headers]
    return shown


def header_json(header: Header, user_headers: frozenset[str]) -> dict[str, Any]:
    """A header in Postman's structure; `system` marks the ones that nobody wrote."""
    entry: dict[str, Any] = {"key": header.name, "value": header.value}
    if header.name.lower() not in user_headers:
        entry["system"] = True
    return entry


def warn(turn: Turn, text: str) -> Logged:
    """A sentence on the console, where Newman's users look for it."""
    return Logged(cursor=turn.cursor, item=turn.item, level="warn", values=(text,))
