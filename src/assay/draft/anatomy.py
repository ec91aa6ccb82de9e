"""Takes a request that was sent apart into the slots that may hold a value from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

import msgspec

from assay.draft.address import Address, address, decoded
from assay.draft.content import Content, FormContent, JsonContent, PartsContent, RawContent, content_of
from assay.draft.credentials import Credentials, credentials_of
from assay.draft.headers import Row, cookies_of, worth_keeping
from assay.draft.likeness import STAND_IN, is_id_name, noun_of, words
from assay.draft.values import Call

IsSecret = Callable[[str], bool]
"""Whether values under this name are secrets."""
Locator = tuple[str | int, ...]
Kind = Literal["path", "query", "header", "auth", "cookie", "body", "form", "raw"]
MOST_SLOTS = 5_000
DEEPEST = 40


class Slot(NamedTuple):
    """A place in a request that holds one value."""

    where: Locator
    name: str
    """What it is called: by field, parameter or header; a segment of the path by what stands before it."""
    value: str
    """As text, decoded."""
    number: bool = False
    """Whether it stood as a number in JSON."""
    secret: bool = False

    @property
    def kind(self) -> str:
        """path, query, header, auth, cookie, body, form or raw."""
        return str(self.where[0])


class Anatomy(msgspec.Struct, frozen=True, kw_only=True):
    """A request in its parts: what to write of it, and the slots."""

    call: Call
    method: str
    address: Address
    headers: tuple[Row, ...] = ()
    """Without noise, credentials and cookies."""
    cookies: tuple[Row, ...] = ()
    credentials: Credentials | None = None
    content: Content | None = None
    slots: tuple[Slot, ...] = ()

    @property
    def noun(self) -> str:
        """What it is about: `order` for /v1/orders/7."""
        return noun_of(self.address.plain)


def anatomy(call: Call, is_secret: IsSecret) -> Anatomy:
    """The parts of the request that a call began with."""
    request = call.asked.request
    where = address(request.url)
    credentials, rest = credentials_of(call, where, is_secret)
    content = content_of(call)
    rows = worth_keeping(rest, content)
    cookies = cookies_of(rest)
    parts = Anatomy(
        call=call,
        method=request.method,
        address=where,
        headers=rows,
        cookies=cookies,
        credentials=credentials,
        content=content,
    )
    slots = [slot for _, slot in zip(range(MOST_SLOTS), _slots(parts, is_secret), strict=False)]
    return msgspec.structs.replace(parts, slots=tuple(slots))


def _slots(parts: Anatomy, is_secret: IsSecret) -> Iterator[Slot]:
    for slot in _raw_slots(parts):
        if slot.value and (is_secret(slot.name) or STAND_IN.search(slot.value)):
            yield slot._replace(secret=True)
        elif slot.value:
            yield slot


def _raw_slots(parts: Anatomy) -> Iterator[Slot]:
    yield from _path(parts.address)
    for index, (name, text) in enumerate(parts.address.query):
        if not parts.credentials or parts.credentials.query != name:
            yield Slot(("query", index), decoded(name), decoded(text or ""))
    for index, row in enumerate(parts.headers):
        yield Slot(("header", index), row.name, row.value)
    for index, row in enumerate(parts.cookies):
        yield Slot(("cookie", index), row.name, row.value)
    if parts.credentials:
        for key, text in parts.credentials.values.items():
            yield Slot(("auth", key), parts.credentials.names.get(key, key), text)
    yield from _content(parts.content)


def _path(where: Address) -> Iterator[Slot]:
    plain = where.plain
    for index, segment in enumerate(plain):
        noun = noun_of(plain[:index])
        yield Slot(("path", index), f"{noun}_id" if noun else "id", segment)


def _content(content: Content | None) -> Iterator[Slot]:
    match content:
        case JsonContent():
            yield from leaves(content.value, ("body",), "")
        case FormContent() | PartsContent():
            for index, row in enumerate(content.rows):
                yield Slot(("form", index), row.name, row.value)
        case RawContent():
            yield Slot(("raw",), "", content.text)


def leaves(value: Any, where: Locator, name: str, depth: int = 0) -> Iterator[Slot]:
    """Every text and number of a JSON value; what stands in a list is called by the list's name."""
    if depth > DEEPEST:
        return
    match value:
        case dict():
            for key, item in value.items():
                yield from leaves(item, (*where, key), _field(name, key), depth + 1)
        case list():
            for index, item in enumerate(value):
                yield from leaves(item, (*where, index), name, depth + 1)
        case bool() | None:
            return
        case int() | float():
            yield Slot(where, name, str(value), number=True)
        case str():
            yield Slot(where, name, value)


def _field(parent: str, name: str) -> str:
    """A bare `id` is the parent's: `customer.id` is called customer_id."""
    bare = words(name)
    return f"{'_'.join(words(parent))}_{'_'.join(bare)}" if parent and len(bare) == 1 and is_id_name(name) else name
