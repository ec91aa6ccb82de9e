"""An archive as exchanges: what was asked and what was answered, as it was recorded, secrets and all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.formats.har.parts import objects, octets, rows, text
from assay.formats.json_text import decode_json
from assay.model.errors import InputError
from assay.model.exchange import Answered, Exchange
from assay.model.http import BytesPart, Header, Request, Response


def read_exchanges(data: bytes, *, name: str) -> tuple[Exchange, ...]:
    """The answered requests of an archive. Raises InputError where it is no archive."""
    document = decode_json(data, name=name)
    log = document.get("log") if isinstance(document, dict) else None
    if not isinstance(log, dict):
        raise InputError("This is no HTTP archive: it has no `log`.", where=name)
    return tuple(_read(objects(log.get("entries"))))


def _read(entries: list[dict[str, Any]]) -> Iterator[Exchange]:
    for number, entry in enumerate(entries):
        request, response = entry.get("request"), entry.get("response")
        if not isinstance(request, dict) or not isinstance(response, dict):
            continue
        status = response.get("status")
        if not isinstance(status, int) or not 100 <= status < 600:
            continue
        sent = _request(request, f"har-{number}")
        content = response.get("content")
        body = octets(content) if isinstance(content, dict) else None
        answer = Response(status=status, headers=_headers(response), body=body or b"")
        yield Exchange(id=sent.id, request=sent, outcome=Answered(response=answer))


def _request(request: dict[str, Any], request_id: str) -> Request:
    post = request.get("postData")
    data = octets(post) if isinstance(post, dict) else None
    return Request(
        id=request_id,
        method=text(request.get("method")).upper() or "GET",
        url=text(request.get("url")).partition("#")[0],
        headers=_headers(request),
        body=(BytesPart(data=data),) if data else (),
    )


def _headers(message: dict[str, Any]) -> tuple[Header, ...]:
    return tuple(Header(name, value) for name, value in rows(message.get("headers")))
