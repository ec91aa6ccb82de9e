"""What a fixture makes is removed by the contract where the collection has no removal; what cannot be, is listed."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.promote.promoting import assay, run_suite, tool

KINDS = ("things", "notes", "locked", "versioned")


class Store(BaseHTTPRequestHandler):
    """Four kinds of objects: all can be made, read and removed, as far as the server is concerned."""

    protocol_version = "HTTP/1.1"
    kept: dict[str, str] = {}  # noqa: RUF012 - one store for the whole server
    lock = threading.Lock()
    count = 0

    def log_message(self, *_: object) -> None:
        """Silence."""

    def _all(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if self.command == "POST":
            with self.lock:
                Store.count += 1
                self.kept[f"{self.path}/{Store.count}"] = json.loads(body)["name"]
            return self.answer(201, {"data": {"id": Store.count, "name": json.loads(body)["name"]}})
        if self.path not in self.kept:
            return self.answer(404, {"title": "not found"})
        if self.command == "DELETE":
            del self.kept[self.path]
            return self.answer(200, {})
        return self.answer(200, {"data": {"id": int(self.path.rpartition("/")[2]), "name": self.kept[self.path]}})

    do_GET = do_POST = do_DELETE = _all  # noqa: N815 - names of the standard library

    def answer(self, status: int, value: Any) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def store() -> Iterator[str]:
    Store.kept.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def asks(name: str, method: str, path: str, script: str, body: Any = None) -> dict[str, Any]:
    header = [{"key": "Content-Type", "value": "application/json"}]
    request: dict[str, Any] = {"method": method, "url": f"{{{{base_url}}}}{path}", "header": header}
    if body is not None:
        request["body"] = {"mode": "raw", "raw": json.dumps(body)}
    return {"name": name, "request": request, "event": [{"listen": "test", "script": {"exec": [script]}}]}


def made_and_read(kind: str) -> list[dict[str, Any]]:
    made = f'pm.test("made", () => pm.response.to.have.status(201)); pm.variables.set("{kind}_id", '
    return [
        asks(f"Make of {kind}", "POST", f"/{kind}", f"{made} pm.response.json().data.id);", {"name": "Ada"}),
        asks(f"Read of {kind}", "GET", f"/{kind}/{{{{{kind}_id}}}}", 'pm.test("ok", () => pm.response.to.be.ok);'),
    ]


def contract() -> dict[str, Any]:
    """Things are removed by whoever makes them; of the locked not everybody removes one; the versioned want a tag."""
    paths: dict[str, Any] = {}
    for kind in KINDS:
        named = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[f"/{kind}"] = {"post": {"responses": {"201": {"description": "made"}}}}
        paths[f"/{kind}/{{id}}"] = {"parameters": [named], "get": {"responses": {"200": {"description": "it"}}}}
    removed = {"responses": {"200": {"description": "gone"}}}
    paths["/things/{id}"]["delete"] = removed
    paths["/locked/{id}"]["delete"] = {"responses": {**removed["responses"], "403": {"description": "not for all"}}}
    tag = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}
    paths["/versioned/{id}"]["delete"] = {**removed, "parameters": [tag]}
    return {"openapi": "3.1.0", "info": {"title": "Store", "version": "1"}, "paths": paths}


def promoted(url: str, folder: Path, *options: str) -> Path:
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    items = [item for kind in KINDS for item in made_and_read(kind)]
    collection = {"info": {"name": "Store", "schema": schema}, "item": items}
    (folder / "collection.json").write_text(json.dumps(collection))
    (folder / "openapi.json").write_text(json.dumps(contract()))
    given = ("promote", "collection.json", "--env-var", f"base_url={url}", "--out", "api", "--no-proof")
    done = assay(*given, *options, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "api"


def left(suite: Path) -> list[str]:
    return re.findall(r"^- created_(\w+)", (suite / "README.md").read_text(), re.MULTILINE)


def test_what_the_contract_can_remove_is_removed(store: str, tmp_path: Path) -> None:
    suite = promoted(store, tmp_path, "--contract", "openapi.json")
    before = set(Store.kept)
    done = run_suite(suite, store, extra={"STORE_BASE_URL": store})
    assert done.returncode == 0, done.stdout
    new = [path for path in Store.kept if path not in before]
    assert new
    assert not [path for path in new if path.startswith("/things/")]
    assert left(suite) == ["note", "locked", "versioned"]
    assert tool("ruff", "format", "--isolated", "--check", str(suite), cwd=suite).returncode == 0
    typed = tool("mypy", "--strict", "--cache-dir", str(tmp_path / "mypy"), str(suite), cwd=suite)
    assert typed.returncode == 0, typed.stdout


def test_without_a_contract_all_of_it_is_listed(store: str, tmp_path: Path) -> None:
    assert left(promoted(store, tmp_path)) == ["thing", "note", "locked", "versioned"]
