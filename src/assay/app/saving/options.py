"""What `assay save` was told."""

from __future__ import annotations

import msgspec


class SaveOptions(msgspec.Struct, frozen=True, kw_only=True):
    """None and empty mean that the option was not given."""

    name: str
    """Folders and name, separated by slashes."""
    numbers: tuple[int, ...] = ()
    last: int | None = None
    since: str | None = None
    first: int | None = None
    """--from, a number."""
    final: int | None = None
    """--to, a number."""
    collection: str | None = None
    environment: str | None = None
    """A Postman file."""
    env: str | None = None
    """The name of an [environment]."""
    config: str | None = None
    replace: bool = False
    everything: bool = False
    resend: bool = True
    identity: str | None = None
    """In whose name reads are sent again, where their own credentials are not known."""
    secrets: tuple[str, ...] = ()
    """NAME=VALUE, or NAME for a variable of the process environment."""
