"""Every request of one transfer, told apart by what libcurl says while it works."""

from __future__ import annotations

from collections.abc import Callable

import pycurl

from assay.transport.curl.hop import Hop, Road

ANOTHER = b"Issue another request to this URL: '"
UPGRADED = b"Switched from HTTP to HTTPS due to HSTS => "
IGNORING = b"Ignoring the response-body"


class Watch:
    """Fed by libcurl's callbacks. `flooded` is a sentence once the server sends heads without end."""

    def __init__(self, url: str, *, monotonic: Callable[[], float], keep: int) -> None:
        self.monotonic = monotonic
        self.keep = keep
        self.hops: list[Hop] = []
        self.road = Road(url, monotonic())
        self.flooded = ""
        self.moved = self.road.begun
        """When something last happened."""
        self.turned = False
        """Whether a further request was announced that has not left yet."""

    def debug(self, kind: int, data: bytes) -> str:
        """DEBUGFUNCTION. Returns the URL of a further request that libcurl is about to make, else nothing."""
        self.moved = now = self.monotonic()
        if kind == pycurl.INFOTYPE_TEXT:
            return self._text(data, now)
        if kind == pycurl.INFOTYPE_HEADER_OUT:
            self._head_out(data, now)
        elif kind == pycurl.INFOTYPE_DATA_OUT:
            if self.hops:
                self.hops[-1].take_sent(data)
                self.hops[-1].sent = now
        elif kind == pycurl.INFOTYPE_HEADER_IN:
            self._head_in(data, now)
        elif kind == pycurl.INFOTYPE_SSL_DATA_OUT and self.road.securing is None:
            self.road.securing = now
        return ""

    def opened(self) -> None:
        """SOCKOPTFUNCTION: a socket was made."""
        self._begin_again()
        self.road.opened = True
        if self.road.resolved is None:
            self.road.resolved = self.monotonic()

    def reached(self, address: str, port: int) -> None:
        """PREREQFUNCTION: there is a connection, and the request may leave."""
        self._begin_again()
        self.road.reached = self.monotonic()
        self.road.remote = f"[{address}]:{port}" if ":" in address else f"{address}:{port}" if address else ""

    def body(self, data: bytes) -> None:
        """WRITEFUNCTION: a stretch of an answer's body."""
        self.moved = self.monotonic()
        if not self.hops:  # HTTP/0.9 over a request that was not shown
            return
        hop = self.hops[-1]
        hop.first = hop.first or self.moved
        hop.take_body(data)

    def end(self) -> None:
        """Nothing more will come."""
        if self.hops and self.hops[-1].ended is None:
            self.hops[-1].ended = self.monotonic()

    def _text(self, data: bytes, now: float) -> str:
        if data.startswith(ANOTHER):
            url = data[len(ANOTHER) :].rstrip(b"\n").removesuffix(b"'").decode("utf-8", "surrogateescape")
            self._turn(url, now)
            return url
        if data.startswith(UPGRADED):
            self.road.url = data[len(UPGRADED) :].strip().decode("utf-8", "surrogateescape")
        if data.startswith(IGNORING) and self.hops:
            self.hops[-1].ignored = True
        return ""

    def _turn(self, url: str, now: float) -> None:
        if self.hops:
            self.hops[-1].ended = now
        self.road = Road(url, now)
        self.turned = True

    def _begin_again(self) -> None:
        """The request of this road has left already, and is sent once more: by another connection, as a rule."""
        if self.hops and self.hops[-1].road is self.road and not self.hops[-1].tunnel:
            self._turn(self.road.url, self.monotonic())

    def _head_out(self, data: bytes, now: float) -> None:
        if self.hops and not self.hops[-1].is_sent:
            self.hops[-1].head_out += data
            return
        tunnel = data.startswith(b"CONNECT ") and self.road.reached is None
        self._begin_again()
        if self.hops and self.hops[-1].ended is None:
            self.hops[-1].ended = now
        self.turned = False
        self.hops.append(Hop(self.road, sent=now, tunnel=tunnel, keep=0 if tunnel else self.keep))
        self.hops[-1].head_out += data

    def _head_in(self, data: bytes, now: float) -> None:
        if not self.hops:
            return
        hop = self.hops[-1]
        hop.first = hop.first or now
        for line in data.splitlines(keepends=True) if data.count(b"\n") > 1 else (data,):
            self.flooded = hop.take_line(line) or self.flooded
