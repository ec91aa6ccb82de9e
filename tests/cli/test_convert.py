"""`assay convert` as a command, and what it can read run as it is."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.command import assay, clean, sentence
from tests.cli.documents import PASSES, collection, event, folder, request, saved
from tests.formats.code.recording import Recording

ANSWER = {
    "error": {"code": "X"},
    "items": [{"id": 1, "tags": ["a", "b"]}, {"id": 2}],
    "none": [],
    "null": None,
    "n": 1.5,
}


@pytest.fixture(scope="module")
def answering() -> Iterator[str]:
    """A server that says the same to everybody, with the status that the path ends with."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"" if self.path.endswith("204") else json.dumps(ANSWER).encode()
            self.send_response(int(self.path[-3:]))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


HOLDS = [
    ("200", "200", '{"error": {"code": "X"}}'),
    ("200", "2xx", '{"items": [{"id": 2}, {"tags": ["b"]}]}'),
    ("404", "400-499", '{"none": [], "null": null, "error": {}, "n": "…"}'),
    ("404", "200 or 404", '$.items[1].id = 2; $["error"].code != "Y"; $.n exists'),
    ("500", "not 4xx", "contains \"code\""),
    ("204", "204", "empty"),
    ("200", "not 404", "error.code: X"),
    ("200", "200 or 3xx", "$.items[0].tags contains a"),
]  # fmt: skip
FAILS = [
    ("200", "404", ""),
    ("200", "4xx", ""),
    ("404", "not 404", ""),
    ("404", "not 4xx", ""),
    ("500", "200 or 3xx", ""),
    ("200", "", '{"error": {"code": "Y"}}'),
    ("200", "", '{"items": [{"id": 3}]}'),
    ("200", "", '{"items": {"id": 1}}'),
    ("200", "", '{"missing": "…"}'),
    ("200", "", '{"none": {}}'),
    ("200", "", '{"error": ["X"]}'),
    ("200", "", "$.items[5].id = 1"),
    ("200", "", "$.missing exists"),
    ("200", "", "contains \"nowhere\""),
    ("200", "", "empty"),
    ("204", "", '{"error": {}}'),
    ("204", "", "$.error exists"),
]  # fmt: skip


def table(cases: list[tuple[str, str, str]]) -> str:
    rows = "\n".join(f"| c | `/{path}` | {status} | `` {expected} `` |" for path, status, expected in cases)
    return f"| name | url | status | expected |\n|---|---|---|---|\n{rows}\n".replace("``  ``", "")


def counts(folder: Path, cases: list[tuple[str, str, str]], url: str) -> list[list[bool]]:
    """Whether each assertion of each case failed."""
    saved(folder, table(cases), "cases.md")
    assay("run", "cases.md", "--url", url, "-r", "json", "--reporter-json-export", "r.json", cwd=folder)
    executions = json.loads((folder / "r.json").read_text())["run"]["executions"]
    return [["error" in one for one in execution["assertions"]] for execution in executions]


def test_what_a_table_expects_is_asserted(tmp_path: Path, answering: str) -> None:
    held = counts(tmp_path, HOLDS, answering)
    assert [any(failed) for failed in held] == [False] * len(HOLDS)
    assert all(held)
    broken = counts(tmp_path, FAILS, answering)
    assert [all(failed) for failed in broken] == [True] * len(FAILS)
    assert all(broken)


def test_a_table_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    saved(tmp_path, "| url | status |\n|-|-|\n| /a | soon |\n", "cases.md")
    sentence(assay("run", "cases.md", cwd=tmp_path), "cases.md:3", "'status'", "'soon' is no status")


def test_every_format_that_is_read_can_be_run(tmp_path: Path) -> None:
    with Recording() as server:
        url = f"http://127.0.0.1:{server.port}"
        saved(tmp_path, f"@host = {url}\nGET {{{{host}}}}/http\n", "a.http")
        saved(tmp_path, f"curl {url}/curl -H 'A: b'\n", "a.sh")
        saved(
            tmp_path,
            {"log": {"creator": {}, "entries": [{"request": {"method": "GET", "url": f"{url}/har"}}]}},
            "a.har",
        )
        saved(tmp_path, f"url,status\n{url}/csv,200\n", "a.csv")
        paths = {"/openapi": {"get": {"responses": {"200": {"description": "d"}}}}}
        contract = {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "servers": [{"url": url}],
            "paths": paths,
        }
        saved(tmp_path, contract, "a.json")
        for name in ("a.http", "a.sh", "a.har", "a.csv", "a.json"):
            ran = assay("run", name, cwd=tmp_path)
            assert ran.code == 0, ran.said
        assert [seen.target for seen in server.take()] == ["/http", "/curl", "/har", "/csv", "/openapi"]


def test_losses_notes_and_codes(tmp_path: Path) -> None:
    document = collection(
        folder("F", request("http://127.0.0.1:1/a", test=PASSES, pre="1")), event=[event("test", "2")]
    )
    saved(tmp_path, document)
    ran = assay("convert", "c.json", "--to", "csv", cwd=tmp_path)
    assert ran.code == 0
    assert ran.out == "folder,description,method,endpoint,expected status\nF,one,GET,http://127.0.0.1:1/a,200\n"
    assert ran.err.splitlines() == [
        "lost: the test script that all of its requests share",
        "lost: F / one: the pre-request script",
    ]
    assert assay("convert", "c.json", "--to", "csv", "--strict", cwd=tmp_path).code == 1
    told = json.loads(assay("convert", "c.json", "--out", "x/c.csv", "--json", cwd=tmp_path).out)
    assert told["written"] == [os.path.join("x", "c.csv")]
    assert told["losses"][1] == {"where": "F / one", "what": "the pre-request script"}
    assert assay("convert", "x/c.csv", "--strict", cwd=tmp_path).code == 0


def test_nothing_is_written_over(tmp_path: Path) -> None:
    saved(tmp_path, "GET http://127.0.0.1:1/\n", "a.http")
    saved(tmp_path, "mine", "env.json")
    sentence(
        assay("convert", "a.http", "--out", "b.json", "--env-out", "env.json", cwd=tmp_path), "env.json", "--force"
    )
    assert not (tmp_path / "b.json").exists()
    assert assay("convert", "a.http", "--out", "b.json", "--env-out", "env.json", "--force", cwd=tmp_path).code == 0
    assert json.loads((tmp_path / "env.json").read_text())["values"] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.http", "b.json", "env.json"]


def test_standard_input_and_several_inputs(tmp_path: Path) -> None:
    saved(tmp_path, "url,id\n/a,1\n", "a.csv")
    ran = assay("convert", "a.csv", "-", "--to", "table", cwd=tmp_path, text="curl http://127.0.0.1:1/b")
    assert ran.code == 0
    assert "## a.csv" in ran.out
    assert "## standard input" in ran.out
    ran = assay("convert", "-", "--from", "http", cwd=tmp_path, text="http://127.0.0.1:1/b")
    assert json.loads(ran.out)["item"][0]["request"]["method"] == "GET"


def test_environments_travel_in_files_of_their_own(tmp_path: Path) -> None:
    saved(tmp_path, "@password = s3cret-1\nGET http://127.0.0.1:1/\n", "a.http")
    saved(tmp_path, {"dev": {"host": "http://h"}}, "http-client.env.json")
    ran = assay("convert", "a.http", cwd=tmp_path)
    assert "s3cret" not in ran.said
    assert "lost: the environment 'dev' (--env-out FILE writes it)" in ran.err
    assay("convert", "a.http", "--out", "b.json", "--env-out", "e.json", cwd=tmp_path)
    rows = json.loads((tmp_path / "e.json").read_text())["values"]
    told = {row["key"]: (row["value"], row["type"]) for row in rows}
    assert told == {"password": ("s3cret-1", "secret"), "host": ("http://h", "any")}
    assay("convert", "b.json", "a.http", "--to", "http", "--dialect", "vscode", "--out", "x/r.http", cwd=tmp_path)
    assert "s3cret-1" in (tmp_path / "x" / ".vscode" / "settings.json").read_text()


def test_a_script_of_curl_commands_runs(tmp_path: Path) -> None:
    login = [{"key": "username", "value": "u"}, {"key": "password", "value": "p"}]
    document = collection(
        request("{{base}}/a b?q={{q}}&r=1", method="POST", header=[{"key": "X", "value": "it's {{q}} $HOME `id`"}],
                body={"mode": "urlencoded", "urlencoded": [{"key": "k", "value": "v w&"}]}),
        request("{{base}}/raw", method="PUT", body={"mode": "raw", "raw": '{"a": "{{q}}\'\\"\\n"}',
                                                    "options": {"raw": {"language": "json"}}},
                auth={"type": "basic", "basic": login}),
        request("{{base}}/form", method="POST", body={"mode": "formdata", "formdata": [
            {"key": "a", "value": "@not-a-file;x", "type": "text"}, {"key": "f", "type": "file", "src": "c.json"}]}),
        variable=[{"key": "base", "value": "to be set"}],
    )  # fmt: skip
    saved(tmp_path, document)
    assert assay("convert", "c.json", "--out", "c.sh", cwd=tmp_path).code == 0
    with Recording() as server:
        env = {"PATH": os.environ["PATH"], "base": f"http://127.0.0.1:{server.port}"}
        missing = subprocess.run(["sh", "c.sh"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert "q: set it first" in missing.stderr
        subprocess.run(["sh", "c.sh"], cwd=tmp_path, env=env | {"q": "1*2"}, capture_output=True, check=False)
        seen = server.take()
    first, raw, form = seen
    assert (first.method, first.target, first.body) == ("POST", "/a%20b?q=1*2&r=1", b"k=v+w%26")
    assert first.header("x") == "it's 1*2 $HOME `id`"
    assert (raw.method, raw.target, form.method, form.target) == ("PUT", "/raw", "POST", "/form")
    assert raw.body == b'{"a": "1*2\'\\"\\n"}'
    assert raw.header("authorization") == "Basic dTpw"
    assert raw.header("content-type") == "application/json"
    parts = form.meaning()["body"]
    assert parts[0][1] == b"@not-a-file;x"
    assert json.loads(parts[1][1]) == document


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing.json",), ("nothing.json", "no such file")),
        (("a.txt",), ("a.txt", "no format that is known", "--from")),
        (("a.txt", "--from", "word"), ("--from", "'word'", "postman")),
        (("a.csv", "--to", "word"), ("--to", "'word'", "har")),
        (("a.csv", "--out", "a.doc"), ("--out a.doc", ".doc")),
        (("a.csv", "--json"), ("--json", "--out")),
        (("-", "-"), ("standard input",)),
        (("a.csv", "--from", "har"), ("a.csv",)),
        ((".", "--from", "har"), ("folder",)),
        ((), ("IN",)),
    ],
)
def test_what_is_wrong_is_one_sentence(arguments: tuple[str, ...], words: tuple[str, ...], tmp_path: Path) -> None:
    saved(tmp_path, "hello", "a.txt")
    saved(tmp_path, "url,id\n/a,1\n", "a.csv")
    ran = assay("convert", *arguments, cwd=tmp_path, text="")
    sentence(ran, *words)
    clean(ran.err)
