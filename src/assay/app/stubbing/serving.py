"""Runs a stub until it is over, and holds what it saw."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from assay.app.probing.telling import Declarations
from assay.app.proxying.room import make_room
from assay.app.stubbing.loading import Ready, stub_of, watching
from assay.app.stubbing.tally import Tally, shown
from assay.model.errors import InputError
from assay.model.finding import Finding
from assay.stub.journal import Served
from assay.wire.authority import Authority
from assay.wire.limits import Limits

_ROUND = 0.5
"""Seconds after which it is looked whether it is over: a wait without end hears no signal on every system."""


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    tally: Tally
    findings: tuple[Finding, ...]
    refusals: str
    """What hostile clients sent, in one line; empty where that is nothing."""
    refused: int
    target: str
    started: float
    seconds: float
    interrupted: bool


class Ending:
    """Whether it is over, and who said so. Any thread may say it."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.interrupted = False

    def interrupt(self) -> None:
        """A signal came."""
        self.interrupted = True
        self._event.set()

    def shut_down(self) -> None:
        """A client asked for it."""
        self._event.set()

    def wait(self, seconds: float | None) -> None:
        """Until somebody says so, or the time is over."""
        until = None if seconds is None else time.monotonic() + seconds
        while not self._event.is_set():
            left = _ROUND if until is None else min(_ROUND, until - time.monotonic())
            if left <= 0:
                return
            self._event.wait(left)


def serve(ready: Ready, ending: Ending, say: Callable[[str], None], tell: Callable[[str], None] | None) -> Ended:
    """Serve until it is over. `say` gets lines for a person, `tell` one for each call. Raises an AssayError where it
    cannot begin."""
    options = ready.options
    authority = Authority(datetime.datetime.now(datetime.UTC), _names(options.host)) if options.https else None
    limits = Limits(connections=make_room(options.connections))
    stub = stub_of(ready, limits=limits, tls=(lambda: authority.good) if authority is not None else None)
    tally, watch = Tally(), watching(ready)

    def heard(served: Served) -> None:
        tally.saw(served)
        if watch is not None:
            watch.saw(served)
        if tell is not None:
            tell(shown(served))

    stub.answerer.journal.heard = heard
    stub.answerer.ended = ending.shut_down
    if authority is not None and options.ca_out:
        _write_authority(authority, Path(options.ca_out))
    began = time.time()
    url = stub.start()
    try:
        say(f"{options.source}: {url} ({_size(ready)})")
        ending.wait(options.max_time)
    finally:
        stub.stop()
    return Ended(
        tally=tally,
        findings=_placed(watch.findings if watch is not None else (), ready),
        refusals=stub.refusals.sentence(),
        refused=stub.refusals.total,
        target=url,
        started=began,
        seconds=time.time() - began,
        interrupted=ending.interrupted,
    )


def _names(host: str) -> tuple[str, ...]:
    """What the certificate is for."""
    own = () if host.strip("0.:") == "" else (host,)
    return tuple(dict.fromkeys(("localhost", "127.0.0.1", "::1", *own)))


def _write_authority(authority: Authority, path: Path) -> None:
    try:
        authority.written(path)
    except OSError as problem:
        raise InputError(
            f"cannot be written: {problem.strerror}", where=str(path), remedy="Name another file."
        ) from None


def _size(ready: Ready) -> str:
    loaded = ready.loaded
    parts = [_many(len(loaded.mappings), "route")] if loaded.mappings else []
    if loaded.contract is not None:
        parts.append(_many(len(loaded.contract.operations), "operation"))
    return f"{loaded.kind}: {' and '.join(parts) or 'no routes yet'}"


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _placed(findings: tuple[Finding, ...], ready: Ready) -> tuple[Finding, ...]:
    """Each with its line in the contract."""
    if not findings or ready.contract is None:
        return findings
    declarations = Declarations(ready.contract.source)
    return tuple(declarations.beside(one) for one in findings)
