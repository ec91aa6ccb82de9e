"""How the tests of this room run a command: real files, streams in memory, sleeps that are only noted."""

from __future__ import annotations

import io
import itertools
from typing import Any, BinaryIO

from assay.model.transfer import Carried, Job, Transfer
from assay.runtime.curl.operate import World, operate
from assay.runtime.curl.streams import Streams
from assay.testing.servers.wire import Wire


class Clock:
    """Stands still, but for sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


class Outcome:
    """What a command left: curl's number, what was written, and each Carried."""

    def __init__(self, code: int, out: bytes, err: str, carried: list[Carried], slept: list[float]) -> None:
        self.code = code
        self.out = out
        self.err = err
        self.carried = carried
        self.slept = slept


def job(url: str, output: dict[str, Any] | None = None, *, group: int = 0, **transfer: Any) -> Job:
    return Job(transfer=Transfer(url=url, **transfer), output=output or {}, group=group)


def run(*jobs: Job, settings: dict[str, Any] | None = None, terminal: bool = False, stdin: bytes = b"",
        stdout: BinaryIO | None = None, consent: Any = lambda _: None, live: Any = None) -> Outcome:  # fmt: skip
    """Carry a command out."""
    out, err, told, clock = io.BytesIO(), io.BytesIO(), [], Clock()
    numbers = itertools.count()
    world = World(
        ids=lambda: f"r{next(numbers)}",
        clock=lambda: 1_700_000_000.25,
        environment={},
        consent=consent,
        monotonic=clock.read,
        sleep=clock.sleep,
        chance=lambda: b"\0" * 8,
    )
    streams = Streams(io.BytesIO(stdin), stdout or out, err, out_is_terminal=terminal)
    code = operate(jobs, settings or {}, streams, world, on_carried=told.append, terminal_body=live)
    return Outcome(code, out.getvalue(), err.getvalue().decode(), told, clock.slept)


class Site:
    """Answers each path by a list: (status, body, headers); the last stays. `seen` keeps the requests."""

    def __init__(self, **paths: list[tuple[str, bytes, tuple[str, ...]]]) -> None:
        self.paths = paths
        self.seen: list[bytes] = []

    def __call__(self, wire: Wire) -> None:
        while request := wire.read_request():
            self.seen.append(request)
            name = request.split(b" ")[1].strip(b"/").split(b"?")[0].decode()
            answers = self.paths.get(name, [ok(f"this is {name}".encode())])
            status, body, headers = answers.pop(0) if len(answers) > 1 else answers[0]
            wire.answer(b"" if request.startswith(b"HEAD") else body, status=status, headers=headers)


def ok(body: bytes = b"fine", *headers: str) -> tuple[str, bytes, tuple[str, ...]]:
    return ("200 OK", body, headers)


def no(status: str, body: bytes = b"no", *headers: str) -> tuple[str, bytes, tuple[str, ...]]:
    return (status, body, headers)
