"""A body given to libcurl stretch by stretch, so that a file is never held in memory."""

from __future__ import annotations

import os
import stat
from io import BytesIO
from typing import Protocol

import pycurl

from assay.model.http import Body, BytesPart, FilePart
from assay.transport.refusal import Refusal, file_trouble


class Readable(Protocol):
    """Where the bytes of one part come from."""

    def read(self, size: int, /) -> bytes | None:
        """At most `size` bytes; none at the end."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


def size_of(body: Body) -> int:
    """Bytes that the whole body takes."""
    return sum(len(part.data) if isinstance(part, BytesPart) else part.size for part in body)


class Upload:
    """libcurl's read and seek callbacks over the parts of one body.

    `failure` is (code, reason) where a file could not be read, or ended before the size that was announced.
    """

    def __init__(self, body: Body) -> None:
        """Raises Refusal for a file that cannot be sent as things stand."""
        for part in body:
            if isinstance(part, FilePart):
                _check(part)
        self.body = body
        self.index = 0
        self.left = 0
        self.source: Readable | None = None
        self.failure: tuple[str, str] | None = None

    def read(self, size: int) -> bytes | int:
        """READFUNCTION: the next bytes, at most `size`; empty at the end."""
        try:
            data = self._next(size)
        except OSError as error:
            self.failure = file_trouble(error, self._path())
        else:
            if data is not None:
                return data
            self.failure = ("EIO", f"{self._path()} ended {self.left} bytes before the size that was announced")
        return pycurl.READFUNC_ABORT

    def seek(self, offset: int, origin: int) -> int:
        """SEEKFUNCTION: libcurl only ever starts again from the first byte."""
        if offset or origin:
            return pycurl.SEEKFUNC_CANTSEEK
        self.close()
        self.index = self.left = 0
        return pycurl.SEEKFUNC_OK

    def close(self) -> None:
        """Close the file that is open; harmless when none is."""
        if self.source is not None:
            self.source.close()
            self.source = None

    def _next(self, size: int) -> bytes | None:
        while self.left == 0:
            self.close()
            if self.index == len(self.body):
                return b""
            part = self.body[self.index]
            self.index += 1
            self.source = _open(part)
            self.left = size_of((part,))
        data = self.source.read(min(size, self.left)) if self.source else None
        if data:
            self.left -= len(data)
        return data or None

    def _path(self) -> str:
        part = self.body[self.index - 1]
        return part.path if isinstance(part, FilePart) else "the body"


def _open(part: BytesPart | FilePart) -> Readable:
    if isinstance(part, BytesPart):
        return BytesIO(part.data)
    return open(part.path, "rb", buffering=0)


def _check(part: FilePart) -> None:
    try:
        found = os.stat(part.path)
        if not stat.S_ISREG(found.st_mode):  # opening a pipe would wait for its other end
            raise Refusal("EIO", f"{part.path} is not a file")
        with open(part.path, "rb"):
            pass
    except OSError as error:
        raise Refusal(*file_trouble(error, part.path)) from error
    if found.st_size < part.size:
        raise Refusal("EIO", f"{part.path} has {found.st_size} bytes, and {part.size} were announced")
