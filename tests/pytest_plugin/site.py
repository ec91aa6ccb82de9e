"""A small API on loopback that the suites in these tests send to."""
# ruff: noqa: ARG002, N815 - the names are those of http.server, and each path has the same parameters

from __future__ import annotations

import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "tok-9f8e7d6c5b4a"
PROBLEM = {"title": "Invalid order", "detail": "quantity must be positive", "access_token": TOKEN}


class Handler(BaseHTTPRequestHandler):
    """Answers by path."""

    protocol_version = "HTTP/1.1"
    wbufsize = 64 * 1024  # head and body leave together, else each waits for an acknowledgement
    server: Site

    def handle_any(self) -> None:
        """One request."""
        chunked = self.headers.get("Transfer-Encoding", "").lower() == "chunked"
        body = self.chunks() if chunked else self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        self.server.seen.append((self.command, self.path, dict(self.headers), body))
        answer = getattr(self, "on_" + path.strip("/").split("/")[0], self.on_things)
        answer(path, body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any

    def chunks(self) -> bytes:
        """A body that came in pieces."""
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def on_things(self, path: str, body: bytes) -> None:
        if self.command == "POST":
            sent = json.loads(body or b"{}")
            self.answer(201, {"id": f"t{len(self.server.seen)}", **sent}, {"Location": f"{path}/t1"})
        else:
            self.answer(200, {"items": [{"id": "t1", "name": "bolt"}, {"id": "t2", "name": "nut"}], "total": 2})

    def on_fail(self, path: str, body: bytes) -> None:
        self.answer(422, PROBLEM, {"Content-Type": "application/problem+json", "Set-Cookie": "session=c00k1e-secret"})

    def on_login(self, path: str, body: bytes) -> None:
        self.server.logins += 1
        time.sleep(0.2)
        self.answer(200, {"access_token": f"{TOKEN}-{self.server.logins}"})

    def on_empty(self, path: str, body: bytes) -> None:
        self.raw(204, b"")

    def on_redirect(self, path: str, body: bytes) -> None:
        self.answer(302, {}, {"Location": "/things"})

    def on_big(self, path: str, body: bytes) -> None:
        self.answer(200, {"filler": "x" * 400_000, "end": "the-very-end"})

    def on_huge(self, path: str, body: bytes) -> None:
        self.answer(200, {"filler": "y" * 3_000_000})

    def on_gzip(self, path: str, body: bytes) -> None:
        self.raw(200, gzip.compress(b'{"packed": "inside"}'), {"Content-Encoding": "gzip"})

    def on_escape(self, path: str, body: bytes) -> None:
        self.answer(500, {"detail": "\x1b[31mred\u202e and \x07bell"})

    def on_slow(self, path: str, body: bytes) -> None:
        self.server.polls += 1
        self.answer(200, {"state": "done" if self.server.polls > 2 else "pending"})

    def answer(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        self.raw(status, json.dumps(value).encode(), headers)

    def raw(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        fields = {"Content-Type": "application/json", **(headers or {}), "Content-Length": str(len(body))}
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Quiet."""


class Site(ThreadingHTTPServer):
    """The server, and what it saw."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.logins = 0
        self.polls = 0
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"
