"""A body given to libcurl stretch by stretch, so that a file is never held in memory."""

from __future__ import annotations

import os
from io import BytesIO
from typing import BinaryIO, Protocol

import pycurl

from assay.model.http import Body, BytesPart, FilePart


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


def size_of(body: Body) -> int:
    """Bytes that the whole body takes."""
    return sum(len(part.data) if isinstance(part, BytesPart) else part.size for part in body)


class Upload:
    """libcurl's read and seek callbacks over the parts of one body.

    `failure` names the file that could not be read, or that ended before the size that was announced.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.index = 0
        self.left = 0
        self.source: _Readable | None = None
        self.failure = ""

    def read(self, size: int) -> bytes | int:
        """READFUNCTION: the next bytes, at most `size`; empty at the end."""
        try:
            return self._read(size)
        except OSError as error:
            self.failure = f"{os.strerror(error.errno or 0)}: {error.filename}"
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

    def _read(self, size: int) -> bytes | int:
        while self.left == 0:
            self.close()
            if self.index == len(self.body):
                return b""
            self.left, self.source = _open(self.body[self.index])
            self.index += 1
        data = self.source.read(min(size, self.left)) if self.source else b""
        if not data:
            self.failure = f"{_name(self.body[self.index - 1])} ended before the {self.left} bytes that were announced"
            return pycurl.READFUNC_ABORT
        self.left -= len(data)
        return data


def _open(part: BytesPart | FilePart) -> tuple[int, _Readable]:
    if isinstance(part, BytesPart):
        return len(part.data), BytesIO(part.data)
    stream: BinaryIO = open(part.path, "rb", buffering=0)  # noqa: SIM115 - closed by close(), in another callback
    return part.size, stream


def _name(part: BytesPart | FilePart) -> str:
    return part.path if isinstance(part, FilePart) else "the body"
