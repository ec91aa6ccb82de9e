"""What a handler is given and what it gives back; everything about the wire is elsewhere."""

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.demo.records import Role

JSON = "application/json"


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends: a user of a tenant, or a service of it (then `id` is None and there is no session)."""

    id: str | None
    name: str
    tenant: str
    role: Role
    session_id: str | None = None
    scopes: tuple[str, ...] = ()

    @property
    def user_id(self) -> str:
        """The user's id; only operations that take an access token ask for it."""
        assert self.id is not None, "an operation for users was called by a service"
        return self.id


NOBODY = Caller(id=None, name="", tenant="", role="member")


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a multipart body: one file and the text fields."""

    content_type: str
    content: bytes
    fields: dict[str, str]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A request that the gate let through: its parts fulfil the contract's schemas.

    Parameters have the contract's names and defaults; `body` is parsed JSON, an `Upload`, or None.
    """

    operation: str
    who: Caller
    path: dict[str, str]
    query: dict[str, Any]
    headers: dict[str, str]
    cookies: dict[str, str]
    body: Any


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer: `content` is a value for JSON, bytes, an iterator of text to stream, or None for no body."""

    status: int = 200
    content: dict[str, Any] | bytes | Iterator[str] | None = None
    media_type: str = JSON
    headers: dict[str, str] = {}
