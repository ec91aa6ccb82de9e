"""Hostile and odd collections: what is written is valid Python, nothing of other people is touched, all is listed."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.promote.promoting import assay, run_suite, tool

OK = "pm.test('ok', function () { pm.response.to.have.status(200); });"
NAMES = [
    "../../x", "class", "import os; os.system('x')", "名前", "", "  ", "a" * 300, '"""quotes"""', "same", "same",
    "null\x00byte", "Ünï cödé", "test", "request", "base_url", "response", "\u202eevil", "123 numbers", "line\nbreak",
    "emoji 🎉", "{{x}}", "back\\slash\\", "def", "match", "self", "print", "C:\\con", "http://x/y?z",
]  # fmt: skip


class Answering(BaseHTTPRequestHandler):
    """Every request gets one answer."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        data = b'{"id": "abc123456", "ok": true}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def answering() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def api() -> Iterator[str]:
    with answering() as url:
        yield url


def step(name: str, script: str = OK, **request: Any) -> dict[str, Any]:
    event = {"listen": "test", "script": {"exec": script.split("\n")}}
    return {"name": name, "event": [event], "request": {"method": "GET", "url": "{{base_url}}/things", **request}}


def promote(items: list[dict[str, Any]], url: str, folder: Path, *options: str) -> Any:
    document = {
        "info": {
            "name": "../../Odd «API»",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": items,
        "variable": [{"key": "base_url", "value": url}],
    }
    (folder / "odd.json").write_text(json.dumps(document), encoding="utf-8")
    return assay("promote", "odd.json", "--out", "out", *options, cwd=folder)


def check(folder: Path) -> None:
    """Valid, formatted, and inside its folder."""
    for path in folder.rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"))
    assert tool("ruff", "check", "--isolated", str(folder), cwd=folder).returncode == 0
    assert tool("ruff", "format", "--isolated", "--check", str(folder), cwd=folder).returncode == 0


def test_names_that_are_no_identifiers(api: str, tmp_path: Path) -> None:
    folders = [{"name": "../..", "item": [step("deep")]}, {"name": "class", "item": [step("x")]}]
    done = promote([*map(step, NAMES), *folders], api, tmp_path)
    assert done.returncode == 0, done.stderr
    out = tmp_path / "out"
    check(out)
    assert {path.name for path in tmp_path.iterdir()} == {"odd.json", "out", ".assay"}
    done = run_suite(out, api)
    assert done.returncode == 0, done.stdout
    assert f"{len(NAMES) + 2} passed" in done.stdout


def test_what_cannot_be_promoted_is_told_with_its_reason(api: str, tmp_path: Path) -> None:
    ntlm = {"type": "ntlm", "ntlm": [{"key": "username", "value": "u"}]}
    items = [
        step("good"),
        step("broken", "pm.test('x', function( {{{"),
        step("ntlm", auth=ntlm),
        step("gone", url="http://127.0.0.1:1/"),
    ]
    done = promote(items, api, tmp_path)
    assert done.returncode == 0, done.stderr
    for name, reason in (("broken", "not green"), ("ntlm", "'ntlm'"), ("gone", "no answer")):
        assert any(line.startswith(f"not promoted: {name}: ") and reason in line for line in done.stdout.split("\n")), (
            name
        )
    check(tmp_path / "out")


def test_other_peoples_tests_are_not_touched(api: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    theirs = {"conftest.py": "MINE = 1\n", "test_things.py": "def test_mine():\n    pass\n", "README.md": "mine"}
    for name, text in theirs.items():
        (out / name).write_text(text)
    done = promote([step("one")], api, tmp_path)
    assert done.returncode == 0, done.stderr
    assert {name: (out / name).read_text() for name in theirs} == theirs
    assert "of other people" in done.stdout
    assert promote([step("one")], api, tmp_path, "--check").returncode == 0
    done = run_suite(out, api)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_steps_that_differ_in_data_alone_become_a_table(api: str, tmp_path: Path) -> None:
    def refused(word: str) -> dict[str, Any]:
        body = {"mode": "raw", "raw": json.dumps({"name": word}), "options": {"raw": {"language": "json"}}}
        return step(f"Login with {word or 'nothing'}", method="POST", body=body)

    assert promote([refused("a"), refused("b"), refused("")], api, tmp_path).returncode == 0
    text = (tmp_path / "out" / "test_things.py").read_text()
    assert text.count("def test_") == 1
    assert "@pytest.mark.parametrize" in text
    check(tmp_path / "out")
    assert "3 passed" in run_suite(tmp_path / "out", api).stdout


def test_a_name_that_is_nearly_right_is_told_as_it_should_be(api: str, tmp_path: Path) -> None:
    done = promote([{"name": "Orders", "item": [step("Place an order")]}], api, tmp_path, "--folder", "Order")
    assert done.returncode == 2
    assert "Did you mean 'Orders'?" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_api_that_is_down_is_told(tmp_path: Path) -> None:
    done = promote([step("one")], "http://127.0.0.1:1", tmp_path)
    assert done.returncode == 3
    assert "could not be recorded" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_broken_manifest_is_told(api: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".assay-promote.json").write_text("{")
    done = promote([step("one")], api, tmp_path)
    assert done.returncode == 2
    assert "no manifest" in done.stderr


@pytest.mark.proof
def test_two_thousand_requests(api: str, tmp_path: Path) -> None:
    items = [step(f"Thing {number}", url=f"{{{{base_url}}}}/things/{number}/parts") for number in range(2000)]
    done = promote(items, api, tmp_path)
    assert done.returncode == 0, done.stderr
    check(tmp_path / "out")
    assert "2000 passed" in run_suite(tmp_path / "out", api, "-p", "no:randomly").stdout
