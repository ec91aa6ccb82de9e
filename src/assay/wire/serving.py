"""What all connections of one server share: its handler, its bounds, and who is connected."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import Protocol

from assay.wire.descriptors import affordable
from assay.wire.handling import Handler, OnConnect, OnHead
from assay.wire.limits import Limits
from assay.wire.refusal import Refusal, Refusals

_TURNED_AWAY = 100
"""Connections beyond the limit that are given time to read why."""
_SWEEP = 0.25
"""Seconds between two looks at who is overdue."""


class Guest(Protocol):
    """A connection as the server looks at it."""

    deadline: float

    def overdue(self) -> None:
        """The deadline is over."""

    def drop(self) -> None:
        """End at once."""


class Serving:
    """Shared by the connections of one server. The hooks may be exchanged while it serves."""

    def __init__(
        self,
        handler: Handler,
        *,
        limits: Limits,
        on_connect: OnConnect | None = None,
        on_head: OnHead | None = None,
        clock: Callable[[], float] = time.time,
        ids: Callable[[], str] | None = None,
    ) -> None:
        self.handler = handler
        self.limits = limits
        self.most = affordable(limits.connections)
        """Connections that are served at once."""
        self.on_connect = on_connect
        self.on_head = on_head
        self.clock = clock
        self.ids = ids or _counted()
        self.refusals = Refusals(limits.remembered)
        self.guests: set[Guest] = set()
        self.held = 0
        """Bytes of requests that have not arrived whole."""
        self.port = 0
        self.accepted = 0
        """Connections that were served, so far."""
        self.loop: asyncio.AbstractEventLoop
        self._sweeping: asyncio.TimerHandle | None = None

    def begin(self, loop: asyncio.AbstractEventLoop, port: int) -> None:
        """Serve in this loop."""
        self.loop, self.port = loop, port
        self._sweeping = loop.call_later(_SWEEP, self._sweep)

    def end(self) -> None:
        """Drop everybody."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None
        self.drop_all()

    def drop_all(self) -> None:
        """End every connection at once."""
        for guest in tuple(self.guests):
            guest.drop()

    def admit(self, guest: Guest) -> bool:
        """Take one in; whether there was room. Who finds none is taken in as well, to be turned away in order."""
        self.guests.add(guest)
        return len(self.guests) <= self.most

    @property
    def crowded(self) -> bool:
        """Whether so many are being turned away that none of them is given time."""
        return len(self.guests) > self.most + min(_TURNED_AWAY, max(1, self.most // 10))

    def release(self, guest: Guest) -> None:
        """One has left."""
        self.guests.discard(guest)

    def next_number(self) -> int:
        """The number of a new connection, from 1."""
        self.accepted += 1
        return self.accepted

    def refuse(self, kind: str, what: str, client: str, connection: int) -> None:
        """Remember what was refused."""
        self.refusals.add(Refusal(at=self.clock(), client=client, connection=connection, kind=kind, what=what))

    def _sweep(self) -> None:
        self._sweeping = self.loop.call_later(_SWEEP, self._sweep)
        now = self.loop.time()
        for guest in [guest for guest in self.guests if guest.deadline < now]:
            guest.overdue()


def _counted() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: str(next(numbers))
