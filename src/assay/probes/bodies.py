"""Bodies that an operation should accept: taught ones and examples first, then what the schema gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from assay.contract.kinds import item_schema, kinds, properties
from assay.formats.openapi.sampling import sample
from assay.formats.openapi.sampling.merging import merged
from assay.formats.openapi.sampling.pick import Pick
from assay.model.contract import Contract, Media, Operation, Schema
from assay.probes.specimens import specimen
from assay.probes.target import Target

VARIANTS = 5
"""Differently made bodies that are worth trying: what is known to be good, with markers and nearly as it is, and what
the schema gives, with what must be there and with all."""
_UNIQUE = ("email", "username", "user_name", "login", "slug", "handle", "sku", "code", "title", "name", "key")
_SHORTEST = 12
"""Characters that a marker needs."""
_LONGEST = 10_000
"""Characters that a text is made long for."""


def media_of(operation: Operation) -> Media | None:
    """The media type that a body is sent as: JSON where it is offered, else the first."""
    offered = operation.body.media if operation.body else ()
    return next((one for one in offered if "json" in one.type), offered[0] if offered else None)


def example(operation: Operation, media: Media, contract: Contract, variant: int) -> Any:
    """A body that should be accepted; each variant is made in another way, the plainest first."""
    if variant in (0, 2) and media.examples:
        return media.examples[0]
    if (file := specimen(media.type)) is not None:
        return file
    if not _is_structured(media.type):
        return sample(media.schema, contract, seed=variant, name=operation.id or "body")
    made = sample(media.schema, contract, seed=max(0, variant - 3), optional=variant in (0, 3))
    return _with_files(made, media, contract) if media.type.startswith("multipart/") else made


def _with_files(body: Any, media: Media, contract: Contract) -> Any:
    """A form with a file in each place for one: a picture, unless its schema names another type."""
    if not isinstance(body, dict):
        return body
    fields = {
        name: resolved(schema, contract) for name, schema in properties(media.schema, contract.definitions).items()
    }
    files = {
        name: specimen(next(iter(types_of(name, schema, media)), "*/*")) or b"assay"
        for name, schema in fields.items()
        if name in body and (schema.get("format") == "binary" or "contentMediaType" in schema)
    }
    return {**body, **files}


def types_of(name: str, schema: dict[str, Any], media: Media) -> tuple[str, ...]:
    """The media types that a file in a form may have; none where nothing is declared."""
    told = schema.get("contentMediaType")
    return media.parts.get(name) or ((told.strip().lower(),) if isinstance(told, str) else ())


def _is_structured(media: str) -> bool:
    return "json" in media or media.startswith(("multipart/", "application/x-www-form-urlencoded"))


class Marking(msgspec.Struct, frozen=True, kw_only=True):
    """A body with markers in its free texts, and the markers."""

    body: Any
    canaries: tuple[str, ...]


def marked(body: Any, schema: Schema, target: Target, token: Callable[[], str], *, sparing: bool = False) -> Marking:
    """Markers that nobody else uses, put where any text may stand, and where values must be new each time; `sparing`,
    there alone: some APIs know more about their texts than their schemas say."""
    marker = _Marker(target, token, sparing=sparing)
    return Marking(body=marker.value(body, schema, "", 0), canaries=tuple(marker.canaries))


class _Marker:
    def __init__(self, target: Target, token: Callable[[], str], *, sparing: bool) -> None:
        self._sparing = sparing
        self._contract = target.contract
        self._validators = target.validators
        self._token = token
        self.canaries: list[str] = []

    def value(self, value: Any, schema: Schema, name: str, depth: int) -> Any:
        if depth > 6:
            return value
        if isinstance(value, dict):
            fields = properties(schema, self._contract.definitions)
            return {key: self.value(one, fields.get(key, True), key, depth + 1) for key, one in value.items()}
        if isinstance(value, list):
            items = item_schema(schema, self._contract.definitions)
            return [self.value(one, items, name, depth + 1) for one in value]
        if isinstance(value, str) and isinstance(schema, dict):
            return self._text(value, resolved(schema, self._contract), name)
        return value

    def _text(self, value: str, schema: dict[str, Any], name: str) -> str:
        if "enum" in schema or "const" in schema or "string" not in kinds(schema, self._contract.definitions):
            return value
        if schema.get("format") == "email" or name.lower() == "email":
            return f"{self._new()}@example.com"
        if "format" in schema or "contentEncoding" in schema or (self._sparing and name.lower() not in _UNIQUE):
            return value
        if "pattern" in schema:
            return self._like(value, schema, name)
        longest, least = schema.get("maxLength", 10_000), schema.get("minLength", 0)
        if longest < _SHORTEST or is_secret(name):
            return value
        if longest < len(value) + _SHORTEST + 1 or name.lower() in _UNIQUE:
            return self._new().ljust(min(least, longest, _LONGEST), "0")[:longest]
        return f"{value} {self._new()}"

    def _like(self, value: str, schema: dict[str, Any], name: str) -> str:
        """Where a pattern rules, a marker if it fits, else another value where it must be a new one."""
        token = self._token()
        for text in (token, f"{value} {token}"):
            if not self._validators.check(schema, text, "request"):
                self.canaries.append(token)
                return text
        if name.lower() not in _UNIQUE:
            return value
        seed = int.from_bytes(token.encode()) % 1_000_003
        free = {key: one for key, one in schema.items() if key not in ("examples", "example", "default")}
        found = sample(free, self._contract, seed=seed, name=name)
        return found if isinstance(found, str) and not self._validators.check(schema, found, "request") else value

    def _new(self) -> str:
        token = self._token()
        self.canaries.append(token)
        return token


def resolved(schema: Schema, contract: Contract) -> dict[str, Any]:
    """A schema with its references followed and its parts joined; empty where anything is allowed."""
    return merged(schema, contract.definitions, Pick(0), frozenset()).schema


def is_secret(name: str) -> bool:
    """Whether a field holds what nobody else may know."""
    return any(word in name.lower() for word in ("password", "secret", "token", "pin"))
