"""A client's connection and the one to the dependency, as one: both directions, how they end, and what moved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from assay.proxy.budget import Budget
from assay.proxy.chain import Stream
from assay.proxy.link import Link
from assay.proxy.side import Side

HALF_OPEN = 300.0
"""Seconds that a connection with one direction ended may stay without a byte in the other."""


class Connection:
    """Counts in bytes. `on_end` is called once, when both sockets are gone."""

    def __init__(
        self, number: int, buffer: bytearray, *, budget: Budget, random: Random, on_end: Callable[[Connection], None]
    ) -> None:
        self.number = number
        self.client = Side(self, buffer)
        self.server = Side(self, buffer)
        self.received: dict[Stream, int] = {"upstream": 0, "downstream": 0}
        self.toxics: set[str] = set()
        """The toxics that acted on it at any time."""
        self.connected = False
        self.fault = ""
        """How a toxic ended it: cut or reset."""
        self._on_end: Callable[[Connection], None] | None = on_end
        self._watch: asyncio.TimerHandle | None = None
        self.links: dict[Stream, Link] = {
            "upstream": Link(self.client, self.server, budget=budget, random=random),
            "downstream": Link(self.server, self.client, budget=budget, random=random),
        }
        self.client.outgoing = self.server.feeder = self.links["upstream"]
        self.server.outgoing = self.client.feeder = self.links["downstream"]

    @property
    def sent(self) -> dict[Stream, int]:
        """Bytes that went on, by direction."""
        return {"upstream": self.server.sent, "downstream": self.client.sent}

    def begin(self) -> None:
        """Both sockets stand: let data flow."""
        self.connected = True
        for side in (self.client, self.server):
            side.begin()

    def close(self) -> None:
        """End at once, whatever is on its way."""
        for link in self.links.values():
            link.drop()
        for side in (self.client, self.server):
            side.abort()
        self._settle()

    def moved(self, side: Side, size: int) -> None:
        """So many bytes came from there."""
        self.received["upstream" if side is self.client else "downstream"] += size

    def lost(self, side: Side, *, broken: bool) -> None:
        """What it sent before goes on; nothing can be told to it any more."""
        self._from(self._other(side)).drop()
        if broken and not self.fault and not self._from(side).acting():
            self._other(side).reset()
        else:
            side.outgoing.finish()
        self._settle()

    def ended(self) -> None:
        """A direction is at its end: with the other one ended too, or nobody there to hear it, so is the connection."""
        done = [self._is_done(link) for link in self.links.values()]
        if all(done):
            self.client.close()
            self.server.close()
        if self._watch is None:
            self._watch_over(0)

    def cut(self) -> None:
        """A toxic ends it: what went on before is still written."""
        self._end("cut")
        self.client.close()
        self.server.close()
        if self._watch is None:
            self._watch_over(0)

    def reset(self) -> None:
        """A toxic resets it."""
        self._end("reset")
        self.client.reset()
        self.server.reset()

    def _end(self, fault: str) -> None:
        self.fault = fault
        for link in self.links.values():
            link.drop()

    def _is_done(self, link: Link) -> bool:
        return link.over or link.target.gone or link.target.finished

    def _other(self, side: Side) -> Side:
        return self.server if side is self.client else self.client

    def _from(self, side: Side) -> Link:
        return self.links["upstream" if side is self.client else "downstream"]

    def _watch_over(self, before: int) -> None:
        """End a connection that is half over, or cannot be written to its end, once nothing comes for too long."""
        moved = sum(self.received.values())
        if self._watch is not None and moved == before:
            self.close()
            return
        loop = asyncio.get_running_loop()
        self._watch = loop.call_later(HALF_OPEN, self._watch_over, moved)

    def _settle(self) -> None:
        if not (self.client.gone and self.server.gone):
            return
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end(self)
