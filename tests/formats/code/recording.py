"""A loopback server that keeps what it was sent, and a way to compare two such requests."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl

_NAMES = """
    host user-agent accept accept-encoding connection content-length transfer-encoding expect accept-language
    sec-fetch-mode cache-control pragma
"""
OWN = frozenset(_NAMES.split())
"""Headers that each client writes in its own way."""


class Seen(NamedTuple):
    """One request as it arrived."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def meaning(self, also: frozenset[str] = frozenset()) -> dict[str, Any]:
        """What the server is asked for; headers of a client's own only where `also` names them."""
        rows = [(key.lower(), value) for key, value in self.headers if key.lower() not in OWN - also]
        boundary = re.search(r'boundary="?([^";]+)', self.header("content-type"))
        text = {key: "multipart" if key == "content-type" and boundary else value for key, value in rows}
        return {
            "method": self.method,
            "target": self.target,
            "headers": text,
            "body": self._body(boundary[1] if boundary else ""),
        }

    def _body(self, boundary: str) -> Any:
        if boundary:
            return [part(raw) for raw in self.body.split(b"--" + boundary.encode())[1:-1]]
        if "json" in self.header("content-type"):
            try:
                return json.loads(self.body)
            except ValueError:
                return self.body
        return self.body


def part(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """(headers of a part, its content)."""
    head, _, content = raw.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
    return {key.lower(): value for key, value in lines.items()}, content.removesuffix(b"\r\n")


class Recording:
    """Listens on a port of its own and keeps each request. Answers 200 `ok`, or a challenge where there is a scheme."""

    def __init__(self, challenge: str = "") -> None:
        self.seen: list[Seen] = []
        seen = self.seen

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                seen.append(Seen(self.command, self.path, tuple(self.headers.items()), self._body()))
                refused = challenge and not self.headers.get("authorization")
                self.send_response(401 if refused else 200)
                if refused:
                    self.send_header("WWW-Authenticate", challenge)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else b"ok")

            def _body(self) -> bytes:
                if self.headers.get("expect"):
                    self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                if "chunked" not in self.headers.get("transfer-encoding", ""):
                    return self.rfile.read(int(self.headers.get("content-length") or 0))
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)

    def take(self) -> list[Seen]:
        """What has arrived since."""
        taken = list(self.seen)
        self.seen.clear()
        return taken


def fields(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode(), keep_blank_values=True)
