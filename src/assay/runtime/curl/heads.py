"""What is done with each header line: -i, -D, --etag-save, -J."""

from __future__ import annotations

from collections.abc import Callable

from assay.runtime.curl.file_names import from_disposition, inside
from assay.runtime.curl.target import File, Nowhere

Write = Callable[[bytes], None]


class Heads:
    """Passes lines on as curl does. `dump` and `etag` take bytes, where they were asked for."""

    def __init__(
        self,
        body: Nowhere,
        *,
        include: bool,
        dump: Write | None = None,
        etag: Write | None = None,
        remote_name: bool = False,
        folder: str = "",
        show: Write | None = None,
    ) -> None:
        """`show`: where included lines go in place of the body's file, on a terminal."""
        self.body = body
        self.include = include
        self.dump = dump
        self.etag = etag
        self.remote_name = remote_name
        self.folder = folder
        self.show = show
        self.held: list[bytes] | None = [] if include and remote_name else None
        """Included lines that wait for the file's name."""

    def take(self, line: bytes) -> None:
        """One line; raises Stop where it cannot be written."""
        if self.dump is not None:
            self.dump(line)
        if self.etag is not None:
            self._save_etag(line)
        if self.remote_name and isinstance(self.body, File):
            self._take_name(self.body, line)
        if self.include:
            self._include(line)

    def _include(self, line: bytes) -> None:
        write = self.show or self.body.write
        if self.held is None:
            write(line)
            return
        self.held.append(line)
        if line in (b"\r\n", b"\n"):
            write(b"".join(self.held))
            self.held.clear()

    def _save_etag(self, line: bytes) -> None:
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() == b"etag" and self.etag is not None and value.strip():
            self.etag(value.strip() + b"\n")

    def _take_name(self, body: File, line: bytes) -> None:
        name = from_disposition(line)
        if name:
            body.rename(inside(self.folder, name))
            body.clobber = False  # a name that the server chose never writes over a file of the user's
