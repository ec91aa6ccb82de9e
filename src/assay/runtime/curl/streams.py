"""The three standard streams as a command uses them: bytes out at once, and a sentence where that fails."""

from __future__ import annotations

import contextlib
from typing import BinaryIO

from assay.model.errors import InputError
from assay.report.clean import block
from assay.transport.curl.libcurl import WRITE_ERROR
from assay.transport.curl.refused import Stop


class Gone(Stop):
    """Whoever read standard output has left: the command ends, and says nothing about it."""


class Streams:
    """Bytes in and out. `out_is_terminal`, `err_is_terminal`: what is written there is for a person."""

    def __init__(
        self,
        stdin: BinaryIO | None,
        stdout: BinaryIO,
        stderr: BinaryIO,
        *,
        out_is_terminal: bool = False,
        err_is_terminal: bool = False,
    ) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.out_is_terminal = out_is_terminal
        self.err_is_terminal = err_is_terminal

    def write(self, data: bytes) -> None:
        """To standard output as it is, and on to who reads it. Raises Stop."""
        put(self.stdout, data, "standard output")

    def show(self, data: bytes) -> None:
        """The same, made harmless where a person reads it."""
        self.write(cleaned(data) if self.out_is_terminal else data)

    def tell(self, text: str) -> None:
        """A line to standard error; harmless where that is closed."""
        self.tell_text(text.encode("utf-8", "surrogateescape") + b"\n")

    def tell_text(self, data: bytes) -> None:
        """Some text to standard error, without control characters."""
        self.tell_bytes(cleaned(data))

    def tell_bytes(self, data: bytes) -> None:
        """To standard error as it is."""
        with contextlib.suppress(OSError, ValueError):  # nobody is left to be told
            self.stderr.write(data)
            self.stderr.flush()


def redirected(streams: Streams, path: str | None) -> Streams:
    """--stderr: with a file, or standard output ("-"), in the place of standard error. Raises InputError."""
    if path is None:
        return streams
    stderr = streams.stdout if path == "-" else _opened(path)
    return Streams(
        streams.stdin,
        streams.stdout,
        stderr,
        out_is_terminal=streams.out_is_terminal,
        err_is_terminal=path == "-" and streams.out_is_terminal,
    )


def _opened(path: str) -> BinaryIO:
    try:
        return open(path, "wb")
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"the file {path} cannot be written: {said}", where="--stderr") from error


def cleaned(data: bytes) -> bytes:
    """Without control characters that could move a cursor or turn a line around."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return block(text).encode("utf-8", "backslashreplace")


def put(stream: BinaryIO, data: bytes, name: str) -> None:
    """Write and flush. Raises Stop with a sentence: a full disk, a reader who has left."""
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError as error:
        raise Gone(WRITE_ERROR, f"{name} was closed by its reader") from error
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Stop(WRITE_ERROR, f"{name} cannot be written: {said}") from error
