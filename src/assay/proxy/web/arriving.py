"""Reads one answer of HTTP/1.1 from its bytes: head first, then the body without its transfer coding. No I/O."""

from __future__ import annotations

import httptools
import msgspec

from assay.model.http import Header, Headers

MOST_HEAD = 256 * 1024
"""Bytes of status line and headers."""


class Malformed(Exception):
    """The dependency's answer is no HTTP/1.1."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of an answer."""

    status: int
    reason: str
    headers: Headers
    keeps_alive: bool


class Arriving:
    """Feed it what comes; interim answers (1xx) are left out."""

    def __init__(self, *, bodiless: bool) -> None:
        self.head: Head | None = None
        self.whole = False
        self._more = False
        self._bodiless = bodiless
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[Header] = []
        self._reason = b""
        self._body: list[bytes] = []
        self._read = 0

    def feed(self, data: bytes) -> bytes:
        """More bytes; gives what they hold of the body. Raises Malformed."""
        if self.head is None:
            self._read += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            raise Malformed("it switches to another protocol") from None
        except httptools.HttpParserError as problem:
            self._more = True
            if not self.whole:  # what follows a whole answer on a connection is not its business
                raise Malformed(str(problem) or type(problem).__name__) from None
        if self.head is None and self._read > MOST_HEAD:
            raise Malformed("its head does not end")
        found, self._body = b"".join(self._body), []
        return found

    @property
    def is_clean(self) -> bool:
        """Whether it is whole, and nothing came after it that nobody asked for."""
        return self.whole and not self._more

    def finish(self) -> None:
        """The connection has ended. Raises Malformed where the answer is not whole; one without a length ends here."""
        if self.whole:
            return
        if self.head is None or any(
            name.lower() in {"content-length", "transfer-encoding"} for name, _ in self.head.headers
        ):
            raise Malformed("it ends in the middle")
        self.whole = True

    # What the parser calls.

    def on_message_begin(self) -> None:
        self._more = self.whole
        if not self.whole:
            self._headers, self._reason = [], b""

    def on_status(self, status: bytes) -> None:
        self._reason += status

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append(Header(name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200 or self.whole:
            return
        self.head = Head(
            status=status,
            reason=self._reason.decode("latin-1"),
            headers=tuple(self._headers),
            keeps_alive=self._parser.should_keep_alive(),
        )
        self.whole = self._bodiless

    def on_body(self, body: bytes) -> None:
        if not self.whole:
            self._body.append(body)

    def on_message_complete(self) -> None:
        if self.head is not None:
            self.whole = True
