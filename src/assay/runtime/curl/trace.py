"""--trace and --trace-ascii: every byte that passed, laid out as curl does."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

import pycurl

from assay.model.errors import InputError
from assay.runtime.curl.streams import Streams, put

TITLES = {
    pycurl.INFOTYPE_HEADER_OUT: "=> Send header",
    pycurl.INFOTYPE_DATA_OUT: "=> Send data",
    pycurl.INFOTYPE_SSL_DATA_OUT: "=> Send SSL data",
    pycurl.INFOTYPE_HEADER_IN: "<= Recv header",
    pycurl.INFOTYPE_DATA_IN: "<= Recv data",
    pycurl.INFOTYPE_SSL_DATA_IN: "<= Recv SSL data",
}
HEX_WIDTH, TEXT_WIDTH = 0x10, 0x40
END = b"\r\n"


class Trace:
    """Writes to the file at `path`, "-" for standard output, "%" for standard error."""

    def __init__(self, path: str, streams: Streams, stamp: Callable[[], bytes], *, with_hex: bool) -> None:
        """Raises InputError."""
        self.stamp = stamp
        self.with_hex = with_hex
        self.file: BinaryIO | None = None if path in ("-", "%") else _opened(path)
        self.write = self._into(path, streams)

    def __call__(self, kind: int, data: bytes) -> None:
        """One message of libcurl's."""
        if kind == pycurl.INFOTYPE_TEXT:
            self.write(self.stamp() + b"== Info: " + data)
        elif kind in TITLES:
            self.write(self.stamp() + dumped(TITLES[kind], data, with_hex=self.with_hex))

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            self.file.close()

    def _into(self, path: str, streams: Streams) -> Callable[[bytes], None]:
        file = self.file
        if file is not None:
            return lambda data: put(file, data, path)
        return streams.show if path == "-" else streams.tell_text


def dumped(title: str, data: bytes, *, with_hex: bool) -> bytes:
    """A title with the size, and the bytes in rows: in hex and as text, or as text alone in lines of the wire."""
    size = len(data)
    rows = _hex_rows(data) if with_hex else _text_rows(data)
    return f"{title}, {size} bytes (0x{size:x})\n".encode() + b"".join(rows)


def _hex_rows(data: bytes) -> list[bytes]:
    rows = []
    for at in range(0, len(data), HEX_WIDTH):
        row = data[at : at + HEX_WIDTH]
        digits = "".join(f"{byte:02x} " for byte in row).ljust(HEX_WIDTH * 3)
        rows.append(f"{at:04x}: {digits}".encode() + _printable(row) + b"\n")
    return rows


def _text_rows(data: bytes) -> list[bytes]:
    rows = []
    at = 0
    while at < len(data):
        end = data.find(END, at, at + TEXT_WIDTH + len(END))
        stop = at + TEXT_WIDTH if end < 0 else end
        rows.append(f"{at:04x}: ".encode() + _printable(data[at:stop]) + b"\n")
        at = stop if end < 0 else end + len(END)
    return rows


def _printable(row: bytes) -> bytes:
    return bytes(byte if 0x20 <= byte < 0x7F else 0x2E for byte in row)


def _opened(path: str) -> BinaryIO:
    try:
        return open(path, "wb")
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"the file {path} cannot be written: {said}", where="--trace") from error
