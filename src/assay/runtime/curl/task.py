"""One job made ready: where its answer goes, what is tried again, what is told of it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from assay.model.exchange import Exchange
from assay.model.transfer import Job, OptionValue, Transfer
from assay.runtime.curl.authenticating import Conversation
from assay.runtime.curl.heads import Heads, Write
from assay.runtime.curl.places import place_of
from assay.runtime.curl.retry import Retries
from assay.runtime.curl.streams import Streams, put
from assay.runtime.curl.target import make_folders
from assay.transport.curl.asked import Asked
from assay.transport.curl.libcurl import READ_ERROR, WRITE_ERROR
from assay.transport.curl.refused import Refused
from assay.transport.curl.taps import Progress

Debug = Callable[[int, bytes], None]
Meter = Callable[[Progress], None]


class Listening:
    """What all jobs of a command share while they run."""

    def __init__(
        self, streams: Streams, *, terminal_body: Write | None, debug: Debug | None, meter: Meter | None
    ) -> None:
        self.streams = streams
        self.terminal_body = terminal_body
        self.debug = debug
        self.meter = meter
        self.dumped: set[tuple[int, str]] = set()
        """The files for headers that were begun: each part of the command begins its own anew."""


class Task:
    """Listens to its transfer. Making one opens what must be open before; raises Refused."""

    def __init__(
        self, job: Job, shared: Listening, *, began: float, number: int, conversation: Conversation | None = None
    ) -> None:
        """`began`: seconds of the clock that retries are counted by; `number`: which URL of the command it is."""
        self.job = job
        self.number = number
        self.conversation = conversation
        self.asked = Asked(job.output)
        self.shared = shared
        self.retries = Retries(self.asked, began)
        self.due = began
        """When it may be sent."""
        self.exchanges: list[Exchange] = []
        self.has_body = False
        self.opened: list[BinaryIO] = []
        self.to, self.resume, self.skipped = place_of(job, self.asked, shared.streams, shared.terminal_body)
        self.heads = Heads(
            self.to,
            include=self.asked.flag("show-headers") or self.asked.flag("include"),
            dump=self._dump(),
            etag=self._etag(),
            remote_name=self.asked.flag("remote-header-name") and self.asked.flag("remote-name"),
            folder=self.asked.text("output-dir") or "",
        )

    def header(self, line: bytes) -> None:
        """A line of an answer's head."""
        if self.conversation is not None:
            self.conversation.take(line)
        self.heads.take(line)

    def body(self, data: bytes) -> None:
        """A stretch of the body."""
        if self.conversation is None or (self.conversation.next() == "over" and not self.fails):
            self.to.write(data)
            self.has_body = True

    def debug(self, kind: int, data: bytes) -> None:
        """-v and --trace."""
        if self.shared.debug is not None:
            self.shared.debug(kind, data)

    def progress(self, progress: Progress) -> None:
        """The meter."""
        if self.shared.meter is not None:
            self.shared.meter(progress)

    @property
    def fails(self) -> bool:
        """Whether -f is ours to keep: libcurl is not told of it while a log-in is talked over."""
        return self.conversation is not None and self.asked.flag("fail") and self.conversation.status >= 400

    @property
    def transfer(self) -> Transfer:
        """The request that is due."""
        return self.job.transfer if self.conversation is None else self.conversation.transfer

    @property
    def output(self) -> dict[str, OptionValue]:
        """The options for its answer."""
        return self.job.output if self.conversation is None else self.conversation.output(self.job.output)

    def take_back(self) -> None:
        """Before another attempt: what was written goes. As with curl, a head (-i) without a body stays."""
        if self.has_body:
            self.to.truncate()
            self.has_body = False

    def close(self) -> None:
        """Close what was opened beside the body's file."""
        for stream in self.opened:
            stream.close()
        self.opened.clear()

    def _dump(self) -> Write | None:
        path = self.asked.text("dump-header")
        if path is None:
            return None
        streams = self.shared.streams
        if path == "-":
            return None if streams.out_is_terminal else streams.write  # a terminal is shown the head anyhow
        if path == "%":
            return streams.tell_bytes
        begun = (self.job.group, path) in self.shared.dumped
        self.shared.dumped.add((self.job.group, path))
        stream = self._open(path, "ab" if begun else "wb")
        return lambda line: put(stream, line, path)

    def _etag(self) -> Write | None:
        path = self.asked.text("etag-save")
        if path is None:
            return None
        if path == "-":
            return None if self.shared.streams.out_is_terminal else self.shared.streams.write
        stream = self._open(path, "ab", READ_ERROR)  # curl's number for it

        def replace(line: bytes) -> None:
            stream.seek(0)
            stream.truncate()
            put(stream, line, path)

        return replace

    def _open(self, path: str, mode: str, number: int = WRITE_ERROR) -> BinaryIO:
        if self.asked.flag("create-dirs"):
            make_folders(path)
        try:
            stream: BinaryIO = open(path, mode)  # type: ignore[assignment] # noqa: SIM115 - closed with the task
        except (OSError, ValueError) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            raise Refused(number, f"{path} cannot be written: {said}") from error
        self.opened.append(stream)
        return stream
