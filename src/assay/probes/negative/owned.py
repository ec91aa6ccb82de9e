"""Fields that an API tells of a thing and lets nobody write: its schemas for answers and for requests say which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from assay.contract.kinds import properties
from assay.model.contract import Contract, Operation, Schema
from assay.model.finding import Severity
from assay.probes.bodies import media_of, resolved
from assay.probes.pointer import joined
from assay.probes.resources import Resource, words_of

DEEPEST = 3
MOST = 40
"""Fields of one operation."""
ENVELOPES = ("data", "result", "item", "payload", "content", "attributes")
_PRIVILEGE = frozenset({"role", "roles", "admin", "superuser", "staff", "permission", "permissions", "scope", "scopes",
                        "privileges", "superadmin", "root"})  # fmt: skip
_WORTH = frozenset({"owner", "tenant", "user", "customer", "author", "account", "organization", "organisation", "org",
                    "team", "company", "status", "state", "price", "total", "balance", "credit", "amount", "cost",
                    "discount", "paid", "verified", "approved", "active", "enabled", "locked", "plan", "tier",
                    "quota", "limit", "creator", "assignee"})  # fmt: skip

Origin = Literal["readOnly", "answer"]


class Owned(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a thing that no request may write."""

    pointer: str
    """In the body, and in the thing as it is told."""
    schema: Schema
    origin: Origin
    """Whether the schema of the request says readOnly, or only the answer has the field."""

    @property
    def severity(self) -> Severity:
        """How bad it is when a client writes it, as its name says."""
        words = set(words_of(self.pointer.rpartition("/")[2]))
        return "critical" if words & _PRIVILEGE else "high" if words & _WORTH else "medium"


def owned(operation: Operation, resource: Resource | None, contract: Contract) -> Iterator[Owned]:
    """Such fields of what an operation makes or changes, the most harmful first."""
    media = media_of(operation)
    answer = told(operation, contract)
    if media is None or answer is None:
        return
    writable: set[str] = set()
    for other in _writers(operation, resource):
        written = media_of(other)
        if written is not None:
            writable |= {one.pointer for one in _fields(written.schema, contract, "", 0) if not one.read_only}

    body: Schema = media.schema

    def is_there(place: str) -> bool:
        return _object(body, contract, place) is not None

    found = [
        Owned(pointer=one.pointer, schema=one.schema, origin="readOnly" if one.read_only else "answer")
        for one in _fields(answer, contract, "", 0, is_there)
        if one.pointer not in writable and _has_room(body, contract, one.pointer.rpartition("/")[0])
    ]
    ranks = {"critical": 0, "high": 1}
    yield from sorted(found, key=lambda one: ranks.get(one.severity, 2))[:MOST]


def _writers(operation: Operation, resource: Resource | None) -> Iterator[Operation]:
    yield operation
    if resource is not None:
        yield from (one for one in (resource.create, resource.replace, resource.patch) if one is not None)


def told(operation: Operation, contract: Contract) -> Schema | None:
    """The schema of the thing in a good answer, without its envelope; None where there is none."""
    for answer in operation.answers:
        for media in answer.media:
            if answer.status.startswith("2") and "json" in media.type:
                return unwrapped(media.schema, contract)
    return None


def unwrapped(schema: Schema, contract: Contract) -> Schema:
    """What an envelope holds, where it is one: an object with one such field, and no id of its own."""
    fields = properties(schema, contract.definitions)
    for name in ENVELOPES:
        if name in fields and "id" not in fields and properties(fields[name], contract.definitions):
            return fields[name]
    return schema


class _Field(msgspec.Struct, frozen=True, kw_only=True):
    pointer: str
    schema: Schema
    read_only: bool


def _fields(
    schema: Schema, contract: Contract, place: str, depth: int, is_there: Callable[[str], bool] = lambda _: True
) -> Iterator[_Field]:
    """The plain fields of an object, and those of objects and lists of objects in it, as far as they are there."""
    if depth > DEEPEST or not is_there(place):
        return
    for name, inner in properties(schema, contract.definitions).items():
        one = resolved(inner, contract)
        pointer = place + joined(name)
        marked = one.get("readOnly") is True or (isinstance(inner, dict) and inner.get("readOnly") is True)
        items = one.get("items")
        if isinstance(items, dict) and properties(items, contract.definitions):
            yield from _fields(items, contract, f"{pointer}/0", depth + 1, is_there)
        elif properties(one, contract.definitions):
            yield from _fields(one, contract, pointer, depth + 1, is_there)
        elif "items" not in one:
            yield _Field(pointer=pointer, schema=inner, read_only=marked)


def _has_room(schema: Schema, contract: Contract, place: str) -> bool:
    """Whether the body has this object, and does not say that it takes any field."""
    inner = _object(schema, contract, place)
    free = resolved(inner, contract).get("additionalProperties") if inner is not None else True
    return free is None or free is False


def _object(schema: Schema, contract: Contract, place: str) -> Schema | None:
    """The schema of the object at a place of a body; None where there is none."""
    inner: Schema = schema
    for key in place.split("/")[1:]:
        fields = properties(inner, contract.definitions)
        one = resolved(inner, contract)
        if key == "0" and isinstance(one.get("items"), dict):
            inner = one["items"]
        elif key in fields:
            inner = fields[key]
        else:
            return None
    return inner
