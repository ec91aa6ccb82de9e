"""Where an uploaded body comes from: a file, or standard input, read while it is sent."""

from __future__ import annotations

import os
import select
import stat
from typing import BinaryIO

import pycurl

from assay.transport.curl.libcurl import PARTIAL_FILE, READ_ERROR
from assay.transport.curl.refused import Refused

STANDARD_INPUT = ("-", ".")
""" "." is standard input too, without waiting for it."""


class Source:
    """libcurl's read and seek callbacks over one stream. `size` is None where only the end tells it."""

    def __init__(self, path: str, standard_input: BinaryIO | None, begin: int = 0) -> None:
        """`begin`: the byte to go on from. Raises Refused for a file that cannot be read."""
        self.path = path
        self.size: int | None = None
        self.begin = begin
        self.owned = path not in STANDARD_INPUT
        self.stream = self._open() if self.owned else standard_input
        self._skip()

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file, which can be named instead of kept."""
        return self.owned and self.size is not None

    def read(self, size: int) -> bytes | int:
        """READFUNCTION: the next bytes, at most `size`; empty at the end."""
        if self.stream is None:
            return b""
        if self.path == "." and not self.is_ready():
            return pycurl.READFUNC_PAUSE
        reader = getattr(self.stream, "read1", self.stream.read)
        data: bytes = reader(size)
        return data

    def seek(self, offset: int, origin: int) -> int:
        """SEEKFUNCTION: again from an earlier byte, as a redirect or a challenge needs."""
        if self.stream is None or not self.stream.seekable():
            return pycurl.SEEKFUNC_CANTSEEK
        self.stream.seek(offset + (self.begin if origin == os.SEEK_SET else 0), origin)
        return pycurl.SEEKFUNC_OK

    def is_ready(self) -> bool:
        """Whether a read would not wait."""
        try:
            return self.stream is None or bool(select.select([self.stream], [], [], 0)[0])
        except (OSError, ValueError):  # no real file behind it: it never waits
            return True

    def close(self) -> None:
        """Close the file; standard input stays open."""
        if self.owned and self.stream is not None:
            self.stream.close()
            self.stream = None

    def _skip(self) -> None:
        if not self.begin or self.stream is None:
            return
        if self.size is not None and self.size <= self.begin:
            self.close()
            sentence = f"{self.path!r} has no more than {self.begin} bytes: nothing is left to send (-C)"
            raise Refused(PARTIAL_FILE, sentence)
        if self.stream.seekable():
            self.stream.seek(self.begin)
        else:
            self.stream.read(self.begin)
        if self.size is not None:
            self.size -= self.begin

    def _open(self) -> BinaryIO:
        try:
            stream = open(self.path, "rb")  # noqa: SIM115 - open for as long as it is sent
        except (OSError, ValueError) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            raise Refused(READ_ERROR, f"cannot open {self.path!r} for -T: {said}") from error
        found = os.fstat(stream.fileno())
        if stat.S_ISREG(found.st_mode):
            self.size = found.st_size
        elif stat.S_ISDIR(found.st_mode):
            stream.close()
            raise Refused(READ_ERROR, f"cannot send {self.path!r} with -T: it is a directory")
        return stream
