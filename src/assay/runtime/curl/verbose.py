"""What -v shows of a transfer's inner life, as curl lays it out, without the secrets in it."""

from __future__ import annotations

from collections.abc import Callable

import pycurl

from assay.model.names import is_secret
from assay.runtime.curl.given import Settings
from assay.runtime.curl.streams import Streams
from assay.runtime.curl.trace import Trace

MARKS = {
    pycurl.INFOTYPE_TEXT: b"* ",
    pycurl.INFOTYPE_HEADER_IN: b"< ",
    pycurl.INFOTYPE_HEADER_OUT: b"> ",
    pycurl.INFOTYPE_DATA_IN: b"{ ",
    pycurl.INFOTYPE_DATA_OUT: b"} ",
    pycurl.INFOTYPE_SSL_DATA_IN: b"{ ",
    pycurl.INFOTYPE_SSL_DATA_OUT: b"} ",
}
HEADERS = (pycurl.INFOTYPE_HEADER_IN, pycurl.INFOTYPE_HEADER_OUT)
SCHEMES = (b"authorization", b"proxy-authorization")
HIDDEN = b"***"


def listener(settings: Settings, streams: Streams, clock: Callable[[], float]) -> Verbose | Trace:
    """What is told of it: --trace, --trace-ascii or else -v. Raises InputError for a file that cannot be written."""
    stamp = (lambda: stamped(clock())) if settings.trace_time else (lambda: b"")
    if settings.trace is not None:
        return Trace(settings.trace, streams, stamp, with_hex=True)
    if settings.trace_ascii is not None:
        return Trace(settings.trace_ascii, streams, stamp, with_hex=False)
    return Verbose(streams, stamp)


def stamped(now: float) -> bytes:
    """--trace-time: the time of day in this place, to the microsecond."""
    import datetime

    return datetime.datetime.fromtimestamp(now).strftime("%H:%M:%S.%f ").encode()


class Verbose:
    """curl's lines with `*`, `<` and `>`; a run of data is one line with the size of its first stretch."""

    def __init__(self, streams: Streams, stamp: Callable[[], bytes]) -> None:
        self.streams = streams
        self.stamp = stamp
        self.in_line = False
        self.in_data = False

    def __call__(self, kind: int, data: bytes) -> None:
        """One message of libcurl's."""
        if kind in HEADERS or kind == pycurl.INFOTYPE_TEXT:
            self.in_data = False
            self._lines(kind, data)
        elif not self.in_data and not self.streams.out_is_terminal:
            self.in_data = True
            self.in_line = False
            self._tell(self.stamp() + MARKS.get(kind, b"* ") + b"[%d bytes data]\n" % len(data))

    def close(self) -> None:
        """There is nothing to close."""

    def _lines(self, kind: int, data: bytes) -> None:
        whole = b""
        for line in data.splitlines(keepends=True) if kind in HEADERS else (data,):
            start = b"" if self.in_line else self.stamp() + MARKS[kind]
            whole += start + (without_secret(line) if kind in HEADERS else line)
            self.in_line = not line.endswith(b"\n")
        self._tell(whole)

    def _tell(self, data: bytes) -> None:
        self.streams.tell_text(data)


def without_secret(line: bytes) -> bytes:
    """A header line with its credentials hidden; the scheme and the names of cookies stay."""
    name, colon, value = line.partition(b":")
    wanted = name.strip().lower()
    if not colon or b" " in name or not is_secret(wanted.decode("latin-1")):
        return line
    end = line[len(line.rstrip(b"\r\n")) :]
    scheme, space, rest = value.strip().partition(b" ")
    if wanted in SCHEMES and space and rest:
        return name + b": " + scheme + b" " + HIDDEN + end
    return name + b": " + HIDDEN + end
