"""What listens to a transfer while it runs."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Progress(NamedTuple):
    """Bytes: expected (0 where nobody said) and so far."""

    to_download: int
    downloaded: int
    to_upload: int
    uploaded: int


class Taps(Protocol):
    """Each method may raise Stop, which ends the transfer; what else it raises ends it too, and is raised again."""

    def header(self, line: bytes) -> None:
        """A status line, field line, empty line or trailer, with its line end, as curl's -D would write it."""
        ...

    def body(self, data: bytes) -> None:
        """A stretch of the body, in the form in which curl would write it."""
        ...

    def debug(self, kind: int, data: bytes) -> None:
        """What libcurl tells of its work; `kind` is one of pycurl's INFOTYPE_ numbers."""
        ...

    def progress(self, progress: Progress) -> None:
        """How far it has come; about once a second and at each stretch."""
        ...


class Deaf:
    """Listens to nothing."""

    def header(self, line: bytes) -> None:
        """Nothing."""

    def body(self, data: bytes) -> None:
        """Nothing."""

    def debug(self, kind: int, data: bytes) -> None:
        """Nothing."""

    def progress(self, progress: Progress) -> None:
        """Nothing."""
