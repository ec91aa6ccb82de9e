"""One direction of a connection: from a socket through the toxics to the other socket."""

from __future__ import annotations

import asyncio
from random import Random

from assay.proxy.budget import Budget
from assay.proxy.chain import Installed
from assay.proxy.side import Side
from assay.proxy.stage import Receiver, Sender, Stage


class Link:
    """The toxics may change while data is on its way: nothing is lost and nothing overtakes."""

    def __init__(self, source: Side, target: Side, *, budget: Budget, random: Random) -> None:
        self.source = source
        self.target = target
        self.over = False
        """No more goes on, or the connection is being ended."""
        self._budget = budget
        self._random = random
        self._stages: dict[str, Stage] = {}
        self._first: Receiver = target
        self._last: Sender = source
        self._ended = False

    def feed(self, data: bytes, loop: asyncio.AbstractEventLoop) -> bool:
        """Bytes from the source; whether it may go on reading."""
        if self.over:
            return True
        first = self._first
        first.feed(data, 0.0 if first is self.target else loop.time())
        return first.takes()

    def finish(self) -> None:
        """The source has ended."""
        if not self._ended and not self.over:
            self._ended = True
            self._first.finish("end")

    def resume_last(self) -> None:
        """The target takes more."""
        self._last.resume()

    def add(self, installed: Installed) -> None:
        """A toxic at the end of the chain."""
        if self.over:
            return
        before = list(self._stages.values())
        stage = Stage(
            installed.toxic,
            sender=before[-1] if before else self.source,
            receiver=self.target,
            budget=self._budget,
            random=self._random,
        )
        self._stages[installed.name] = stage
        self._chain()
        if self._ended and (not before or before[-1].over):
            stage.finish("end")
        stage.begin(installed.settings, installed.toxicity)
        stage.sender.resume()

    def update(self, installed: Installed) -> None:
        """Other settings for a toxic; the dice are thrown again."""
        if stage := self._stages.get(installed.name):
            stage.begin(installed.settings, installed.toxicity)

    def remove(self, name: str) -> None:
        """Take a toxic out."""
        stage = self._stages.pop(name, None)
        if stage is None:
            return
        self._chain()
        stage.remove()
        stage.sender.resume()

    def drop(self) -> None:
        """The connection is gone."""
        self.over = True
        for stage in self._stages.values():
            stage.drop()

    def acting(self) -> list[str]:
        """The toxics that act on this connection."""
        return [name for name, stage in self._stages.items() if stage.acts]

    def _chain(self) -> None:
        """Link each stage with its neighbours."""
        sender: Sender = self.source
        stages = list(self._stages.values())
        receivers: list[Receiver] = [*stages, self.target]
        for stage, receiver in zip(stages, receivers[1:], strict=True):
            stage.sender, stage.receiver = sender, receiver
            sender = stage
        self._first, self._last = receivers[0], sender
