"""A small API of private notes on loopback, with a log-in, that a test may let go wrong while it is probed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
NOTE = {
    "type": "object",
    "required": ["id", "text"],
    "properties": {"id": {"type": "string"}, "text": {"type": "string"}},
}
DRAFT = {"type": "object", "required": ["text"], "additionalProperties": False, "properties": {"text": TEXT}}
LOGIN = {
    "type": "object",
    "required": ["username", "password"],
    "properties": {"username": {"type": "string"}, "password": {"type": "string"}},
}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _answers(status: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    found = {one: {"description": ""} for one in ("401", "404", "405", "422", "429")}
    return {status: {"description": "", **(_json(schema) if schema else {})}, **found}


CONTRACT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Notes", "version": "1"},
    "security": [{"bearer": []}],
    "components": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        "schemas": {"Note": NOTE, "Draft": DRAFT},
    },
    "paths": {
        "/login": {
            "post": {
                "security": [],
                "requestBody": {"required": True, **_json(LOGIN)},
                "responses": _answers("200", {"type": "object", "properties": {"token": {"type": "string"}}}),
            }
        },
        "/notes": {
            "get": {
                "tags": ["notes"],
                "responses": _answers("200", {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}),
            },
            "post": {
                "tags": ["notes"],
                "requestBody": {"required": True, **_json({"$ref": "#/components/schemas/Draft"})},
                "responses": _answers("201", {"$ref": "#/components/schemas/Note"}),
            },
        },
        "/notes/{note_id}": {
            "parameters": [{"name": "note_id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"tags": ["notes"], "responses": _answers("200", {"$ref": "#/components/schemas/Note"})},
            "delete": {"tags": ["notes"], "responses": _answers("204")},
        },
    },
}
PEOPLE = {"alice": "alice-secret-1", "carol": "carol-secret-1"}
TOML = """
[project]
contract = "openapi.json"
[environment.local]
url = "{url}"
[identity.alice]
role = "member"
tenant = "acme"
login = {{ request = "POST /login", username = "alice", password = "${{ALICE}}", token = "/token" }}
[identity.carol]
role = "member"
tenant = "globex"
login = {{ request = "POST /login", username = "carol", password = "${{CAROL}}", token = "/token" }}
[identity.nobody]
"""
SECRETS = {"ALICE": PEOPLE["alice"], "CAROL": PEOPLE["carol"]}

Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]]


class Site:
    """What the API knows. `before` sees each request first, and may answer it."""

    def __init__(self) -> None:
        self.notes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, str] = {}
        self.seen: list[tuple[str, str, str]] = []
        """Method, path and who."""
        self.open = False
        """Whether everybody reads everything: the defect."""
        self.before: Callable[[str, str, str], Answer | None] = lambda _method, _path, _who: None
        self.url = ""
        self._lock = threading.Lock()

    def answer(self, method: str, path: str, token: str, body: bytes) -> Answer:
        """One request."""
        with self._lock:
            who = self.tokens.get(token, "")
            self.seen.append((method, path, who))
            early = self.before(method, path, who)
            if early is not None:
                return early
            if (method, path) == ("POST", "/login"):
                return self._login(body)
            if not who:
                return 401, {"error": "who are you?"}
            if path == "/notes":
                return self._all(method, who, body)
            return self._one(method, path.removeprefix("/notes/"), who)

    def _login(self, body: bytes) -> Answer:
        sent = _read(body)
        if not isinstance(sent, dict) or PEOPLE.get(str(sent.get("username"))) != sent.get("password"):
            return 401, {"error": "no such user"}
        token = f"token-{sent['username']}-{len(self.tokens) + 1}"
        self.tokens[token] = str(sent["username"])
        return 200, {"token": token}

    def _all(self, method: str, who: str, body: bytes) -> Answer:
        if method == "GET":
            return 200, [_shown(key, one) for key, one in self.notes.items() if one["owner"] == who]
        if method != "POST":
            return 405, {"error": "no"}
        sent = _read(body)
        text = sent.get("text") if isinstance(sent, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= 200 or set(sent) != {"text"}:
            return 422, {"error": "not like this"}
        key = f"note-{len(self.seen):06}"
        self.notes[key] = {"owner": who, "text": text}
        return 201, _shown(key, self.notes[key])

    def _one(self, method: str, key: str, who: str) -> Answer:
        note = self.notes.get(key)
        if note is None or (note["owner"] != who and not (self.open and method == "GET")):
            return 404, {"error": "no such note"}
        if method == "GET":
            return 200, _shown(key, note)
        if method != "DELETE":
            return 405, {"error": "no"}
        del self.notes[key]
        return 204, None


def _shown(key: str, note: dict[str, str]) -> dict[str, str]:
    return {"id": key, "text": note["text"]}


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except OSError:
                self.close_connection = True

        def __getattr__(self, name: str) -> Any:
            if name.startswith("do_"):
                return self.respond
            raise AttributeError(name)

        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            status, content, *more = site.answer(self.command, self.path.partition("?")[0], token, body)
            data = _written(content)
            self.send_response(status)
            kind = {"Content-Type": "application/json"} if data else {}
            for name, value in {**kind, **(more[0] if more else {})}.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    return Handler


def _written(content: Any) -> bytes:
    if content is None:
        return b""
    return content if isinstance(content, bytes) else json.dumps(content).encode()


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers for as long as the block lasts."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def project(folder: Path, site: Site, more: str = "", document: dict[str, Any] | None = None) -> Path:
    """A folder with assay.toml and the contract."""
    (folder / "assay.toml").write_text(TOML.format(url=site.url) + more)
    (folder / "openapi.json").write_text(json.dumps(document or CONTRACT))
    return folder
