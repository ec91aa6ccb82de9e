"""A request in the contract's own terms: an operation, a value for each parameter, a body, and who sends it."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.model.contract import Operation
from assay.model.identity import NOBODY, Identity

Values = dict[str, Any]
"""Parameters by name. A value may break the schema: it is written as its type would be."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent, before it is written down as bytes. Changing one makes a new one."""

    operation: Operation
    identity: Identity = NOBODY
    path: Values = {}
    query: Values = {}
    headers: Values = {}
    """Declared or not; a name that the client itself would add takes its place."""
    cookies: Values = {}
    body: Any = msgspec.UNSET
    media: str = ""
    """The media type of the body; empty where there is none."""
    raw: bytes | None = None
    """Bytes that are sent in the place of the body."""
    method: str = ""
    """In the place of the operation's."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Further pairs of the query, as they are to stand in the URL, percent-encoded."""
    honest: bool = False
    """Whether it is an ordinary request, which says something about who may do what."""

    def as_(self, identity: Identity) -> Call:
        """The same in another's name."""
        return msgspec.structs.replace(self, identity=identity)

    def with_(self, **changes: Any) -> Call:
        """The same with other fields. It is no ordinary request any more, unless `honest` is among them."""
        return msgspec.structs.replace(self, **{"honest": False, **changes})

    def with_query(self, name: str, value: Any) -> Call:
        """With one query parameter set."""
        return self.with_(query={**self.query, name: value})

    def with_header(self, name: str, value: Any) -> Call:
        """With one header set, whatever its case was."""
        return self.with_(headers={**without(self.headers, name), name: value})

    def without_header(self, name: str) -> Call:
        """With one header left out."""
        return self.with_(headers=without(self.headers, name))


def without(headers: Values, name: str) -> Values:
    """The headers but one, in any case."""
    return {key: value for key, value in headers.items() if key.lower() != name.lower()}
