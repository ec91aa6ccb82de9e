"""What a person may ask of `assay break`."""

from __future__ import annotations

import msgspec

from assay.app.probing.options import ProbeOptions

BUDGET = 5.0


class BreakOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options by the names that they have on the command line."""

    contract: str | None = None
    url: str | None = None
    env: str | None = None
    config: str | None = None
    identities: str | None = None
    identity: tuple[str, ...] = ()
    dep: tuple[str, ...] = ()
    """`NAME=URL`: where the API looks for a dependency."""
    real: tuple[str, ...] = ()
    """`NAME=URL`: where it really is."""
    fault: tuple[str, ...] = ()
    """Patterns of faults; all where none is named."""
    only: tuple[str, ...] = ()
    """Patterns of operations; all where none is named."""
    skip: tuple[str, ...] = ()
    pairs: bool = False
    """Two dependencies at once, too."""
    time_budget: float = BUDGET
    """Seconds that an answer may take."""
    tests: str | None = None
    allow_hosts: tuple[str, ...] = ()
    insecure: bool = False
    seed: int = 0
    log: str | None = None
    max_time: float | None = None
    verbose: bool = False

    @property
    def probing(self) -> ProbeOptions:
        """What is asked of the machinery that it shares with `assay probe`."""
        return ProbeOptions(
            contract=self.contract, url=self.url, env=self.env, config=self.config, identities=self.identities,
            identity=self.identity, allow_hosts=self.allow_hosts, insecure=self.insecure, seed=self.seed, log=self.log,
            max_time=self.max_time, verbose=self.verbose,
        )  # fmt: skip
