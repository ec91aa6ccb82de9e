"""Keeps the secrets of a recording out of a stub: values under secret names, and the same wherever else they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from assay.formats.json_text import is_deeper
from assay.model.event import Cursor, Exchanged, ItemRef, Record
from assay.model.exchange import Answered, Exchange
from assay.model.http import BytesPart, Headers, Request, Response
from assay.model.names import is_secret, may_name
from assay.record.forms import findable
from assay.record.masking import Masker

_DEEPEST = 100
_NEEDED = frozenset({"content-type"})
"""Headers of a request that a stub looks at."""


def masked(exchanges: Iterable[Exchange], key: bytes) -> list[Exchange]:
    """The answered exchanges without any secret, and without headers of requests that nobody looks at."""
    masker = Masker(key)
    records = [Record(at=0.0, event=_exchanged(one)) for one in exchanges if one.response is not None]
    for record in records:
        masker.discover(record)
    found = (masker.mask(Record(at=0.0, event=_exchanged(_by_name(one, masker)))) for one in _exchanges(records))
    return list(_exchanges(found))


def _exchanges(records: Iterable[Record]) -> Iterable[Exchange]:
    return (record.event.exchange for record in records if isinstance(record.event, Exchanged))


def _exchanged(exchange: Exchange) -> Exchanged:
    return Exchanged(cursor=Cursor(), item=ItemRef(id="", name=""), source="collection", exchange=exchange)


def _by_name(exchange: Exchange, masker: Masker) -> Exchange:
    """Without the values of JSON under secret names: there may be many, and this is the quick way."""
    assert isinstance(exchange.outcome, Answered)
    response = exchange.outcome.response
    answered = Answered(response=msgspec.structs.replace(response, body=_body(response.body, masker)))
    return Exchange(id=exchange.id, request=_request(exchange.request, masker), outcome=_kept(answered, response))


def _kept(answered: Answered, response: Response) -> Answered:
    """The same answer where nothing of it changed."""
    return Answered(response=response) if answered.response.body == response.body else answered


def _request(request: Request, masker: Masker) -> Request:
    parts = (part for part in request.body if isinstance(part, BytesPart))
    body = tuple(BytesPart(data=_body(part.data, masker)) for part in parts)
    headers: Headers = tuple(one for one in request.headers if one[0].lower() in _NEEDED)
    return Request(id=request.id, method=request.method, url=request.url, headers=headers, body=body)


def _body(body: bytes, masker: Masker) -> bytes:
    if body.lstrip()[:1] not in (b"{", b"[") or not may_name(body):
        return body
    try:
        value = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return body
    if is_deeper(value, _DEEPEST):
        return body
    told = _without(value, masker)
    return body if told == value else msgspec.json.encode(told)


def _without(value: Any, masker: Masker) -> Any:
    if isinstance(value, list):
        return [_without(one, masker) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: masker.stand_in(one)
        if isinstance(one, str) and is_secret(name) and findable(one)
        else _without(one, masker)
        for name, one in value.items()
    }
