"""What differs between the HTTP clients that a suite can be written for."""

from __future__ import annotations

from typing import Literal

import msgspec

ClientName = Literal["requests", "httpx", "httpx2", "niquests"]


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """A client library, as its users write it."""

    module: ClientName
    session: str
    """The type that a client fixture has."""
    raw: str
    """The argument for a body of text."""
    digest: tuple[str, str]
    """The import of digest authentication, and its name."""

    @property
    def imports(self) -> str:
        """The import line."""
        return f"import {self.module}"

    @property
    def response(self) -> str:
        """The type of an answer."""
        return f"{self.module}.Response"

    @property
    def like_httpx(self) -> bool:
        """Whether it is one of the httpx family."""
        return self.raw == "content"


CLIENTS: dict[str, Client] = {
    "requests": Client(
        module="requests",
        session="requests.Session",
        raw="data",
        digest=("from requests.auth import HTTPDigestAuth", "HTTPDigestAuth"),
    ),
    "niquests": Client(
        module="niquests",
        session="niquests.Session",
        raw="data",
        digest=("from niquests.auth import HTTPDigestAuth", "HTTPDigestAuth"),
    ),
    "httpx": Client(module="httpx", session="httpx.Client", raw="content", digest=("import httpx", "httpx.DigestAuth")),
    "httpx2": Client(
        module="httpx2", session="httpx2.Client", raw="content", digest=("import httpx2", "httpx2.DigestAuth")
    ),
}
