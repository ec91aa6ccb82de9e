"""What was recorded, as mappings: a request that comes again gets the answer that it got, one after the other."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

import msgspec

from assay.model.exchange import Exchange
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.names import is_secret
from assay.model.stub.mapping import Address, Expected, Mapping
from assay.model.stub.matcher import BinaryEqualTo, EqualTo, EqualToJson, Matcher
from assay.model.stub.reply import Reply

_OF_THE_HOP = frozenset(
    {"connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding", "trailer", "upgrade",
     "proxy-connection", "alt-svc", "strict-transport-security"}
)  # fmt: skip
_MOST_QUERY = 200
_MOST_ANSWERS = 1_000
RECORDED = "recorded"
"""Under this name the metadata of a mapping hold the `body` that was sent (bytes as latin-1), and its `type`."""
_LOOSE = 6
"""The priority of what answers a body that was not recorded."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What tells recorded requests apart."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]


def mappings_of(exchanges: Iterable[Exchange], *, source: str = "") -> tuple[Mapping, ...]:
    """Requests are told apart by method, path and query, and by their bodies where the same one came with several.

    Headers do not count, nor do query parameters whose names are those of secrets.
    """
    groups: dict[Asked, list[Exchange]] = {}
    for exchange in exchanges:
        if exchange.response is not None and (asked := _asked(exchange.request)) is not None:
            groups.setdefault(asked, []).append(exchange)
    return tuple(mapping for asked, group in groups.items() for mapping in _mappings(asked, group, source))


def _asked(request: Request) -> Asked | None:
    try:
        parts = urlsplit(request.url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=_MOST_QUERY)
    except ValueError:
        return None
    query = tuple(sorted((name, value) for name, value in pairs if not is_secret(name)))
    return Asked(method=request.method.upper(), path=parts.path or "/", query=query)


def _mappings(asked: Asked, group: list[Exchange], source: str) -> list[Mapping]:
    by_body: dict[bytes, list[Exchange]] = {}
    for exchange in group:
        by_body.setdefault(_body(exchange.request), []).append(exchange)
    if len(by_body) == 1:
        return [_mapping(asked, group, (), source)]
    made = [_mapping(asked, some, _matchers(body, some[0].request), source) for body, some in by_body.items() if body]
    loose = _mapping(asked, by_body.get(b"", group), (), source)
    return [*made, msgspec.structs.replace(loose, priority=_LOOSE)]


def _body(request: Request) -> bytes:
    return b"".join(part.data for part in request.body if isinstance(part, BytesPart))


def _matchers(body: bytes, request: Request) -> tuple[Matcher, ...]:
    if "json" in (request.header("content-type") or "json"):
        try:
            return (EqualToJson(content=json.loads(body)),)
        except (ValueError, RecursionError):
            pass
    return (BinaryEqualTo(data=body),)


def _mapping(asked: Asked, group: list[Exchange], body: tuple[Matcher, ...], source: str) -> Mapping:
    text = f"{asked.method} {asked.path} {asked.query} {body}"
    responses = [one.response for one in group if one.response is not None]
    return Mapping(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, text)),
        name=f"{asked.method} {asked.path}",
        when=Expected(
            method=asked.method,
            address=Address(kind="path", text=asked.path),
            query={name: EqualTo(text=value) for name, value in asked.query},
            body=body,
        ),
        replies=_sequence([_reply(one) for one in responses]),
        source=source,
        metadata={RECORDED: _recorded(group[0].request)},
        raw={},
    )


def _recorded(request: Request) -> dict[str, str]:
    """What has to be sent to ask the same again."""
    return {"body": _body(request).decode("latin-1"), "type": request.header("content-type") or ""}


def _sequence(replies: list[Reply]) -> tuple[Reply, ...]:
    """The answers in their order; one where all of them are the same."""
    return tuple(replies[:1]) if all(one == replies[0] for one in replies) else tuple(replies[:_MOST_ANSWERS])


def _reply(response: Response) -> Reply:
    headers = tuple(Header(*one) for one in response.headers
                    if one[0].lower() not in _OF_THE_HOP and not one[0].startswith(":"))  # fmt: skip
    return Reply(status=response.status, reason=response.reason, headers=headers, body=response.body)
