"""Which operation calls which dependency, as it was seen when nothing was wrong."""

from __future__ import annotations

import msgspec

from assay.model.dependency import Heard
from assay.model.exchange import Exchange
from assay.model.identity import Identity


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An operation, and one call that it makes to a dependency."""

    operation: str
    identity: Identity
    dependency: str
    call: str
    """`POST /reservations`."""
    healthy: Exchange
    """The operation's answer when nothing was wrong."""
    heard: Heard
    """The call, with the dependency's own answer."""
    times: int = 1
    """How often the operation makes it when nothing is wrong."""
    afterwards: bool = False
    """Whether it is made only when the operation has answered already."""

    @property
    def name(self) -> str:
        """For a reader: `POST /v1/orders → stock POST /reservations`."""
        return f"{self.operation} → {self.dependency} {self.call}"


class Traced(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of who calls whom."""

    links: tuple[Link, ...] = ()
    quiet: tuple[tuple[str, Identity], ...] = ()
    """Operations that call no dependency, and who may call them."""
    unreached: tuple[str, ...] = ()
    """Operations of which no good call could be made."""

    def beside(self, dependency: str) -> tuple[tuple[str, Identity], ...]:
        """Operations that do not use this dependency."""
        using = {one.operation for one in self.links if one.dependency == dependency}
        others = {one.operation: one.identity for one in self.links if one.operation not in using}
        return (*(one for one in self.quiet if one[0] not in using), *others.items())
