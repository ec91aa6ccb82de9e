"""A small API on loopback that remembers what it was asked, for suites of other tools to run against."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, NamedTuple, Self

from assay import run

DOCUMENT: dict[str, Any] = {
    "name": "Ann", "age": 7, "height": 1.5, "active": True, "nothing": None, "empty": [], "text": "a,b,c",
    "url": "https://x.example/?q=a b", "encoded": "a%20b", "escaped": "<b>", "day": "2023-01-23T18:25:43.511Z",
    "id": "6f3e0a52-9a3c-4b1e-8d2b-0a1b2c3d4e5f", "ip": "10.0.0.1", "base64": "aGk=", "nested": '{"a": [1, 2]}',
    "books": [
        {"title": "Dune", "price": 9, "tags": ["sf"]},
        {"title": "Emma", "price": 5, "tags": []},
        {"title": "Ulysses", "price": 20, "tags": ["long", "hard"]},
    ],
}  # fmt: skip
PAGE = """<!doctype html><html><head><title>The  Shop</title></head><body><h1 class="big top">Hello</h1>
<p id="first">One <b>bold</b></p><p>Two</p><a href="/next">next</a><a>none</a></body></html>"""
BOOKS = '<book id="1"><title>Dune</title></book><book id="2"><title>Emma</title></book>'
XML = f'<?xml version="1.0"?><catalog>{BOOKS}</catalog>'
FIXED: dict[str, tuple[int, list[tuple[str, str]], bytes]] = {
    "/json": (200, [("Content-Type", "application/json; charset=utf-8")], json.dumps(DOCUMENT).encode()),
    "/html": (200, [("Content-Type", "text/html; charset=utf-8")], PAGE.encode()),
    "/xml": (200, [("Content-Type", "application/xml")], XML.encode()),
    "/bytes": (200, [("Content-Type", "application/octet-stream")], b"\xef\xbb\xbfA\xbe\xefB\xff"),
    "/text": (200, [("Content-Type", "text/plain"), ("Vary", "Accept"), ("Vary", "Cookie")], b"id:42 Hello world!"),
    "/login": (200, [("Content-Type", "application/json")], b'{"token": "tok-1", "user": {"id": 5}}'),
    "/cookies": (
        200,
        [("Set-Cookie", "sid=abc; Path=/; HttpOnly; Max-Age=60; SameSite=Lax"), ("Set-Cookie", "theme=light")],
        b"",
    ),
    "/redirect": (302, [("Location", "/json")], b""),
    "/gone": (404, [("Content-Type", "application/problem+json")], b'{"title": "Gone"}'),
}


class Asked(NamedTuple):
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Site:
    """Answers what FIXED says, and everything else with what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: object) -> None:
                """Says nothing."""

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, body)
                site.asked.append(asked)
                status, rows, content = FIXED.get(self.path.partition("?")[0]) or _echo(asked)
                self.send_response(status)
                for name, value in [*rows, ("Content-Length", str(len(content)))]:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _answer  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _echo(asked: Asked) -> tuple[int, list[tuple[str, str]], bytes]:
    told = {"method": asked.method, "target": asked.target, "headers": asked.headers}
    told |= {"body": asked.body.decode("utf-8", "replace")}
    return 200, [("Content-Type", "application/json")], json.dumps(told).encode()


def assertions(path: Path, **options: Any) -> dict[str, str | None]:
    """Run a file or folder; each assertion, with the message of its failure."""
    executions = run(str(path), **options).newman()["run"]["executions"]
    found: dict[str, str | None] = {}
    for execution in executions:
        for kind in ("prerequestScript", "testScript"):
            for script in execution.get(kind) or []:
                if script.get("error"):
                    found[f"{kind} of {execution['item']['name']}"] = script["error"]["message"]
        if execution.get("requestError"):
            found[f"request {execution['item']['name']}"] = str(execution["requestError"])
        for check in execution.get("assertions") or []:
            found[check["assertion"]] = check["error"]["message"] if "error" in check else None
    return found
