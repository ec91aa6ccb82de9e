"""What a person may ask of `assay proxy`."""

from __future__ import annotations

import msgspec


class ProxyOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options by the names that they have on the command line; times in seconds."""

    to: str | None = None
    """A URL, or host:port."""
    name: str = "proxy"
    bind: str = "127.0.0.1"
    port: int = 0
    """0 takes a free one."""
    toxic: tuple[str, ...] = ()
    fault: tuple[str, ...] = ()
    contract: str | None = None
    """What the dependency promises, for faults of meaning: a path."""
    active: float | None = None
    """Faults and toxics act for so long …"""
    every: float | None = None
    """… in each stretch of this length; None: once, from the start."""
    control: str | None = None
    config: str | None = None
    """A file as toxiproxy-server's."""
    anywhere: bool = False
    connections: int = 2_000
    insecure: bool = False
    cacert: str | None = None
    seed: int | None = None
    log: str | None = None
    max_time: float | None = None
