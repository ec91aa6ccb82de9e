"""Who sends: a name with a role, a tenant, and the credentials that every request of theirs shows."""

from __future__ import annotations

import msgspec


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who sends. `headers`, `query` and `cookies` are name and value, as they leave."""

    name: str
    role: str = ""
    tenant: str = ""
    scopes: tuple[str, ...] = ()
    expired: bool = False
    """Whether the credentials were good once, and are not any more."""
    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()

    @property
    def anonymous(self) -> bool:
        """Whether no credentials are shown at all."""
        return not (self.headers or self.query or self.cookies)


NOBODY = Identity(name="nobody")
"""The caller without credentials, which every target has."""
