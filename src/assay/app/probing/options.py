"""What a person may ask of `assay probe`."""

from __future__ import annotations

import msgspec


class ProbeOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options by the names that they have on the command line."""

    contract: str | None = None
    """A path; None: the project's."""
    url: str | None = None
    app: str | None = None
    """`package.module:name` of an ASGI or WSGI application, called in this process in the place of a server."""
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
    """Only what showed the finding with this fingerprint; `log` is then the log that it stands in."""
    resume: str | None = None
    """The log of a run that was cut short: its cases are not carried out again."""
    clean_up: str | None = None
    """The log of a run that left things behind: they are removed, and nothing else is sent."""
    allow_hosts: tuple[str, ...] = ()
    min_coverage: float | None = None
    """Percent of the contract that must have been exercised."""
    tests: str | None = None
    """A folder: the findings are written there as pytest tests."""
    time_budget: float | None = None
    """Seconds that an answer may take."""
    insecure: bool = False
    log: str | None = None
    max_time: float | None = None
    verbose: bool = False

    @property
    def is_partial(self) -> bool:
        """Whether only some of the cases are asked for: then the set-up is for them alone."""
        limits = (self.budget_requests, self.budget_seconds, self.replay)
        return bool(self.only or self.skip or self.shard != (1, 1)) or any(one is not None for one in limits)
