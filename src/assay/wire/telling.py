"""Reads an HTTP/1.1 answer, in whatever pieces it comes, so that it can be told in frames."""

from __future__ import annotations

from httptools import HttpParserError, HttpResponseParser

_OF_ONE_CONNECTION = frozenset({"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"})
"""Not told over HTTP/2 (RFC 9113, 8.2.2)."""


class Telling:
    """`feed` bytes, then take what `head` and `body` hold, until it is `whole` or `broken`."""

    def __init__(self, *, only_head: bool) -> None:
        self._only_head = only_head
        self._parser = HttpResponseParser(self)
        self._headers: list[tuple[str, str]] = []
        self.head: list[tuple[str, str]] | None = None
        """Status and headers as HTTP/2 writes them, once known."""
        self.body = bytearray()
        self.framed = False
        """Whether its head says where its body ends."""
        self.whole = False
        self.broken = False

    def feed(self, data: bytes) -> None:
        """The next bytes; those behind a whole answer are dropped, as no other answer follows on a stream."""
        if self.whole or self.broken:
            return
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self.broken = not self.whole

    # What the parser calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        lower = name.decode("latin-1").lower()
        self.framed = self.framed or lower in {"content-length", "transfer-encoding"}
        if lower not in _OF_ONE_CONNECTION and not self.whole:
            self._headers.append((lower, value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """The head is whole; an interim one is passed over."""
        status = self._parser.get_status_code()
        if status >= 200 and self.head is None:
            self.head = [(":status", str(status)), *self._headers]
            self.whole = self._only_head
        self._headers = []

    def on_body(self, data: bytes) -> None:
        """Some of the body."""
        if not self.whole:
            self.body += data

    def on_message_complete(self) -> None:
        """The answer is whole."""
        self.whole = self.head is not None
