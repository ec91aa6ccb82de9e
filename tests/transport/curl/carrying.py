"""How the tests of this room send: one Sender, transfers one after another, everything noted that a tap hears."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping
from typing import Any

from assay.model.exchange import Exchange, Unanswered
from assay.model.http import BytesPart, Response
from assay.model.transfer import Carried, Transfer
from assay.transport.curl.refused import Refused
from assay.transport.curl.report import refused
from assay.transport.curl.running import KEPT, Running, Surroundings
from assay.transport.curl.sender import Sender
from assay.transport.curl.taps import Deaf, Progress, Taps


class Notebook(Deaf):
    """Keeps what it hears; `stop` is raised at the first stretch of body."""

    def __init__(self, stop: BaseException | None = None) -> None:
        self.lines: list[bytes] = []
        self.received = bytearray()
        self.kinds: list[int] = []
        self.steps: list[Progress] = []
        self.stop = stop

    def header(self, line: bytes) -> None:
        self.lines.append(line)

    def body(self, data: bytes) -> None:
        if self.stop is not None:
            raise self.stop
        self.received += data

    def debug(self, kind: int, _data: bytes) -> None:
        self.kinds.append(kind)

    def progress(self, progress: Progress) -> None:
        self.steps.append(progress)


def around(
    consent: Callable[[str], str | None] = lambda _: None, environment: Mapping[str, str] = {}, **more: Any
) -> Surroundings:
    """Surroundings with ids r0, r1, … and an empty environment."""
    numbers = itertools.count()
    fixed: dict[str, Any] = {"monotonic": time.monotonic, "clock": lambda: 1000.0}
    return Surroundings(**{**fixed, **more}, ids=lambda: f"r{next(numbers)}", environment=environment, consent=consent)


def carry_all(*transfers: Transfer, taps: Taps | None = None, world: Surroundings | None = None,
              output: dict[str, Any] | None = None, resume: int = 0, keep: int = KEPT) -> list[Carried]:  # fmt: skip
    """Send one after another through one Sender."""
    world = world or around()
    told = []
    with Sender(world.monotonic) as sender:
        for transfer in transfers:
            try:
                running = Running(
                    transfer, output or {}, taps or Deaf(), world, sender.interrupts, resume=resume, keep=keep
                )
            except Refused as refusal:
                told.append(refused(transfer, refusal, world))
                continue
            sender.add(running)
            ended = []
            while not ended:
                ended = sender.step()
            ended[0].running.close()
            told.append(ended[0].carried)
    return told


def carry(transfer: Transfer, **how: Any) -> Carried:
    """Send one."""
    return carry_all(transfer, **how)[0]


def get(url: str, **options: Any) -> Transfer:
    """A GET; underscores of the options' names stand for dashes."""
    return Transfer(url=url, options={name.replace("_", "-"): value for name, value in options.items()})


def answered(exchange: Exchange | None) -> Response:
    """The response, or a failure that tells the outcome."""
    assert exchange is not None
    assert exchange.response is not None, exchange.outcome
    return exchange.response


def failed(exchange: Exchange | None) -> Unanswered:
    """The failure, or a failure that tells the outcome."""
    assert exchange is not None
    assert isinstance(exchange.outcome, Unanswered), exchange.outcome
    return exchange.outcome


def sent(exchange: Exchange) -> bytes:
    """The body that left."""
    return b"".join(part.data for part in exchange.request.body if isinstance(part, BytesPart))
