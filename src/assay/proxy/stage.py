"""Carries out one toxic on one direction of a connection: its program on the loop, between a sender and a receiver."""

from __future__ import annotations

import asyncio
from collections import deque
from random import Random
from typing import Protocol

from assay.proxy.budget import SMALL, Budget
from assay.proxy.toxics.program import (
    Chunk,
    Cut,
    End,
    Finish,
    How,
    Late,
    Memory,
    Program,
    Reset,
    Send,
    Settings,
    Stall,
    Step,
    Take,
    Toxic,
    Wait,
)

_FOREVER = 30 * 24 * 3600.0
"""Seconds; timers of loops take no more."""


class Receiver(Protocol):
    """What a direction flows into: the next toxic, or the socket."""

    def takes(self) -> bool:
        """Whether more may be fed; after a no the sender is told to resume once it may."""

    def feed(self, data: bytes, at: float) -> None:
        """Bytes, stamped with when they came."""

    def finish(self, how: How) -> None:
        """No more will come, and that is how it ends once everything before has gone on."""


class Sender(Protocol):
    """Who feeds a stage: the toxic before it, or the socket."""

    def resume(self) -> None:
        """There is room again."""


class Stage:
    """One toxic on one direction. Where the dice say that it does not act here, everything passes."""

    def __init__(self, toxic: Toxic, *, sender: Sender, receiver: Receiver, budget: Budget, random: Random) -> None:
        self.toxic = toxic
        self.sender = sender
        self.receiver = receiver
        self.acts = False
        self.over = False
        """The end has gone on, or the connection was ended."""
        self._budget = budget
        self._loop = asyncio.get_running_loop()
        self._memory = Memory(random)
        self._queue: deque[tuple[bytes, float]] = deque()
        self._held = 0
        self._ended: float | None = None
        self._how: How = "end"
        self._program: Program | None = None
        self._step: Step | None = None
        self._timer: asyncio.Handle | None = None
        self._rang = False
        self._awaited = False
        """The sender waits for room."""
        self._stepping = False

    def begin(self, settings: Settings, toxicity: float) -> None:
        """Throw the dice, and start; again with other settings: what the old ones kept back goes on first."""
        self._interrupt()
        if self.over:
            return
        self.acts = self._memory.random.random() < toxicity
        self._program = self.toxic.run(settings, self._memory) if self.acts else None
        if self._program is None:
            self._pass_on()
        else:
            self._step = next(self._program)
            self._go()

    def remove(self) -> None:
        """Let everything on, without the toxic. The caller has linked sender and receiver already."""
        self._interrupt()
        if self.over:
            return
        if self.acts and self.toxic.cuts_when_removed:
            self._end("cut")
            return
        self._program = None
        self._pass_on(whole=True)

    def drop(self) -> None:
        """The connection is gone."""
        self.over = True
        self._interrupt()
        self._forget()

    def takes(self) -> bool:
        """A large room is granted only while all connections together do not hold too much."""
        self._awaited = not self._has_room
        return not self._awaited

    @property
    def _has_room(self) -> bool:
        return self._held < (self.toxic.room if self._budget.has_room else SMALL)

    def feed(self, data: bytes, at: float) -> None:
        """Bytes from the sender; after the end of the program they are dropped."""
        if self.over:
            return
        if self._program is None and not self._queue and self.receiver.takes():
            self.receiver.feed(data, at)
            return
        self._queue.append((data, at))
        self._hold(len(data))
        self._go()

    def finish(self, how: How) -> None:
        """The sender has ended."""
        if not self.over and self._ended is None:
            self._how = how
            self._ended = self._loop.time()
            self._go()

    def resume(self) -> None:
        """The receiver has room again."""
        self._go()

    def _go(self) -> None:
        """Step on as far as it goes. Never within itself: what it feeds may call back."""
        if self._stepping or self.over:
            return
        self._stepping = True
        try:
            if self._program is None:
                self._pass_on()
            while self._program is not None and not self.over and self._carried_out(self._program):
                pass
        finally:
            self._stepping = False

    def _carried_out(self, program: Program) -> bool:
        """Carry out the step that the program is at, if that can be done now."""
        match self._step:
            case Take(within=within):
                return self._took(program, within)
            case Send(data=data, at=at):
                if not self.receiver.takes():
                    return False
                self._step = None
                self.receiver.feed(data, at)
                return self._next(program)
            case Wait(until=until):
                return self._waited(program, until)
            case Finish():
                self._end(self._how)
            case Cut():
                self._end("cut" if self._how == "end" else self._how)
            case Reset():
                self._end("reset")
            case Stall() | None:
                pass
        return False

    def _took(self, program: Program, within: float | None) -> bool:
        now = self._loop.time()
        came: Chunk | End | Late
        if self._queue:
            data, at = self._queue.popleft()
            self._release(len(data))
            came = Chunk(data, at, now)
        elif self._ended is not None:
            came = End(self._ended)
        elif self._rang:
            came = Late(now)
        else:
            if within is not None and self._timer is None:
                self._set_timer(within)
            return False
        self._clear_timer()
        return self._next(program, came)

    def _waited(self, program: Program, until: float) -> bool:
        if self._rang:
            self._rang = False
            return self._next(program)
        if self._timer is None:
            self._set_timer(until - self._loop.time())
        return False

    def _next(self, program: Program, came: Chunk | End | Late | None = None) -> bool:
        try:
            self._step = program.send(came)  # type: ignore[arg-type]  # only a Take is answered
        except StopIteration:
            self._step = None
            return False
        return True

    def _interrupt(self) -> None:
        """Stop the program; what it kept back goes on."""
        self._clear_timer()
        step, self._step = self._step, None
        if self._program is not None:
            self._program.close()
            self._program = None
        rest = step.unsent if isinstance(step, Wait) else step.data + step.rest if isinstance(step, Send) else b""
        if rest and not self.over:
            self.receiver.feed(rest, self._loop.time())

    def _pass_on(self, *, whole: bool = False) -> None:
        """What waits goes on, as far as there is room; `whole`: all of it."""
        while self._queue and (whole or self.receiver.takes()):
            data, at = self._queue.popleft()
            self._release(len(data))
            self.receiver.feed(data, at)
        if self._ended is not None and not self._queue:
            self._end(self._how)

    def _end(self, how: How) -> None:
        self.over = True
        self._clear_timer()
        self._forget()
        self.receiver.finish(how)

    def _forget(self) -> None:
        self._queue.clear()
        self._release(self._held)

    def _hold(self, size: int) -> None:
        self._held += size
        self._budget.hold(size)

    def _release(self, size: int) -> None:
        self._held -= size
        self._budget.release(size)
        if self._awaited and self._has_room:
            self._awaited = False
            self._loop.call_soon(self.sender.resume)

    def _set_timer(self, seconds: float) -> None:
        if seconds <= 0:
            self._timer = self._loop.call_soon(self._ring)
        else:
            self._timer = self._loop.call_later(min(seconds, _FOREVER), self._ring)

    def _clear_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._rang = None, False

    def _ring(self) -> None:
        self._timer, self._rang = None, True
        self._go()
