"""Lists the values that an answer brought and that a later request may have taken from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from assay.draft.address import address
from assay.draft.anatomy import leaves
from assay.draft.likeness import is_id_name, is_strong, looks_like_id, noun_of, singular, words
from assay.draft.values import Call
from assay.model.http import Response

LARGEST = 8 * 1024 * 1024
"""Bytes of an answer that is looked through."""
MOST = 50_000
_NOISE = re.compile(
    r"date|server|via|age|vary|allow|connection|keep-alive|transfer-encoding|set-cookie|cache-control|expires|pragma"
    r"|strict-transport-security|www-authenticate|retry-after|location|content-.*|x-content-.*|x-frame-.*|x-powered-.*"
    r"|access-control-.*|x-ratelimit.*|ratelimit.*|alt-svc|server-timing|x-runtime|report-to|nel|referrer-policy"
)
_TAG = re.compile(r"<(?:input|meta)\b[^<>]{0,1000}>", re.IGNORECASE)
_NAMED = re.compile(r"""\bname=["']([\w.:-]{1,80})["']""", re.IGNORECASE)
_HELD = re.compile(r"""\b(value|content)=["']([^"']{1,4096})["']""", re.IGNORECASE)
_CONTAINERS = """
    item data result content record row list entry value hit embedded doc node edge attribute response payload body
    object element collection page
"""
CONTAINERS = frozenset(_CONTAINERS.split())
"""Names that say nothing of what is inside them."""

Where = Literal["body", "header", "location", "cookie", "form"]


class Origin(NamedTuple):
    """A value at its place in an answer."""

    n: int
    where: Where
    path: tuple[str | int, ...]
    """Into the JSON body; else the name of the header or cookie; for a location which segment of its path."""
    name: str
    noun: str
    """What it belongs to: order for the id of an order."""
    number: bool = False


def origins(call: Call) -> Iterator[tuple[str, Origin]]:
    """Each value as text, with its place. An answer that refused or failed brings nothing."""
    response = call.response
    if response is None or response.status >= 400:
        return
    noun = noun_of(address(call.url).plain)
    yield from _headers(call, response, noun)
    body = json_of(response)
    if body is not None:
        yield from _body(call, body, noun)
    elif "html" in (response.header("content-type") or "").lower():
        yield from _tags(call, response.body[:LARGEST].decode("utf-8", "replace"), noun)


def json_of(response: Response) -> Any:
    """The body as JSON; None where it is none, is too large, or is null."""
    if not response.body or len(response.body) > LARGEST or response.truncated:
        return None
    if response.body.lstrip()[:1] not in (b"{", b"[") and "json" not in (response.header("content-type") or ""):
        return None
    try:
        return json.loads(response.body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _body(call: Call, body: Any, noun: str) -> Iterator[tuple[str, Origin]]:
    for _, slot in zip(range(MOST), leaves(body, (), ""), strict=False):
        if slot.value and len(slot.value) <= 4096:
            yield (
                slot.value,
                Origin(call.n, "body", slot.where, _own_name(slot.where), _noun(slot.name, noun), slot.number),
            )


def _own_name(path: tuple[str | int, ...]) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "value")


def _noun(name: str, otherwise: str) -> str:
    """What a field is about: `customer_id` the customer, `items_id` whatever the items are."""
    found = words(name)
    if len(found) > 1 and is_id_name(name):
        about = singular("_".join(found[:-1]))
        return otherwise if about in CONTAINERS else about
    return otherwise


def _headers(call: Call, response: Response, noun: str) -> Iterator[tuple[str, Origin]]:
    for name, value in response.headers:
        lower = name.lower()
        if lower == "location":
            yield from _location(call, value)
        elif lower == "set-cookie":
            key, _, content = value.partition(";")[0].strip().partition("=")
            yield unquote(content.strip('"')), Origin(call.n, "cookie", (key,), key, "")
        elif lower in ("etag", "last-modified") or (not _NOISE.fullmatch(lower) and is_strong(value)):
            yield value, Origin(call.n, "header", (name,), name, noun)


def _location(call: Call, value: str) -> Iterator[tuple[str, Origin]]:
    """The ids in a Location's path, counted from its end."""
    target = address(value if "://" in value[:12] else f"http://host/{value.lstrip('/')}")
    plain = target.plain
    for index, segment in enumerate(plain):
        if looks_like_id(segment):
            noun = noun_of(plain[:index])
            yield segment, Origin(call.n, "location", (index - len(plain),), "id", noun)


def _tags(call: Call, text: str, noun: str) -> Iterator[tuple[str, Origin]]:
    """Hidden fields and meta elements, as CSRF tokens stand in them."""
    for tag in _TAG.finditer(text[: 1024 * 1024]):
        named, held = _NAMED.search(tag[0]), _HELD.search(tag[0])
        if named and held:
            first = "name" if named.start() < held.start() else held[1].lower()
            yield held[2], Origin(call.n, "form", (named[1], held[1].lower(), first), named[1], noun)
