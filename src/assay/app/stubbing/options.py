"""What a person may ask of `assay stub`."""

from __future__ import annotations

import msgspec


class StubOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options by the names that they have on the command line; times in seconds."""

    source: str | None = None
    port: int = 0
    """0 takes a free one."""
    host: str = "127.0.0.1"
    allow_remote: bool = False
    https: bool = False
    ca_out: str | None = None
    contract: str | None = None
    """An OpenAPI document that both sides are held to."""
    strict: bool = False
    lenient: bool = False
    templates: bool = False
    """Every answer is a template."""
    seed: int = 0
    connections: int = 2_000
    check_against: str | None = None
    """Base URL of the real service."""
    header: tuple[str, ...] = ()
    """`NAME: VALUE` for the real service."""
    writes: bool = False
    insecure: bool = False
    max_time: float | None = None
