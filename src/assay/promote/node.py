"""One request of a collection, seen as a place that values come to and go from."""

from __future__ import annotations

import msgspec

from assay.promote.identity import Identity
from assay.promote.request import Shape
from assay.promote.source import Answer, Source


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One request, seen as a place that values come to and go from."""

    index: int
    source: Source
    shape: Shape
    identity: Identity
    before: tuple[str, ...] = ()
    """Variables that its pre-request scripts set."""
    after: tuple[str, ...] = ()
    """Variables that its test scripts set."""
    asked: tuple[str, ...] = ()
    """Variables that its own scripts read."""
    steers: str = ""
    """itself (it polls), another, or nothing."""
    chance: bool = False
    """Whether its scripts roll dice or look at the clock."""

    @property
    def answer(self) -> Answer | None:
        """The recorded answer."""
        return self.source.answer

    @property
    def good(self) -> bool:
        """Whether it was answered with success."""
        return self.answer is not None and self.answer.good

    @property
    def polls(self) -> bool:
        """Whether it asks again until something is so."""
        return self.steers == "itself"

    @property
    def changes(self) -> bool:
        """Whether something is another afterwards."""
        return self.good and not self.shape.reads

    @property
    def sent(self) -> list[str]:
        """The variables of its request, credentials included."""
        return list(dict.fromkeys([*self.shape.names(), *self.identity.variables]))

    @property
    def needs(self) -> list[str]:
        """Every variable that it reads."""
        return list(dict.fromkeys([*self.sent, *self.asked]))
