"""Things that were made through the API itself: what addresses them, whose they are, and what was written into them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from assay.model.exchange import Exchange
from assay.model.identity import Identity
from assay.probes.resources import Resource, singular, words_of

_ENVELOPES = ("data", "result", "item", "payload", "content")


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """One thing."""

    resource: Resource
    owner: Identity
    path: dict[str, Any]
    """The path parameters of the resource's item, and those of the path that it was made at."""
    content: Any = None
    """What the answer told of it, as JSON; None where it was none."""
    sent: Any = None
    """The body that made it; None where it was found in a list."""
    canaries: tuple[str, ...] = ()
    """Texts that nobody but its owner ever sent."""
    exchange: Exchange | None = None
    """The exchange that made it."""

    @property
    def id(self) -> str:
        """What addresses it, as text."""
        return str(self.path.get(self.resource.parameter, ""))


def id_in(content: Any, resource: Resource) -> Any:
    """The value in an answer that addresses a thing; None where there is none."""
    for fields in _likely(content, resource):
        for name in _names(resource):
            value = fields.get(name)
            if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                return value
    return None


def id_in_location(location: str) -> str:
    """The last segment of the path of a Location header."""
    try:
        return unquote(urlsplit(location).path.rstrip("/").rpartition("/")[2])
    except ValueError:
        return ""


def items_in(content: Any) -> list[dict[str, Any]]:
    """The objects that an answer lists, at its top or one or two fields below; empty where it lists none."""
    for value in _lists(content, 2):
        found = [one for one in value if isinstance(one, dict)]
        if found:
            return found
    return []


def _lists(content: Any, depth: int) -> Iterator[list[Any]]:
    if isinstance(content, list):
        yield content
    elif isinstance(content, dict) and depth:
        for value in content.values():
            yield from _lists(value, depth - 1)


def _likely(content: Any, resource: Resource) -> Iterator[dict[str, Any]]:
    """The objects of an answer that may be the thing itself: the whole, or what an envelope holds."""
    if isinstance(content, list):
        content = content[0] if content else None
    if not isinstance(content, dict):
        return
    for name in (*_ENVELOPES, resource.name, resource.name.replace("_", "")):
        inner = content.get(name)
        if isinstance(inner, dict):
            yield inner
    yield content
    for name, inner in content.items():
        if isinstance(inner, dict) and singular("_".join(words_of(name))) == resource.name:
            yield inner


def _names(resource: Resource) -> tuple[str, ...]:
    """Fields that may hold the id, the likeliest first."""
    last = words_of(resource.parameter)[-1:] or ["id"]
    short = resource.parameter.removeprefix(resource.name).lstrip("_-")
    noun = resource.name
    return tuple(
        dict.fromkeys(
            (resource.parameter, short, last[0], "id", "_id", "uuid", "guid", f"{noun}_id", f"{noun}Id", "key",
             "slug", "code", "number", "name")
        )
    )  # fmt: skip
