"""What a request sends is what its test sends: files of every kind, forms, GraphQL, path variables, unique values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.promote.identities.guarded import serving
from tests.promote.identities.kinds import asks, collection, environment, status
from tests.promote.promoting import assay, run_suite, tool


class Echo(BaseHTTPRequestHandler):
    """Notes what it is sent."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str, str, bytes]] = []  # noqa: RUF012 - one list for the whole server

    def log_message(self, *_: object) -> None:
        """Silence."""

    def _all(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        media = self.headers.get("Content-Type") or ""
        self.seen.append((self.command, self.path, media, body))
        self.send_response(204)
        self.end_headers()

    do_GET = do_POST = do_PUT = _all  # noqa: N815 - names of the standard library


def part(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": "text", **more}


def multipart(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"mode": "formdata", "formdata": list(parts)}


def raw(text: str, language: str) -> dict[str, Any]:
    return {"mode": "raw", "raw": text, "options": {"raw": {"language": language}}}


OFF = part("off", value="X", disabled=True)
NOTE = part("file", type="file", src="note.txt")
DYNAMIC = '{"mail": "{{$randomEmail}}", "id": "{{$guid}}", "at": {{$timestamp}}, "n": {{$randomInt}}}'
URL = {
    "raw": "{{base_url}}/users/:id/posts/:post?tags=a&tags=b",
    "host": ["{{base_url}}"],
    "path": ["users", ":id", "posts", ":post"],
    "query": [
        {"key": "tags", "value": "a"},
        {"key": "tags", "value": "b"},
        {"key": "x", "value": "1", "disabled": True},
    ],
    "variable": [{"key": "id", "value": "42"}, {"key": "post", "value": "{{post}}"}],
}
REQUESTS = [
    asks("Upload", "POST", "/upload", status(204), body=multipart(NOTE, part("title", value="T1"), OFF)),
    asks(
        "Typed",
        "POST",
        "/typed",
        status(204),
        body=multipart(NOTE | {"contentType": "text/csv"}, part("m", value='{"a": 1}', contentType="application/json")),
    ),
    asks("Two", "POST", "/two", status(204), body=multipart(NOTE | {"src": ["note.txt", "deep/b.bin"]})),
    asks("Fields", "POST", "/fields", status(204), body=multipart(part("title", value="T1"))),
    asks("Binary", "POST", "/binary", status(204), body={"mode": "file", "file": {"src": "deep/b.bin"}}),
    asks(
        "Form",
        "POST",
        "/form",
        status(204),
        body={"mode": "urlencoded", "urlencoded": [part("a", value="1"), part("a", value="2"), OFF]},
    ),
    asks(
        "Graph",
        "POST",
        "/graphql",
        status(204),
        body={"mode": "graphql", "graphql": {"query": "query($n: Int) { a(n: $n) }", "variables": '{"n": 3}'}},
    ),
    asks("Markup", "POST", "/xml", status(204), body=raw("<a>ü</a>", "xml")),
    asks("Dynamic", "POST", "/dynamic", status(204), body=raw(DYNAMIC, "json")),
    asks("Lost", "POST", "/lost", status(204), body=multipart(NOTE | {"src": "nowhere.txt"})),
    asks("Path", "GET", "/", status(204), url=URL),
]


@pytest.fixture
def echo() -> Iterator[str]:
    Echo.seen.clear()
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Echo)) as url:
        yield url


def taken() -> dict[str, tuple[str, str, bytes]]:
    """By path, what was sent: without boundaries and without what differs from one JSON writer to another."""
    found = {}
    for method, path, media, body in Echo.seen:
        boundary = media.partition("boundary=")[2].encode()
        parts = sorted(one.strip(b"\r\n-") for one in body.split(boundary)) if boundary else [body]
        plain = [re.sub(rb"(?mi)^content-length:.*\r\n", b"", one) for one in parts if one]
        told = json.dumps(json.loads(body)).encode() if media == "application/json" else b"|".join(plain)
        found[path] = (method, media.partition(";")[0], told)
    Echo.seen.clear()
    return found


@pytest.mark.parametrize("client", ["requests", "httpx"])
def test_the_suite_sends_what_the_collection_sends(client: str, echo: str, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "note.txt").write_text("hello file")
    (tmp_path / "deep" / "b.bin").write_bytes(bytes(range(256)))
    (tmp_path / "c.json").write_text(json.dumps(collection("bodies", REQUESTS, variables={"post": "7"})))
    (tmp_path / "e.json").write_text(json.dumps(environment()))
    given = ("c.json", "-e", "e.json", "--env-var", f"base_url={echo}")
    assert assay("run", *given, cwd=tmp_path).returncode == 0
    first = taken()
    out = tmp_path / "tests" / "api"
    done = assay("promote", *given, "--out", str(out), "--client", client, "--no-proof", "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    refused = {one["name"]: one["against"][0] for one in told["choices"] if not one["promoted"]}
    assert list(refused) == ["Lost"]
    assert "nowhere.txt" in refused["Lost"]
    taken()
    suite = run_suite(out, echo)
    assert suite.returncode == 0, suite.stdout
    second = taken()
    dynamic = [json.loads(one.pop("/dynamic")[2]) for one in (first, second)]
    first.pop("/lost")
    assert second == first
    assert dynamic[0].keys() == dynamic[1].keys()
    assert (dynamic[0]["id"], dynamic[0]["mail"]) != (dynamic[1]["id"], dynamic[1]["mail"])
    assert isinstance(dynamic[1]["at"], int)
    assert tool("ruff", "check", "--isolated", "api", cwd=out.parent).returncode == 0
    typed = tool("mypy", "--strict", "--cache-dir", str(tmp_path / "mypy"), "api", cwd=out.parent)
    assert typed.returncode == 0, typed.stdout
