"""One accepted connection, spoken to in bytes: nothing here knows whether they make sense."""

from __future__ import annotations

import re
import socket
import struct
import time

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)\s*$")
CHUNKED = re.compile(rb"(?im)^transfer-encoding:.*chunked")


class Wire:
    """The server's end of a connection; every read gives up after `patience` seconds."""

    def __init__(self, sock: socket.socket, *, patience: float = 10.0) -> None:
        self.socket = sock
        self.socket.settimeout(patience)
        self.rest = b""

    def read_head(self) -> bytes:
        """One request's line and headers with the empty line after them; empty when the client has gone."""
        return self._until(HEAD_END)

    def read_request(self) -> bytes:
        """One request, head and body, as framed by its Content-Length or chunks; empty when the client has gone."""
        head = self.read_head()
        return head + self.read_body(head)

    def read_body(self, head: bytes) -> bytes:
        """The body that belongs to `head`, chunks and all."""
        if CHUNKED.search(head):
            return self._chunks()
        length = LENGTH.search(head)
        return self.take(int(length[1])) if length else b""

    def take(self, count: int) -> bytes:
        """The next `count` bytes, or fewer when the client stops sending."""
        while len(self.rest) < count and self._more():
            pass
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def send(self, data: bytes) -> None:
        """All of `data`, now."""
        self.socket.sendall(data)

    def answer(self, body: bytes = b"", *, status: str = "200 OK", headers: tuple[str, ...] = ()) -> None:
        """A well-formed answer with its Content-Length."""
        lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", "")
        self.send("\r\n".join(lines).encode("latin-1") + body)

    def reset(self) -> None:
        """End with RST, so that the client reads ECONNRESET and not an end of file."""
        time.sleep(0.05)  # a reset overtakes bytes that the client has not read yet
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def wait_for_end(self) -> None:
        """Return when the client has closed its side, and read what comes before."""
        while self._more():
            self.rest = b""

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.rest:
            if not self._more():
                return b""
        head, _, self.rest = self.rest.partition(mark)
        return head + mark

    def _chunks(self) -> bytes:
        whole = b""
        while True:
            line = self._until(b"\r\n")
            size = int(line.split(b";")[0] or b"0", 16)
            whole += line + self.take(size + 2)
            if not size:
                return whole

    def _more(self) -> bool:
        data = self.socket.recv(65536)
        self.rest += data
        return bool(data)
