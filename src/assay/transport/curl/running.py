"""One transfer under way: its handle, its callbacks, and what they saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Any, BinaryIO, NamedTuple

import pycurl

from assay.model.transfer import OptionValue, Transfer
from assay.transport.curl.asked import Asked
from assay.transport.curl.decoding import Decoding
from assay.transport.curl.interrupts import Interrupts
from assay.transport.curl.libcurl import ABORTED, READ_ERROR, TIMED_OUT, TOO_LARGE
from assay.transport.curl.network import mark_socket
from assay.transport.curl.prepare import prepare
from assay.transport.curl.refused import Refused, Stop
from assay.transport.curl.schemes import absolute, sendable
from assay.transport.curl.source import Source
from assay.transport.curl.taps import Progress, Taps
from assay.transport.curl.timing import PATIENCE, is_patient
from assay.transport.curl.watch import Watch

STOP = -1
KEPT = 8 << 20
"""Bytes of an answer's body that are kept for reading; what is written passes by unbounded."""


class Surroundings(NamedTuple):
    """What a transfer may use of the world. `monotonic` and `clock` give seconds, the latter since the epoch."""

    monotonic: Callable[[], float]
    clock: Callable[[], float]
    ids: Callable[[], str]
    environment: Mapping[str, str]
    standard_input: BinaryIO | None = None
    consent: Callable[[str], str | None] = lambda _url: None
    """Why a URL may not be asked for; asked before every hop."""


class Running:
    """A handle that is set up; whoever drives it calls `look` between steps. `stopped` says why we ended it."""

    def __init__(
        self,
        transfer: Transfer,
        output: Mapping[str, OptionValue],
        taps: Taps,
        around: Surroundings,
        interrupts: Interrupts,
        *,
        resume: int = 0,
        keep: int = KEPT,
    ) -> None:
        """Raises Refused."""
        self.transfer = transfer
        self.asked = Asked({**transfer.options, **output})
        self.taps = taps
        self.around = around
        self.interrupts = interrupts
        self.keep = keep
        self.started = around.clock()
        self.stopped: Refused | None = None
        self.raised: BaseException | None = None
        self.patient = is_patient(self.asked)
        self.paused = False
        self.deadline = around.monotonic() + (self.asked.number("max-time") or inf)
        self.decoding = Decoding() if self.asked.flag("compressed") and not self.asked.flag("raw") else None
        url = sendable(transfer.url)
        whole = absolute(url, self.asked.text("proto-default"))
        self.watch = Watch(whole, monotonic=around.monotonic, keep=keep)
        self._agree(whole)
        self.curl = pycurl.Curl()
        self.content = prepare(
            self.curl,
            transfer,
            self.asked,
            url=url,
            resume=resume,
            environment=around.environment,
            standard_input=around.standard_input,
        )
        self._set_callbacks()

    def finish(self) -> None:
        """All has arrived: take what a decoder holds back, or find that the body was cut short."""
        if self.decoding is None or not self.watch.hops:
            return
        try:
            if rest := self.decoding.finish():
                self.watch.body(rest)
                self.taps.body(rest)
        except Stop as stop:
            self.stopped = self.stopped or stop

    def look(self) -> None:
        """Between steps: end what stands still or floods us, and raise what a callback could not."""
        if self.raised is not None:
            raise self.raised
        if self.watch.flooded and self.stopped is None:
            self.stopped = Refused(TOO_LARGE, self.watch.flooded)
        if self.paused:  # standard input has nothing yet, which is nobody's silence
            self.watch.moved = self.around.monotonic()
        if not self.patient and self.stopped is None and self.around.monotonic() - self.watch.moved > PATIENCE:
            self.stopped = Refused(
                TIMED_OUT, f"nothing was sent or received for {PATIENCE:.0f} s; -m SECONDS sets another limit"
            )
        if self.paused and isinstance(self.content, Source) and self.content.is_ready():
            self.paused = False
            self.curl.pause(pycurl.PAUSE_CONT)

    def close(self) -> None:
        """Let go of the handle; a cookie jar is written now."""
        self.curl.setopt(pycurl.VERBOSE, 0)  # pycurl has no callbacks outside of a transfer
        jar = self.asked.text("cookie-jar")
        if jar is not None and jar != "-":
            self.curl.setopt(pycurl.COOKIELIST, "FLUSH")  # close() would part with the shared cookies first
        self.curl.close()
        if self.content is not None:
            self.content.close()
            self.content = None

    def _agree(self, url: str) -> None:
        refusal = self.around.consent(url)
        if refusal is not None:
            raise Refused(ABORTED, refusal)

    def _set_callbacks(self) -> None:
        curl = self.curl
        curl.setopt(pycurl.VERBOSE, 1)
        curl.setopt(pycurl.DEBUGFUNCTION, self._on_debug)
        curl.setopt(pycurl.HEADERFUNCTION, self._on_header)
        curl.setopt(pycurl.WRITEFUNCTION, self._on_body)
        curl.setopt(pycurl.SOCKOPTFUNCTION, self._on_socket)
        curl.setopt(pycurl.PREREQFUNCTION, self._on_reached)
        curl.setopt(pycurl.RESOLVER_START_FUNCTION, self._on_resolve)
        curl.setopt(pycurl.XFERINFOFUNCTION, self._on_progress)
        curl.setopt(pycurl.NOPROGRESS, 0)
        if isinstance(self.content, Source):
            curl.setopt(pycurl.READFUNCTION, self._on_read)
            curl.setopt(pycurl.SEEKFUNCTION, self.content.seek)

    # libcurl's callbacks. What one raises would be printed and forgotten, so each keeps it for `look`.

    def _guarded(self, step: Callable[..., object], *given: object) -> bool:
        """Whether the step went well and the transfer may go on."""
        try:
            with self.interrupts.allowed():
                step(*given)
        except Stop as stop:
            self.stopped = self.stopped or stop
        except BaseException as error:  # noqa: BLE001 - raised again by `look`, where it can be caught
            self.raised = self.raised or error
        return self.stopped is None and self.raised is None

    def _on_debug(self, kind: int, data: bytes) -> None:
        self._guarded(self._debugged, kind, data)

    def _debugged(self, kind: int, data: bytes) -> None:
        following = self.watch.debug(kind, data)
        self.taps.debug(kind, data)
        if following and self.stopped is None:
            refusal = self.around.consent(following)
            if refusal is not None:
                self.stopped = Refused(ABORTED, refusal)

    def _on_header(self, line: bytes) -> int | None:
        if self.watch.flooded:
            self.stopped = self.stopped or Refused(TOO_LARGE, self.watch.flooded)
            return STOP
        return None if self._guarded(self.taps.header, line) else STOP

    def _on_body(self, data: bytes) -> int | None:
        return None if self._guarded(self._take_body, data) else STOP

    def _take_body(self, data: bytes) -> None:
        hops = self.watch.hops
        for piece in self.decoding.feed(hops[-1], data) if self.decoding and hops else (data,):
            self.watch.body(piece)
            self.taps.body(piece)
            if self.watch.moved > self.deadline:  # libcurl looks at the time again when all of this is unpacked
                raise Stop(
                    TIMED_OUT, f"out of time after {self.asked.text('max-time')} seconds, while unpacking the body"
                )

    def _on_socket(self, fd: int, _purpose: int) -> int:
        self.watch.opened()
        if not self._guarded(mark_socket, fd, self.asked):
            return pycurl.SOCKOPT_ERROR
        connected = self.asked.text("abstract-unix-socket") is not None
        return pycurl.SOCKOPT_ALREADY_CONNECTED if connected else pycurl.SOCKOPT_OK

    def _on_resolve(self, *_: Any) -> int:
        return 1 if self.stopped is not None else 0

    def _on_reached(self, address: str, _local: str, port: int, _local_port: int) -> int:
        if self.stopped is not None:
            return int(pycurl.PREREQFUNC_ABORT)
        self.watch.reached(address, port)
        return int(pycurl.PREREQFUNC_OK)

    def _on_progress(self, *counts: int) -> int:
        return 0 if self._guarded(self.taps.progress, Progress(*counts)) else 1

    def _on_read(self, size: int) -> bytes | int:
        read: list[bytes | int] = []
        source = self.content
        if not isinstance(source, Source) or not self._guarded(lambda: read.append(source.read(size))):
            return int(pycurl.READFUNC_ABORT)
        if isinstance(self.raised, OSError):
            self.stopped, self.raised = Refused(READ_ERROR, f"cannot read {source.path!r}: {self.raised}"), None
            return int(pycurl.READFUNC_ABORT)
        self.watch.moved = self.around.monotonic()
        self.paused = read[0] == pycurl.READFUNC_PAUSE
        return read[0]
