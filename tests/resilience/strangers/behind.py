"""Services behind the strangers: each answers well, and knows by its key what it did before."""
# ruff: noqa: ARG001, ARG002 - all of them are called alike, whatever they look at

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[str, str, dict[str, str], Any], tuple[int, Any]]
"""Method, path, headers in lower case, JSON body: status and JSON answer, None for no body."""


class Carrier:
    """Prints labels, follows parcels."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._by_key: dict[str, Any] = {}

    def __call__(self, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        """`POST /labels`, `DELETE /labels/{label}`, `GET /tracks/{label}`."""
        if method == "POST" and path == "/labels":
            key = headers.get("idempotency-key", f"none-{next(self._numbers)}")
            made = {"label": f"LBL-{next(self._numbers):08d}", "cents": 450, "state": "printed"}
            return 201, self._by_key.setdefault(key, made)
        if method == "DELETE":
            return 204, None
        return 200, {"label": path.rpartition("/")[2], "state": "moving", "place": "Depot Nord 17"}


def rates(method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
    """`GET /rates/{country}`."""
    return 200, {"country": path.rpartition("/")[2], "cents": 990, "days": 3}


def audit(method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
    """`POST /events`."""
    return 202, {"received": True}


class Insurer:
    """Approves claims."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._by_claim: dict[str, Any] = {}

    def __call__(self, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        """`POST /claims` (one for each reference), `GET /policies/{number}`."""
        if method == "POST":
            made = {"claim": f"CLM-{next(self._numbers):06d}", "approved": True, "amount": body["amount"]}
            return 200, self._by_claim.setdefault(body["reference"], made)
        return 200, {"number": path.rpartition("/")[2], "holder": "Ada Lovelace", "limit": 5000, "tier": "gold"}


class Printer:
    """Prints letters, one after the other, each as often as it is asked."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def __call__(self, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        """`POST /jobs`."""
        return 201, {"job": f"JOB-{next(self._numbers):06d}", "state": "queued"}


@contextmanager
def standing(answer: Answer) -> Iterator[str]:
    """The service on loopback; yields its base URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, content = answer(self.command, self.path, headers, json.loads(data) if data else None)
            body = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - the names are those of http.server

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
