"""One request on the wire and what came back, as libcurl shows them while they pass."""

from __future__ import annotations

from io import BytesIO

MOST_SENT = 1 << 20
"""Bytes of a request's body that are kept."""
MOST_HEAD_BYTES = 256 * 1024
MOST_HEAD_LINES = 5_000
MOST_INTERIM = 100


class Road:
    """When each step of reaching the server was done, in seconds of one clock; None for what was not needed."""

    __slots__ = ("begun", "opened", "reached", "remote", "resolved", "secured", "securing", "url")

    def __init__(self, url: str, begun: float) -> None:
        self.url = url
        self.begun = begun
        self.resolved: float | None = None
        """The first socket was made."""
        self.securing: float | None = None
        """The first byte of TLS left."""
        self.reached: float | None = None
        """There is a connection that takes requests."""
        self.opened = False
        """Whether a connection was made for it."""
        self.remote = ""


class Hop:
    """Grows while it happens."""

    def __init__(self, road: Road, *, sent: float, tunnel: bool, keep: int) -> None:
        """`keep`: bytes of the answer's body that are kept."""
        self.road = road
        self.tunnel = tunnel
        self.keep = keep
        self.head_out = bytearray()
        self.body_out = bytearray()
        self.size_out = 0
        self.sent = sent
        self.first: float | None = None
        self.ended: float | None = None
        self.lines: list[bytes] = []
        self.head_done = False
        self.head_bytes = 0
        self.interim = 0
        self.body = BytesIO()
        self.size_in = 0
        self.ignored = False
        """Whether libcurl read over the body, as it does on its way to the next request."""

    @property
    def is_sent(self) -> bool:
        """Whether the request's head has left whole."""
        return self.head_out.endswith(b"\r\n\r\n")

    @property
    def status(self) -> int:
        """Of the answer so far; 0 where there is none."""
        words = self.lines[0].split(None, 2) if self.lines else []
        return int(words[1]) if len(words) > 1 and words[1].isdigit() and len(words[1]) == 3 else 0

    def take_sent(self, data: bytes) -> None:
        """A stretch of the request's body."""
        self.size_out += len(data)
        room = MOST_SENT - len(self.body_out)
        if room > 0:
            self.body_out += data[:room]

    def take_line(self, line: bytes) -> str:
        """A line of an answer's head. Returns a sentence where there is no end to them."""
        if self.head_done and line.startswith(b"HTTP/"):
            self.interim += 1
            self.lines.clear()
            self.head_done = False
        self.head_bytes += len(line)
        if line in (b"\r\n", b"\n"):
            self.head_done = True
        elif not self.head_done:
            self.lines.append(line)
        return self._flood()

    def take_body(self, data: bytes) -> None:
        """A stretch of the answer's body."""
        room = self.keep - self.body.tell()
        if room > 0:
            self.body.write(data[:room])
        self.size_in += len(data)

    def _flood(self) -> str:
        if self.interim > MOST_INTERIM:
            return f"the server sent more than {MOST_INTERIM} interim answers (1xx) and no final one"
        if self.head_bytes > MOST_HEAD_BYTES:
            return f"the server sent more than {MOST_HEAD_BYTES // 1024} KB of headers"
        if len(self.lines) > MOST_HEAD_LINES:
            return f"the server sent more than {MOST_HEAD_LINES:,} header lines"
        return ""
