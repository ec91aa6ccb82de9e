"""One thing that a probe would try: listed, chosen and counted before anything is sent."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from assay.model.finding import fingerprint_of


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A question about one operation. Its `id` is the same in every run over the same contract and identities."""

    probe: str
    """Which probe asks it."""
    rule: str
    """What a finding of it would be called."""
    others: tuple[str, ...] = ()
    """Further rules by which it may find something."""
    operation: str
    """`GET /v1/users/{id}`."""
    what: str
    """For a reader, in a few words: `quantity is below 1`."""
    where: str = ""
    """JSON Pointer, header or parameter: where the finding would be."""
    identity: str = ""
    """In whose name; the owner, where a stranger tries."""
    stranger: str = ""
    """Who tries what is the identity's."""
    sends: int = 1
    """About how many requests it takes."""
    weight: int = 50
    """How telling it is, 0 to 100: with a budget, the highest go first."""
    writes: bool = False
    """Whether it sends what may change something (RFC 9110, 9.2.1)."""
    tags: tuple[str, ...] = ()
    """The operation's, as the contract has them."""
    data: Any = None
    """What the probe itself wants to remember."""

    @property
    def rules(self) -> tuple[str, ...]:
        """Every rule by which it judges, the most likely first."""
        return self.rule, *self.others

    @property
    def fingerprint(self) -> str:
        """That of the finding that it is most likely to bring."""
        return fingerprint_of(self.operation, self.rule, self.where)

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits."""
        parts = (self.probe, self.rule, self.operation, self.where, self.what, self.identity, self.stranger)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
