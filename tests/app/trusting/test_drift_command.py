"""`assay trust drift` as a person runs it: what it sends, what it refuses, and how it ends when something is wrong."""

from __future__ import annotations

import json
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.cli.command import assay, clean, ended, sentence, started

from assay.app.trusting.drift import ready
from assay.app.trusting.drift_options import DriftOptions
from assay.interfaces.cli.trust_drift import drift
from assay.model.errors import AssayError

TOKEN = "tok-5f2b9c1d7e8a4b6f"
CONTRACT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        "/things": {
            "get": {"responses": {"200": {"description": ""}}},
            "post": {"responses": {"201": {"description": ""}}},
        },
        "/things/{thing_id}": {
            "get": {
                "parameters": [{"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": {"description": ""}},
            },
            "delete": {"responses": {"204": {"description": ""}}},
        },
    },
}


class Site:
    """Things with ids of its own; `change` may change one as it leaves."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.heard: list[tuple[str, str, str]] = []
        self.extra: dict[str, Any] = {}
        self.pause = 0.0
        self.url = ""
        self.last = 0
        """How many requests it answers; 0: all."""

    def answer(self, path: str) -> tuple[int, Any]:
        things = [{"id": f"{self.prefix}-{n}", "size": n, **self.extra} for n in range(1, 7)]
        if path == "/things":
            return 200, {"items": things}
        found = next((one for one in things if path == f"/things/{one['id']}"), None)
        return (200, found) if found else (404, {"code": "not_found"})


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.heard.append((self.command, self.path, self.headers.get("Authorization", "")))
            time.sleep(site.pause)
            if site.last and len(site.heard) > site.last:
                self.close_connection = True
                return
            status, body = site.answer(self.path.partition("?")[0])
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def sites() -> Iterator[tuple[Site, Site]]:
    with ExitStack() as stack:
        yield stack.enter_context(serving(Site("a"))), stack.enter_context(serving(Site("b")))


def project(folder: Path, one: str, two: str, more: str = "") -> Path:
    (folder / "things.json").write_text(json.dumps(CONTRACT))
    (folder / ".env").write_text(f"TOKEN={TOKEN}\n")
    (folder / "assay.toml").write_text(
        f'[project]\ncontract = "things.json"\n[environment.one]\nurl = "{one}"\n'
        f'[environment.two]\nurl = "{two}"\n[environment.bare]\n[identity.ann]\ntoken = "${{TOKEN}}"\n{more}'
    )
    return folder


def test_two_alike_are_clean_and_only_reads_are_sent(sites: tuple[Site, Site], tmp_path: Path) -> None:
    one, two = sites
    project(tmp_path, one.url, two.url)
    ran = assay("trust", "drift", "one", "two", "--identity", "ann", cwd=tmp_path)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "nothing found")
    for site in sites:
        assert {method for method, _, _ in site.heard} == {"GET"}
        assert f"/things/{site.prefix}-1" in {path for _, path, _ in site.heard}
    assert TOKEN not in ran.said
    assert all(TOKEN not in path.read_text() for path in (tmp_path / ".assay").rglob("*.jsonl"))


def test_drift_is_in_every_report(sites: tuple[Site, Site], tmp_path: Path) -> None:
    one, two = sites
    one.extra, two.extra = {"name": "x", "password": "pw-9f8e7d6c5b4a"}, {"name": None, "\x1b[31m\u202e": "\x07"}
    project(tmp_path, one.url, two.url)
    kinds = {"json": "r.json", "html": "r.html", "sarif": "r.sarif", "junit": "r.xml", "markdown": "r.md"}
    asked = [f"--report={kind}={file}" for kind, file in kinds.items()]
    ran = assay("trust", "drift", "one", "two", "--samples", "0", *asked, cwd=tmp_path)
    assert ran.code == 1
    clean(ran.said)
    assert "pw-9f8e7d6c5b4a" not in ran.said
    report = json.loads((tmp_path / "r.json").read_text())
    assert (report["command"], report["verdict"]) == ("trust drift", "findings")
    told = {(one["rule"], one["operation"], one["where"]) for one in report["findings"]}
    assert ("drift-null", "GET /things", "/items/*/name") in told
    assert all(len(one["fingerprint"]) == 16 for one in report["findings"])
    assert all("drift-null" in (tmp_path / file).read_text() for file in kinds.values() if file != "r.md")
    assert "pw-9f8e7d6c5b4a" not in "".join((tmp_path / file).read_text() for file in kinds.values())


def test_an_environment_that_is_down_ends_it_incomplete(sites: tuple[Site, Site], tmp_path: Path) -> None:
    project(tmp_path, sites[0].url, "http://127.0.0.1:9")
    ran = assay("trust", "drift", "one", "two", "--report", "json=r.json", cwd=tmp_path)
    sentence(ran, "two could not be read", code=3)
    assert "one answered 2 reads" in ran.out
    assert json.loads((tmp_path / "r.json").read_text())["verdict"] == "incomplete"


def test_an_environment_that_stops_answering_ends_it_incomplete(sites: tuple[Site, Site], tmp_path: Path) -> None:
    one, two = sites
    two.last = 4
    project(tmp_path, one.url, two.url)
    ran = assay("trust", "drift", "one", "two", cwd=tmp_path)
    sentence(ran, "two could not be read", code=3)
    assert "drift-unanswered" not in ran.out
    assert len(two.heard) < 20


def test_an_environment_is_held_against_its_recording(sites: tuple[Site, Site], tmp_path: Path) -> None:
    one, two = sites
    one.extra = {"name": "x"}
    project(tmp_path, one.url, two.url)
    assert assay("trust", "drift", "one", "two", "--no-errors", "--samples", "0", cwd=tmp_path).code == 1
    (log,) = (tmp_path / ".assay" / "log").iterdir()
    kept = [line for line in log.read_text().splitlines() if two.url not in line or "assay-log" in line]
    recording = tmp_path / "one.jsonl"
    recording.write_text("\n".join(kept) + "\n")
    same = assay("trust", "drift", "one", "--recording", recording, cwd=tmp_path)
    assert (same.code, same.out.splitlines()[0]) == (0, "nothing found")
    other = assay("trust", "drift", "two", "--recording", recording, "--report", "json=r.json", cwd=tmp_path)
    assert other.code == 1
    found = json.loads((tmp_path / "r.json").read_text())["findings"]
    assert {(one["rule"], one["where"]) for one in found} >= {("drift-missing", "/items/*/name")}
    again = assay("trust", "drift", "one", "two", "--log", recording, cwd=tmp_path)
    assert "drift-missing" in again.out


def entry(url: str, status: int, body: Any) -> dict[str, Any]:
    """One exchange of a HAR file."""
    content = {"mimeType": "application/json", "text": json.dumps(body)}
    headers = [{"name": "Content-Type", "value": "application/json"}]
    return {
        "startedDateTime": "2026-01-02T03:04:05Z",
        "time": 5,
        "request": {"method": "GET", "url": url, "httpVersion": "HTTP/1.1", "headers": [], "queryString": []},
        "response": {"status": status, "statusText": "", "httpVersion": "HTTP/1.1", "headers": headers,
                     "content": content},
    }  # fmt: skip


def test_a_har_file_is_held_against_what_is_there_now(sites: tuple[Site, Site], tmp_path: Path) -> None:
    one, two = sites
    project(tmp_path, one.url, two.url)
    old = "https://api.example"
    things = [{"id": f"old-{n}", "size": n, "colour": "red"} for n in range(1, 7)]
    entries = [
        entry(f"{old}/things", 200, {"items": things}),
        entry(f"{old}/things/old-3", 200, things[2]),
        entry("https://[broken/things", 200, {}),
        entry("https://ads.example/pixel", 200, {}),
    ]
    (tmp_path / "old.har").write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    ran = assay("trust", "drift", "one", "--recording", "old.har", "--report", "json=r.json", cwd=tmp_path)
    assert ran.code == 1
    found = json.loads((tmp_path / "r.json").read_text())["findings"]
    told = {(one["rule"], one["operation"], one["where"]) for one in found if one["rule"] != "drift-version"}
    assert told == {
        ("drift-missing", "GET /things", "/items/*/colour"),
        ("drift-missing", "GET /things/{thing_id}", "/colour"),
    }
    assert {path for _, path, _ in one.heard} == {"/things", "/things/a-1", "/things/a-4", "/things/a-6"}


def test_who_is_logged_out_by_a_read_is_not(sites: tuple[Site, Site], tmp_path: Path) -> None:
    one, two = sites
    project(tmp_path, one.url, two.url)
    document = {**CONTRACT, "paths": {**CONTRACT["paths"], "/logout": CONTRACT["paths"]["/things"]}}
    (tmp_path / "things.json").write_text(json.dumps(document))
    ran = assay("trust", "drift", "one", "two", cwd=tmp_path)
    assert "GET /logout is left out" in ran.out
    assert "/logout" not in {path for _, path, _ in (*one.heard, *two.heard)}


def test_a_collection_is_sent_with_its_variables_and_without_its_writes(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    script = "pm.variables.set('first', pm.response.json().items[0].id);"
    items = [
        {"name": "Make", "request": {"method": "POST", "url": "{{base_url}}/things"}},
        {"name": "All", "request": "{{base_url}}/things",
         "event": [{"listen": "test", "script": {"exec": [script.replace("variables", "collectionVariables")]}}]},
        {"name": "First", "request": "{{base_url}}/things/{{first}}"},
        {"name": "Lost", "request": "{{base_url}}/things/{{made}}"},
    ]  # fmt: skip
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    (tmp_path / "c.json").write_text(json.dumps({"info": {"name": "C", "schema": schema}, "item": items}))
    one, two = sites
    two.extra = {"size": "4"}
    project(tmp_path, one.url, two.url)
    ran = assay("trust", "drift", "one", "two", "--collection", "c.json", cwd=tmp_path)
    assert ran.code == 1
    assert "Lost is left out: no read gives a value for {{made}}." in ran.out
    assert "drift-type" in ran.out
    for site in sites:
        assert {method for method, _, _ in site.heard} == {"GET"}
        assert f"/things/{site.prefix}-1" in {path for _, path, _ in site.heard}


def test_ctrl_c_leaves_a_partial_report(sites: tuple[Site, Site], tmp_path: Path) -> None:
    one, two = sites
    two.extra, two.pause = {"size": "4"}, 0.3
    project(tmp_path, one.url, two.url)
    with started("trust", "drift", "one", "two", "--report", "json=r.json", cwd=tmp_path) as process:
        deadline = time.monotonic() + 30
        while len(two.heard) < 7 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        ran = ended(process)
    assert ran.code == 130
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["verdict"] == "interrupted"
    assert ("drift-type", "/items/*/size") in {(one["rule"], one.get("where")) for one in report["findings"]}


def test_what_cannot_be_done_is_said_in_one_sentence(sites: tuple[Site, Site], tmp_path: Path) -> None:
    one, two = sites
    project(tmp_path, one.url, two.url, f'[environment.live]\nurl = "{two.url}"\nproduction = true\n'
            '[environment.far]\nurl = "https://far.example"\n[environment.same]\n'
            f'url = "{one.url}/"\n')  # fmt: skip
    (tmp_path / "broken.jsonl").write_text("{}\n")
    (tmp_path / "empty.har").write_text('{"log": {"entries": []}}')
    said = {
        ("one", "tow"): "there is no [environment.tow]",
        ("one",): "two environments are needed",
        ("one", "one"): "does not drift from itself",
        ("one", "same"): "are the same place",
        ("one", "bare"): "it has no url",
        ("one", "far"): "far.example is not among the hosts",
        ("one", "two"): "marked as production",
        ("one", "live", "--identity", "bob"): "there is no [identity.bob]",
        ("one", "live", "--recording", "broken.jsonl"): "two are named",
        ("one", "--recording", "nowhere.har"): "cannot be read",
        ("one", "--recording", "broken.jsonl"): "log",
        ("one", "--recording", "empty.har"): "no answered GET or HEAD request",
        ("one", "live", "--contract", "nowhere.yaml"): "cannot be read",
        ("one", "live", "--collection", "c.json", "--log", "x"): "both say which reads are sent",
    }
    for number, (words, what) in enumerate(said.items()):
        if number % 4 == 0:
            sentence(assay("trust", "drift", *words, cwd=tmp_path), what)
        else:  # the same without the start of a process
            asked = options(words)
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(tmp_path)
                with pytest.raises(AssayError, match=re.escape(what)):
                    ready(asked)
    assert one.heard == two.heard == []


def options(words: tuple[str, ...]) -> DriftOptions:
    """What the command line says, as click reads it."""
    given = drift.make_context("drift", list(words)).params
    return DriftOptions(**{name: value for name, value in given.items() if name not in ("reports", "quiet", "color")})


def test_production_is_read_by_its_own_name(sites: tuple[Site, Site], tmp_path: Path) -> None:
    one, two = sites
    text = f'[environment.live]\nurl = "{two.url}"\nproduction = true\n'
    project(tmp_path, one.url, "http://127.0.0.1:9", text)
    assert assay("trust", "drift", "one", "live", cwd=tmp_path).code == 0
