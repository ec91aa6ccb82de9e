"""Reads the logs of commands by position: what is whole in them, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from assay.model.event import Exchanged, Explored, ItemEnded, ItemStarted, Record, RunEnded
from assay.model.exchange import Exchange
from assay.record.history.entry import Entry
from assay.record.log import FORMAT, LONGEST

_decoder = msgspec.json.Decoder(Record)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An entry without its number, and where its lines stand."""

    entry: Entry
    start: int
    end: int


class Page:
    """One log, read on from where the last reading ended. Lines that are no records are passed over."""

    def __init__(self, path: Path, begin: int = 0) -> None:
        self.path = path
        self.read = begin
        """Everything before this byte is known; what comes behind belongs to transfers that are still under way."""
        self.whole = False
        """Whether the command has ended: nothing will be added."""
        self.strange = ""
        """Why this is no log, where it is none."""
        self._open = 0
        self._exchanges: dict[str, tuple[int, Exchange]] = {}

    def found(self) -> Iterator[Found]:
        """The entries behind `read`, each as soon as it is whole. Raises OSError where the file cannot be read."""
        with self.path.open("rb") as file:
            if not self._is_log(file):
                return
            file.seek(max(self.read, file.tell()))
            for start, end, record in _records(file):
                yield from self._take(start, end, record)

    def _is_log(self, file: BinaryIO) -> bool:
        line = file.readline(200)
        if not line.endswith(b"\n"):
            return False  # it is about to be written
        try:
            version = msgspec.json.decode(line, type=dict[str, int])["assay-log"]
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError):
            self.strange, self.whole = "it is no log of assay", True
            return False
        if version > FORMAT:
            self.strange, self.whole = "it was written by a newer assay", True
        return version <= FORMAT

    def _take(self, start: int, end: int, record: Record) -> Iterator[Found]:
        event = record.event
        match event:
            case ItemStarted():
                self._open += 1
            case Exchanged():
                self._exchanges[event.exchange.id] = (start, event.exchange)
            case Explored():
                yield self._found(start, end, record.at, event)
            case ItemEnded():
                self._open = max(0, self._open - 1)
            case RunEnded():
                self.whole = True
        if self._open == 0 and isinstance(event, Explored | ItemEnded | RunEnded):
            self.read = end
            self._exchanges.clear()

    def _found(self, start: int, end: int, at: float, event: Explored) -> Found:
        mine = [self._exchanges[name] for name in event.exchanges if name in self._exchanges]
        exchanges = tuple(exchange for _, exchange in mine)
        begun = exchanges[0].started if exchanges and exchanges[0].started else at
        return Found(
            entry=entry_of(0, begun, event, exchanges), start=min((place for place, _ in mine), default=start), end=end
        )


def entry_of(n: int, at: float, event: Explored, exchanges: tuple[Exchange, ...]) -> Entry:
    """The entry that an event tells of."""
    return Entry(
        n=n,
        at=at,
        transfer=event.transfer,
        exchanges=exchanges,
        code=event.code,
        error=event.error,
        explanations=event.explanations,
    )


def entry_at(path: Path, n: int, at: float, start: int, end: int) -> Entry | None:
    """The entry whose lines stand there; None where they do not. Raises OSError where the file cannot be read."""
    exchanges: dict[str, Exchange] = {}
    with path.open("rb") as file:
        file.seek(start)
        for _, stop, record in _records(file):
            if isinstance(record.event, Exchanged):
                exchanges[record.event.exchange.id] = record.event.exchange
            if stop < end:
                continue
            if stop > end or not isinstance(record.event, Explored):
                return None
            mine = tuple(exchanges[name] for name in record.event.exchanges if name in exchanges)
            return entry_of(n, at, record.event, mine)
    return None


def _records(file: BinaryIO) -> Iterator[tuple[int, int, Record]]:
    """Each record with the bytes where its line begins and ends; a torn last line is left for later."""
    start = file.tell()
    while line := file.readline(LONGEST):
        end = start + len(line)
        if not line.endswith(b"\n") and len(line) < LONGEST:
            return
        record = _record(line)
        del line  # it may weigh as much as its record
        if record is not None:
            yield start, end, record
        start = end


def _record(line: bytes) -> Record | None:
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
