"""Where the body of one answer goes: a file that is opened when the first byte comes, standard output, or nowhere."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from typing import BinaryIO

from assay.runtime.curl.file_names import checked
from assay.transport.curl.libcurl import WRITE_ERROR
from assay.transport.curl.refused import Refused, Stop

MOST_NUMBERED = 100
"""--no-clobber tries name.1 to name.100."""


class Nowhere:
    """--out-null, -o /dev/null's quicker sister."""

    path = ""
    written = 0

    def write(self, data: bytes) -> None:
        """Counted, and let go."""
        self.written += len(data)

    def create(self) -> None:
        """There is nothing to make."""

    def truncate(self) -> None:
        """There is nothing to take back."""
        self.written = 0

    def close(self) -> None:
        """There is nothing to close."""


class Handed(Nowhere):
    """Somebody takes the bytes: standard output, or who shows the answer on a terminal."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self.take = take

    def write(self, data: bytes) -> None:
        """On at once."""
        self.written += len(data)
        self.take(data)


class File(Nowhere):
    """A file by its path. Every method raises Stop with a sentence for what the system refuses."""

    def __init__(self, path: str, *, append: bool = False, clobber: bool = True, renames: bool = False) -> None:
        """`clobber`: may an existing file be written over; where not, `renames` says that name.1 is tried."""
        self.path = checked(path)
        self.append = append
        self.clobber = clobber
        self.renames = renames
        self.stream: BinaryIO | None = None
        self.begin = 0

    def rename(self, path: str) -> None:
        """A better name, from the answer's head; too late once it is open."""
        if self.stream is None:
            self.path = checked(path)

    def write(self, data: bytes) -> None:
        """At the end of it."""
        self.create()
        assert self.stream is not None
        try:
            self.stream.write(data)
        except OSError as error:
            raise self._unwritable(error) from error
        self.written += len(data)

    def create(self) -> None:
        """Open it, where it is not open yet."""
        if self.stream is None:
            self.stream = self._open()
            self.begin = self.stream.tell() if self.append else 0

    def truncate(self) -> None:
        """Take back what was written, before another attempt. A device or pipe keeps what it has."""
        if self.stream is not None and stat.S_ISREG(os.fstat(self.stream.fileno()).st_mode):
            self.stream.seek(self.begin)
            self.stream.truncate()
            self.written = 0

    def close(self) -> None:
        """Whatever was still held back is written now."""
        stream, self.stream = self.stream, None
        if stream is not None:
            try:
                stream.close()
            except OSError as error:
                raise self._unwritable(error) from error

    def remove(self) -> None:
        """--remove-on-error."""
        try:
            if stat.S_ISREG(os.stat(self.path).st_mode):
                os.unlink(self.path)
        except OSError:
            pass  # it was never made

    def _open(self) -> BinaryIO:
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if self.append else os.O_TRUNC)
        if self.clobber or self.append:
            return self._opened(self.path, flags)
        stem = self.path
        for number in range(MOST_NUMBERED + 1):
            self.path = f"{stem}.{number}" if number else stem
            try:
                return self._opened(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            except Exists:
                if not self.renames:
                    break
        self.path = stem
        raise Stop(WRITE_ERROR, f"{stem} exists already, and is not written over")

    def _opened(self, path: str, flags: int) -> BinaryIO:
        try:
            number = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o666)
        except FileExistsError as error:
            raise Exists from error
        except (OSError, ValueError) as error:
            raise self._unwritable(error) from error
        return open(number, "ab" if flags & os.O_APPEND else "wb")

    def _unwritable(self, error: OSError | ValueError) -> Stop:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return Stop(WRITE_ERROR, f"{self.path} cannot be written: the disk is full")
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Stop(WRITE_ERROR, f"{self.path} cannot be written: {said}")


class Exists(Exception):
    """There is a file of this name."""


def make_folders(path: str) -> None:
    """--create-dirs: every folder on the way to the file, for its owner alone as curl makes them. Raises Refused."""
    folder = os.path.dirname(path)
    if folder:
        try:
            os.makedirs(folder, mode=0o750, exist_ok=True)
        except (OSError, ValueError) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            raise Refused(WRITE_ERROR, f"the folder {folder} cannot be made: {said}") from error
