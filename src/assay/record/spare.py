"""Lines of a log that the disk did not take: in memory, then in a file without a name, for this process only."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.model.event import Record

IN_MEMORY = 16 * 1024 * 1024
"""Bytes that are kept before a file without a name is used."""


class Spare:
    """Whole lines, given back in their order. Where no disk takes them, the later ones are lost (`full`)."""

    def __init__(self) -> None:
        import tempfile  # only where a log cannot be written: start-up time counts

        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it lives as long as we do
        self._size = 0
        self.full = False

    def add(self, lines: bytes | bytearray) -> None:
        """More lines."""
        if self.full:
            return
        try:
            self._file.seek(self._size)
            self._file.write(bytes(lines))
            self._file.flush()
            self._size += len(lines)
        except OSError:
            self.full = True

    def records(self) -> Iterator[Record]:
        """Everything that was added."""
        at = 0
        while at < self._size:
            self._file.seek(at)
            line = self._file.readline()
            at += len(line)
            yield msgspec.json.decode(line, type=Record)

    def __del__(self) -> None:
        self._file.close()
