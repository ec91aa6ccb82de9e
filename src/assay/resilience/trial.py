"""One fault laid on one call of one operation, and everything that was seen of it."""

from __future__ import annotations

import msgspec

from assay.model.dependency import Heard, Trouble
from assay.model.exchange import Exchange
from assay.resilience.breakage import Breakage
from assay.resilience.link import Link

UNHEARD = frozenset({"refused", "unresolvable", "expired-certificate"})
"""Faults at which no call ever comes."""


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What the API did."""

    breakage: Breakage
    exchange: Exchange
    """Its answer under the fault."""
    heard: tuple[Heard, ...] = ()
    """What it called while the fault was on, up to its answer and a little beyond."""
    moved: tuple[str, ...] = ()
    """JSON Pointers of what a failed write has changed nevertheless."""
    after: Exchange | None = None
    """Its answer once the fault was over; None where no good call could be made."""
    heard_again: tuple[Heard, ...] = ()
    """What was called when the very same request was sent again, as a client would retry it."""
    repeated: bool = False
    """Whether it was."""
    recovered: float | None = 0.0
    """Seconds after the fault until it was well again; None where it was not, in the time that it had."""
    asked_to_wait: float = 0.0
    """Seconds that the API itself told its client to wait (Retry-After)."""

    @property
    def link(self) -> Link:
        """The call that was broken."""
        return self.breakage.link

    @property
    def trouble(self) -> Trouble:
        """What was laid on it."""
        return self.breakage.trouble

    @property
    def met(self) -> bool:
        """Whether the fault was met at all."""
        return self.trouble.fault.name in UNHEARD or any(one.fault for one in self.calls)

    @property
    def calls(self) -> tuple[Heard, ...]:
        """Those that were broken."""
        of = self.link
        return tuple(one for one in self.heard if one.dependency == of.dependency and one.call == of.call)

    @property
    def seconds(self) -> float:
        """What the answer took."""
        return self.exchange.timings.total / 1000

    @property
    def status(self) -> int:
        """That of the answer; 0 where there was none."""
        return self.exchange.response.status if self.exchange.response else 0
