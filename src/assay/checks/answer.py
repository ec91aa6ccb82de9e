"""An answer taken apart: its JSON, each text in it with its place, and whether the contract declares that place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

import msgspec

from assay.checks.check import Seen
from assay.contract.inference.volatility import looks_volatile
from assay.contract.kinds import item_schema, properties
from assay.contract.media_ranges import declared, is_json
from assay.contract.responses import declared_answer
from assay.contract.subschemas import referred
from assay.model.contract import Contract, Media, Schema
from assay.model.http import BytesPart

MOST_BYTES = 200_000
"""Of a body that is looked through for texts."""
MOST_LEAVES = 20_000
LONGEST_PLACE = 400
"""Characters of a pointer: keys may be as long as a server likes."""
NOTHING: Any = object()
"""In the place of an answer's JSON: there is none."""


class Leaf(NamedTuple):
    """A value that is no object or list. `name` is the field that holds it, also where it stands in a list."""

    keys: tuple[str | int, ...]
    name: str
    value: Any
    pointer: str
    """Its JSON Pointer, the first of a list for all in it: the same place in every run."""


def steady(place: str) -> str:
    """A pointer that is the same in every run: the first of a list for all in it, `*` for keys that are ids."""
    keys = place[:LONGEST_PLACE].split("/")
    return "/".join("0" if key.isdecimal() else "*" if looks_volatile(key) else key for key in keys)


def keys_of(place: str) -> tuple[str | int, ...]:
    """The keys of a pointer; what is all digits counts as an index."""
    parts = (key.replace("~1", "/").replace("~0", "~") for key in place.split("/")[1:])
    return tuple(int(key) if key.isascii() and key.isdigit() and len(key) < 9 else key for key in parts)


def content_of(seen: Seen) -> Any:
    """The answer as JSON; NOTHING where it is none."""
    body = seen.response.body
    if not body or len(body) > 40 * MOST_BYTES or not is_json(seen.response.header("content-type") or ""):
        return NOTHING
    return _decoded(body)


@lru_cache(maxsize=2)
def _decoded(body: bytes) -> Any:
    """A body as JSON, read once for all checks of an exchange; it is not to be changed."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return NOTHING


def leaves_of(seen: Seen) -> tuple[Leaf, ...]:
    """The values in an answer, in order; none where it is no JSON. No more than MOST_LEAVES."""
    return () if content_of(seen) is NOTHING else _leaves_in(seen.response.body)


def sent_leaves(seen: Seen) -> tuple[Leaf, ...]:
    """The values in the body of the request, in order; none where it is no JSON."""
    return _leaves_in(_sent_body(seen))


@lru_cache(maxsize=4)
def _leaves_in(body: bytes) -> tuple[Leaf, ...]:
    content = _decoded(body)
    return () if content is NOTHING else tuple(_leaves(content))


def _leaves(content: Any) -> Iterator[Leaf]:
    waiting: list[Leaf] = [Leaf((), "", content, "")]
    count = 0
    while waiting and count < MOST_LEAVES:
        leaf = waiting.pop()
        count += 1
        keys, name, value, place = leaf
        if isinstance(value, dict):
            waiting.extend([Leaf((*keys, key), key, one, _below(place, key)) for key, one in reversed(value.items())])
        elif isinstance(value, list):
            place = f"{place}/0"[:LONGEST_PLACE]
            inside = [Leaf((*keys, index), name, one, place) for index, one in enumerate(value[:1000])]
            waiting.extend(reversed(inside))
        else:
            yield leaf


def _below(place: str, key: str) -> str:
    if "~" in key or "/" in key:
        key = key.replace("~", "~0").replace("/", "~1")
    return f"{place}/{key}"[:LONGEST_PLACE]


def text_of(seen: Seen) -> str:
    """The answer's body as text: of JSON each text on a line of its own, unescaped."""
    if content_of(seen) is not NOTHING:
        return _texts(seen.response.body)[:MOST_BYTES]
    kind = (seen.response.header("content-type") or "text/plain").lower()
    if kind.startswith("text/") or any(word in kind for word in ("json", "xml", "javascript")):
        return seen.response.body[:MOST_BYTES].decode("utf-8", "replace")
    return ""


def sent_of(seen: Seen) -> str:
    """What the request said, in its URL, its headers and its body, as text."""
    request = seen.exchange.request
    body = _sent_body(seen)
    headers = "\n".join([value for _, value in request.headers])
    plain = _texts(body) if body else ""
    return "\n".join((request.url, unquote_plus(request.url), headers, body.decode("utf-8", "replace"), plain))


def _sent_body(seen: Seen) -> bytes:
    parts = seen.exchange.request.body
    return b"".join([part.data for part in parts if isinstance(part, BytesPart)])[:MOST_BYTES] if parts else b""


@lru_cache(maxsize=4)
def _texts(body: bytes) -> str:
    """The texts in a JSON body, unescaped."""
    return "\n".join([leaf.value for leaf in _leaves_in(body) if isinstance(leaf.value, str)])


def media_of(seen: Seen) -> Media | None:
    """What the contract declares for this answer's media type; None where it declares no such one."""
    answer = declared_answer(seen.operation, seen.response.status)
    return declared(answer.media, seen.response.header("content-type") or "") if answer else None


def schema_of(seen: Seen) -> Schema | None:
    """What the contract says of this answer's body; None where it says nothing."""
    media = media_of(seen)
    return None if media is None or media.schema is True or media.schema == {} else media.schema


def place_in(schema: Schema, keys: tuple[str | int, ...], contract: Contract) -> tuple[Schema | None, str]:
    """The schema of a place in a value, None where it is not declared; and the innermost named schema on the way."""
    named, here = "", schema
    for key in keys:
        if isinstance(here, bool):
            return (here, named) if here else (None, named)
        named = referred(here) or named
        inner = _inside(here, key, contract)
        if inner is None:
            return None, named
        here = inner
    if isinstance(here, dict):
        named = referred(here) or named
    return here, named


def _inside(schema: dict[str, Any], key: str | int, contract: Contract) -> Schema | None:
    if isinstance(key, int):
        return item_schema(schema, contract.definitions)
    fields = properties(schema, contract.definitions)
    if key in fields:
        return fields[key]
    name = referred(schema)
    whole = contract.definitions.get(name, schema) if name else schema
    further = whole.get("additionalProperties") if isinstance(whole, dict) else None
    if further is True or (isinstance(further, dict) and further):
        return further
    return None if fields else True


def is_declared(seen: Seen, keys: tuple[str | int, ...]) -> bool | None:
    """Whether the contract names a place of this answer; None where it says nothing of the answer's fields."""
    schema = schema_of(seen)
    if schema is None:
        return None
    found, _ = place_in(schema, keys, seen.contract)
    return None if found is True else found is not None
