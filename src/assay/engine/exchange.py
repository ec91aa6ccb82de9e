"""One request from its resolved template to its final answer: built, signed, sent, and signed again when challenged."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import msgspec

from assay.engine.asked import Asked, Done
from assay.engine.auth import SIGNERS
from assay.engine.auth.signing import Draft, Signer
from assay.engine.body import encode_body, needed_files
from assay.engine.content import Content
from assay.engine.headers import complete
from assay.engine.lane import Lane, Turn
from assay.engine.request import draft_request
from assay.engine.sending import Sent, follow, routed
from assay.engine.unsendable import ResolveError
from assay.formats.postman import parse_url, request_json, url_text
from assay.model.command import Command, Conceal, FileFacts, FileRefused, Inspect, Program, Read, Reply
from assay.model.event import Event, Exchanged, Logged, RequestStarted, Source
from assay.model.exchange import Exchange, Unanswered
from assay.model.http import BytesPart, Header, Request
from assay.model.suite import RequestTemplate

MAX_REPLAYS = 3
"""Intermediate requests that an authorization may cause (postman-runtime's replay controller)."""
ABSENT: Any = object()


def carry_out(asked: Asked, lane: Lane, turn: Turn) -> Program[Done]:
    """Send a request and whatever it takes to get its answer."""
    try:
        return (yield from converse(asked, lane, turn))
    except ResolveError as problem:
        return (yield from unbuilt(asked.template, asked.source, problem, lane, turn))


def converse(asked: Asked, lane: Lane, turn: Turn) -> Program[Done]:
    """The request, and its repetitions for as long as its auth learns from a challenge."""
    content = yield from load_content(asked, lane, turn)
    delivery = asked.behavior.delivery(lane.plan.delivery)
    base = routed(draft_request(asked.template, content, asked.behavior, lane.world, delivery), asked, lane)
    signer = yield from find_signer(asked, turn)
    yield from renew(asked, lane, turn)
    parent: str | None = None
    for replay in range(MAX_REPLAYS + 1):
        draft = yield from prepare(asked, base, content, signer, lane)
        signed = yield from sign(draft, signer, asked, lane, turn)
        request = complete(signed, msgspec.structs.replace(content, parts=signed.body), asked.behavior, lane.world)
        request = msgspec.structs.replace(request, id=lane.world.uuid(), parent=parent)
        shown = as_postman(asked, request, signed)
        yield RequestStarted(cursor=turn.cursor, item=turn.item, source=asked.source, request=shown)
        sent = yield from follow(request, asked, lane, turn)
        again = yield from react(draft, sent.exchange, signer, asked, lane, turn)
        if replay == 0 and refused(sent.exchange):
            again = (yield from renew(asked, lane, turn, refused=True)) or again
        if again and replay == MAX_REPLAYS:
            yield warn(turn, "runtime: maximum intermediate request limit exceeded")
            again = False
        done = Done(exchange=sent.exchange, request=shown, cookies=cookies_after(sent, lane))
        yield answered(done, sent, asked, turn, again=again)
        if not again:
            return done
        parent = request.id
    raise AssertionError("the last replay always returns")


def renew(asked: Asked, lane: Lane, turn: Turn, *, refused: bool = False) -> Generator[Command | Event, Reply, bool]:
    """A token where one is missing or refused; only OAuth 2.0 has such, and only then is its code imported."""
    if asked.auth is None or asked.auth.type != "oauth2":
        return False
    from assay.engine.tokens import get_token

    return (yield from get_token(asked, auth_params(asked, lane), lane, turn, refused=refused))


def refused(exchange: Exchange) -> bool:
    """Whether the server did not take the credentials."""
    return exchange.response is not None and exchange.response.status == 401


def cookies_after(sent: Sent, lane: Lane) -> tuple[dict[str, Any], ...]:
    """What the jar holds for the URL that answered."""
    return tuple(lane.jar.postman_json(sent.exchange.request.url, lane.world.now()))


def answered(done: Done, sent: Sent, asked: Asked, turn: Turn, *, again: bool) -> Exchanged:
    """The event of an answer that stands, or that is a challenge."""
    return Exchanged(
        cursor=turn.cursor,
        item=turn.item,
        source=asked.source,
        exchange=done.exchange,
        role="challenged" if again else "final",
        attempt=sent.attempt,
        request=done.request,
        cookies=done.cookies,
    )


def unbuilt(template: RequestTemplate, source: Source, problem: ResolveError, lane: Lane, turn: Turn) -> Program[Done]:
    """A request that cannot be put on the wire: told as one that nobody answered."""
    request = Request(id=lane.world.uuid(), method=template.method, url=url_text(template.url, path_variables=True))
    outcome = Unanswered(reason=problem.what, code=problem.node, phase="build")
    exchange = Exchange(id=request.id, request=request, outcome=outcome, started=lane.world.now())
    done = Done(exchange=exchange, request=request_json(template))
    yield RequestStarted(cursor=turn.cursor, item=turn.item, source=source, request=done.request)
    yield Exchanged(cursor=turn.cursor, item=turn.item, source=source, exchange=exchange, request=done.request)
    return done


def load_content(asked: Asked, lane: Lane, turn: Turn) -> Program[Content]:
    """The encoded body, after a look at each file that it names."""
    body = asked.template.body
    files: dict[str, FileFacts | FileRefused] = {}
    for path in needed_files(body):
        files[path] = yield Inspect(path=path)
    content = encode_body(
        body,
        method=asked.template.method,
        behavior=asked.behavior,
        files=files,
        world=lane.world,
        headers=asked.template.headers,
    )
    yield from (warn(turn, text) for text in content.warnings)
    return content


def find_signer(asked: Asked, turn: Turn) -> Generator[Command | Event, Reply, Signer | None]:
    """Who signs; an auth of a type that nobody knows is told, and the request goes unsigned."""
    if asked.auth is None:
        return None
    signer = SIGNERS.get(asked.auth.type)
    if signer is None:
        yield warn(turn, f"runtime: could not find a handler for auth: {asked.auth.type}")
    return signer


def prepare(asked: Asked, base: Request, content: Content, signer: Signer | None, lane: Lane) -> Program[Draft]:
    """The draft that a signer sees, with the bytes of the body where it has to hash them."""
    draft = Draft(
        request=base,
        form=content.form,
        body_mode=content.mode,
        encode_url=not asked.behavior.disable_url_encoding,
    )
    if signer is None or asked.auth is None or not signer.reads_body(auth_params(asked, lane), draft):
        return draft
    body = yield from read_body(base)
    return msgspec.structs.replace(draft, body=body)


def read_body(request: Request) -> Generator[Command | Event, Reply, bytes | None]:
    """All bytes of a body, or None where a file in it cannot be read."""
    data = b""
    for part in request.body:
        piece = part.data if isinstance(part, BytesPart) else (yield Read(path=part.path))
        if isinstance(piece, FileRefused):
            return None
        data += piece
    return data


def auth_params(asked: Asked, lane: Lane) -> Mapping[str, Any]:
    """The parameters of an auth, with what earlier answers taught about it."""
    written = asked.auth.params if asked.auth else {}
    return {**written, **lane.learned.get(asked.written, {})}


def sign(
    draft: Draft, signer: Signer | None, asked: Asked, lane: Lane, turn: Turn
) -> Generator[Command | Event, Reply, Request]:
    """The request signed; what is secret in it is concealed before anything tells of it."""
    if signer is None:
        return draft.request
    signed = signer.sign(auth_params(asked, lane), draft, lane.world)
    yield Conceal(values=signed.secrets)
    yield from (warn(turn, text) for text in signed.warnings)
    return signed.request


def react(
    draft: Draft, exchange: Exchange, signer: Signer | None, asked: Asked, lane: Lane, turn: Turn
) -> Generator[Command | Event, Reply, bool]:
    """Learn from an answer; whether the request is to be sent again with what was learnt."""
    if signer is None or exchange.response is None:
        return False
    params = auth_params(asked, lane)
    reaction = signer.answered(params, draft, exchange.response, lane.world)
    yield from (warn(turn, text) for text in reaction.warnings)
    learned = {key: value for key, value in reaction.params.items() if params.get(key, ABSENT) != value}
    if learned:
        lane.learned[asked.written] = {**lane.learned.get(asked.written, {}), **learned}
    return reaction.replay


def as_postman(asked: Asked, request: Request, signed: Request) -> dict[str, Any]:
    """The request as scripts and reports see it: the URL as encoded, the headers as sent, the auth that was used."""
    shown = request_json(msgspec.structs.replace(asked.template, url=parse_url(request.url), auth=asked.auth))
    written = frozenset(header.name.lower() for header in signed.headers)
    rows = [header_json(header, written) for header in request.headers]
    for place, row in enumerate(shown.get("header", ())):
        if row.get("disabled"):
            rows.insert(place, row)  # scripts see what is switched off, too
    shown["header"] = rows
    return shown


def header_json(header: Header, written: frozenset[str]) -> dict[str, Any]:
    """A header in Postman's structure; `system` marks the ones that nobody wrote."""
    entry: dict[str, Any] = {"key": header.name, "value": header.value}
    if header.name.lower() not in written:
        entry["system"] = True
    return entry


def warn(turn: Turn, text: str) -> Logged:
    """A sentence on the console, where Newman's users look for it."""
    return Logged(cursor=turn.cursor, item=turn.item, level="warn", values=(text,))
