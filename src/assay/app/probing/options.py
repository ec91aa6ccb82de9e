"""What a person may ask of `assay probe`."""

from __future__ import annotations

import msgspec


class ProbeOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options by the names that they have on the command line."""

    contract: str | None = None
    """A path; None: the project's."""
    url: str | None = None
    env: str | None = None
    config: str | None = None
    identities: str | None = None
    """A file of identities in the place of assay.toml's."""
    identity: tuple[str, ...] = ()
    """Only these; all where none is named."""
    only: tuple[str, ...] = ()
    """Rules, operations, tags or identities, as `rule:NAME`, `operation:PATTERN`, …, or a plain pattern of any."""
    skip: tuple[str, ...] = ()
    budget_requests: int | None = None
    budget_seconds: float | None = None
    safe: bool = False
    """Only what changes nothing."""
    seed: int = 0
    shard: tuple[int, int] = (1, 1)
    """The k-th of n equal parts of the cases."""
    replay: str | None = None
    """Only what showed the finding with this fingerprint."""
    resume: str | None = None
    """The log of a run that was cut short: its cases are not carried out again."""
    allow_hosts: tuple[str, ...] = ()
    time_budget: float | None = None
    """Seconds that an answer may take."""
    insecure: bool = False
    log: str | None = None
    max_time: float | None = None
    verbose: bool = False
