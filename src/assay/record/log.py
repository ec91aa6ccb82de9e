"""The append-only log: one event a line, whole lines only, readable up to the last one whatever happened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

import msgspec

from assay.model.errors import InputError
from assay.model.event import ItemEnded, IterationEnded, Record, RunEnded, RunStarted
from assay.record.encoding import encode
from assay.record.spare import Spare

FORMAT = 1
HEADER = b'{"assay-log":%d}\n' % FORMAT
LONGEST = 256 * 1024 * 1024
"""Bytes of one line; an answer of 64 MB takes about 86."""
HELD = 256 * 1024
"""Bytes that wait for the end of their item before they are written anyway."""

_milestones = (RunStarted, ItemEnded, IterationEnded, RunEnded)


class LogWriter:
    """Appends records to a file. A write that fails never ends the run: `problem` then says why, and what comes after
    is kept aside, so that the reports of this run can still be made (`records`).

    The file is created with its header at once. Lines leave at the end of an item, and earlier where they are large.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem: str | None = None
        self._held = bytearray()
        self._whole = 0
        self._file = -1
        self._spare: Spare | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
            if not stat.S_ISREG(os.fstat(self._file).st_mode):
                self._spare = Spare()  # a pipe or a device gives nothing back to make reports from
        except OSError as error:
            self._stop(error)
        self._is_read_back = self._spare is None
        self._to_file(HEADER)

    def append(self, record: Record) -> None:
        """Add one line; an event that cannot be written as it is loses what is too deep or no text."""
        self._held += encode(record) + b"\n"
        if isinstance(record.event, _milestones) or len(self._held) > HELD:
            self.flush()

    def flush(self) -> None:
        """Hand every line so far to the operating system."""
        if self._held:
            held, self._held = self._held, bytearray()
            self._write(held)

    def close(self) -> None:
        """Write what is held and let go of the file."""
        self.flush()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def records(self) -> Iterator[Record]:
        """What was appended, also what the file had no place for."""
        self.flush()
        if self._is_read_back and self._whole:
            yield from read(self.path)
        if self._spare is not None:
            yield from self._spare.records()

    def _write(self, data: bytes | bytearray) -> None:
        self._to_file(data)
        if self._spare is not None:
            self._spare.add(data)

    def _to_file(self, data: bytes | bytearray) -> None:
        if self.problem is not None:
            return
        try:
            with memoryview(data) as rest:
                done = 0
                while done < len(rest):
                    done += os.write(self._file, rest[done:])
            self._whole += len(data)
        except OSError as error:
            self._stop(error)

    def _stop(self, error: OSError) -> None:
        self.problem = f"The log ends here: {self.path} cannot be written ({error.strerror or error})."
        self._spare = self._spare or Spare()
        if self._file < 0:
            return
        try:
            os.ftruncate(self._file, self._whole)  # a torn line is read over as well, but a whole file is kinder
        except OSError:
            return


@cache
def decoder() -> msgspec.json.Decoder[Record]:
    """What reads a line; made when the first is read, for it takes longer than to write a whole log."""
    return msgspec.json.Decoder(Record)


def read(path: Path) -> Iterator[Record]:
    """The records of a log in the order in which they were written, one line in memory at a time.

    A last line that was torn by a kill or a full disk is left out. Raises InputError with the line number where the
    file is no log, or holds a line that is no record.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"The log cannot be read ({error.strerror or error}).", where=str(path)) from None
    with file:
        _check_header(_first_line(file, path), path)
        number = 1
        while line := file.readline(LONGEST):
            number += 1
            record = _record(line, path, number)
            if record is None:
                return
            yield record


def _first_line(file: BinaryIO, path: Path) -> bytes:
    try:
        return file.readline(LONGEST)
    except OSError as error:  # a folder opens on some systems, and fails here
        raise InputError(f"The log cannot be read ({error.strerror or error}).", where=str(path)) from None


def _check_header(line: bytes, path: Path) -> None:
    try:
        version = msgspec.json.decode(line, type=dict[str, int])["assay-log"]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError):
        raise InputError(
            "This is no log of assay: the first line is not its header.",
            where=f"{path}:1",
            remedy="Name a file that a run has written, such as the newest in .assay/log/.",
        ) from None
    if version > FORMAT:
        raise InputError("This log was written by a newer assay.", where=f"{path}:1", remedy="Update assay to read it.")


def _record(line: bytes, path: Path, number: int) -> Record | None:
    try:
        return decoder().decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if not line.endswith(b"\n") and len(line) < LONGEST:
            return None
        raise InputError(f"This line of the log is no record: {error}.", where=f"{path}:{number}") from None


def keep_newest(folder: Path, count: int) -> None:
    """Delete all but the newest logs of a folder (by time, then name). What cannot be deleted stays."""
    found = sorted(folder.glob("*.jsonl"), key=_age, reverse=True)
    for path in found[count:]:
        if _is_log(path):
            path.unlink(missing_ok=True)


def _age(path: Path) -> tuple[float, str]:
    try:
        return path.stat().st_mtime, path.name
    except OSError:
        return 0.0, path.name


def _is_log(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(b'{"assay-log":')) == b'{"assay-log":'
    except OSError:
        return False
