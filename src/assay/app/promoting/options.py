"""What a person asked `assay promote` for."""

from __future__ import annotations

import msgspec


class PromoteOptions(msgspec.Struct, frozen=True, kw_only=True):
    """One field an option."""

    collection: str | None = None
    environment: str | None = None
    out: str | None = None
    """None: only propose."""
    contract: str | None = None
    client: str = "httpx"
    folder: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    stable: int = 0
    log: str | None = None
    """The log of a past run, in the place of a run of its own."""
    strict_schema: bool = False
    negative: bool = False
    permissions: bool = False
    check: bool = False
    proof: bool = True
    env: str | None = None
    url: str | None = None
    config: str | None = None
    identities: str | None = None
    """A file of identities in the place of assay.toml's."""
    max_time: float | None = None
    """Seconds for the whole command."""
    env_var: tuple[tuple[str, str | None], ...] = ()
