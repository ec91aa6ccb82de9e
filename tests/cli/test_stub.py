"""`assay stub` as it is installed: from each kind of file, what it says, how it ends, and what it refuses."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import requests

from assay import demo
from assay.demo.serve import partner
from assay.interfaces.cli.main import main
from assay.report.assay_json import SCHEMA
from tests.cli.command import assay
from tests.stub.commanded import commanded

STOCK = Path(demo.__file__).parent / "partners" / "stock.yaml"
ROUTES = """\
[[route]]
request = "GET /levels/{product_id}"
json = { product_id = "{{request.path.product_id}}", available = 3, status = "low" }

[[route]]
request = "POST /reservations"
when.body = { subset = { reference = "r1" } }
sequence = [{ status = 503 }, { status = 201, json = { reference = "r1", status = "held", items = [] } }]
"""
DRIFTED = """\
[[route]]
request = "GET /levels/{product_id}"
when.path.product_id = "prd_1"
json = { product_id = "prd_1", available = "many", state = "plenty" }
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Puts a file into the working directory."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def har(*entries: dict[str, Any]) -> str:
    """An archive of these requests and answers."""
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


def entry(method: str, url: str, status: int, body: Any, *, sent: Any = None, headers: Any = ()) -> dict[str, Any]:
    """One of its entries."""
    request: dict[str, Any] = {"method": method, "url": url, "headers": list(headers)}
    if sent is not None:
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(sent)}
        request["headers"].append({"name": "Content-Type", "value": "application/json"})
    content = {"mimeType": "application/json", "text": json.dumps(body)}
    kind = {"name": "Content-Type", "value": "application/json"}
    return {"request": request, "response": {"status": status, "headers": [kind], "content": content}}


def test_routes_are_served_told_and_counted(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.toml", ROUTES)
    with commanded("stock.toml", "--verbose", "--report", "json=stub.json", cwd=tmp_path) as running:
        assert running.lines == [f"stock.toml: {running.url} (stub file: 2 routes)"]
        assert requests.get(f"{running.url}/levels/a", timeout=9).json()["product_id"] == "a"
        statuses = [httpx.post(f"{running.url}/reservations", json={"reference": "r1"}).status_code for _ in "123"]
        assert statuses == [503, 201, 201]
        curl = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", f"{running.url}/nowhere?api_key=s3cret"]
        assert subprocess.run(curl, capture_output=True, text=True, check=True, timeout=20).stdout == "404"
        text = running.end()
    assert running.code == 130
    assert "GET /levels/a -> 200 (/levels/{product_id})\n" in text
    assert "GET /nowhere?api_key=*** -> 404 (nothing fits)\n" in text
    assert "5 calls, 1 that fitted nothing, 0 refused\n" in text
    assert "        3  POST /reservations\n" in text
    report = json.loads((tmp_path / "stub.json").read_text())
    jsonschema_rs.validate(json.loads(SCHEMA.read_text()), report)
    assert (report["command"], report["verdict"], report["target"]) == ("stub", "interrupted", running.url)
    assert report["summary"]["unmatched:GET /nowhere"] == 1
    assert "s3cret" not in text + json.dumps(report)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stock.toml", "stub.json"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_each_signal_ends_it_with_clients_connected(
    tmp_path: Path, write: Callable[[str, str], Path], number: int
) -> None:
    write("stock.toml", ROUTES)
    with commanded("stock.toml", cwd=tmp_path) as running:
        port = int(running.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)):
            assert running.end(number).startswith("0 calls")
    assert running.code == 130


def test_it_ends_by_itself_or_when_a_client_says_so(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.toml", ROUTES)
    done = assay("stub", "stock.toml", "--max-time", "300ms", cwd=tmp_path)
    assert done.code == 0
    with commanded("stock.toml", cwd=tmp_path) as running:
        httpx.post(f"{running.url}/__admin/shutdown")
        running.wait()
    assert running.code == 0


def test_it_ends_when_nobody_reads_any_more(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.toml", ROUTES)
    with commanded("stock.toml", "--verbose", cwd=tmp_path) as running:
        assert running.process.stdout is not None
        running.process.stdout.close()
        for _ in "123":
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(f"{running.url}/levels/a")
        running.process.wait(timeout=20)
        assert running.process.returncode == 0
        assert running.process.stderr is not None
        assert running.process.stderr.read() == ""


def test_strict_makes_a_call_that_fits_nothing_a_failure(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.toml", ROUTES)
    with commanded("stock.toml", "--strict", cwd=tmp_path) as running:
        httpx.get(f"{running.url}/nowhere")
        assert "1 call fitted nothing, and --strict allows none." in running.end()
    assert running.code == 1
    with commanded("stock.toml", "--strict", cwd=tmp_path) as running:
        httpx.get(f"{running.url}/levels/a")
        running.end()
    assert running.code == 130


def test_a_contract_answers_and_refuses(tmp_path: Path) -> None:
    with commanded(STOCK, cwd=tmp_path) as running, httpx.Client(base_url=running.url) as client:
        assert "(contract: 4 operations)" in running.lines[0]
        wish = {"reference": "r1", "items": [{"product_id": "p", "quantity": 1}]}
        assert client.post("/reservations", json=wish).json()["reference"] == "r1"
        assert client.get("/levels/a", headers={"Prefer": "code=404"}).status_code == 404
        refused = client.post("/reservations", json={})
        assert (refused.status_code, refused.headers["Content-Type"]) == (422, "application/problem+json")
        assert client.get("/level").json()["nearest"] == ["/levels/{product_id}"]
        text = running.end()
    assert running.code == 1
    assert "4 calls, 1 that fitted nothing, 1 refused\n" in text
    assert "fitted nothing:\n        1  GET /level: /level is no path of the contract" in text
    assert "call-off-contract  POST /reservations  /items\n" in text
    assert "call-undeclared  GET /level\n" in text


def test_a_stub_that_has_drifted_from_its_contract_is_a_finding(
    tmp_path: Path, write: Callable[[str, str], Path]
) -> None:
    write("stock.toml", DRIFTED + '[[route]]\nrequest = "DELETE /levels/{id}"\n')
    done = assay(
        "stub", "stock.toml", "--contract", STOCK, "--max-time", "200ms", "--report", "json=r.json", cwd=tmp_path
    )
    assert done.code == 1
    report = json.loads((tmp_path / "r.json").read_text())
    jsonschema_rs.validate(json.loads(SCHEMA.read_text()), report)
    assert report["verdict"] == "findings"
    found = {(one["rule"], one["operation"], one.get("where", "")) for one in report["findings"]}
    assert found == {
        ("stub-drift", "GET /levels/{product_id}", "/available"),
        ("stub-drift", "GET /levels/{product_id}", "/status"),
        ("stub-drift", "DELETE /levels/{id}", ""),
    }
    assert all(one["cause"].startswith("stock.toml:") for one in report["findings"])
    assert [one["contract"]["line"] > 0 for one in report["findings"] if "contract" in one] == [True, True]


def test_a_stub_that_keeps_to_its_contract_is_clean(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.toml", f'contract = "stock.yaml"\n{ROUTES}')
    write("stock.yaml", STOCK.read_text())
    with commanded("stock.toml", cwd=tmp_path) as running, httpx.Client(base_url=running.url) as client:
        assert "2 routes and 4 operations" in running.lines[0]
        assert client.get("/levels/a").json()["available"] == 3, "the route goes before the contract"
        assert client.get("/reservations/r7").json()["reference"] == "r7", "what no route has, the contract has"
        items = [{"product_id": "p", "quantity": 1}]
        for status in (503, 201):
            assert client.post("/reservations", json={"reference": "r1", "items": items}).status_code == status
        running.end()
    assert running.code == 130


def test_what_is_broken_on_purpose_is_no_drift(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.toml", '[[route]]\nrequest = "GET /levels/{id}"\nfault = "malformed-json"\njson = { a = 1 }\n')
    with commanded("stock.toml", "--contract", STOCK, cwd=tmp_path) as running:
        answer = httpx.get(f"{running.url}/levels/a")
        with pytest.raises(json.JSONDecodeError):
            answer.json()
        running.end()
    assert running.code == 130


def test_a_recording_answers_as_it_was_answered_and_gives_no_secret_away(
    tmp_path: Path, write: Callable[[str, str], Path]
) -> None:
    base, token = "https://stock.example/v1", "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0"
    bearer = {"name": "Authorization", "value": f"Bearer {token}"}
    archive = har(
        entry("POST", f"{base}/login", 200, {"access_token": token, "user": "ann"}, sent={"password": "hunter2-pw"}),
        entry("GET", f"{base}/levels/a?page=1", 200, {"available": 1}, headers=[bearer]),
        entry("GET", f"{base}/levels/a?page=1", 200, {"available": 0}),
        entry("GET", f"{base}/levels/a?page=2", 404, {"error": "none"}),
        entry("POST", f"{base}/reserve", 201, {"id": 1}, sent={"a": 1}),
        entry("POST", f"{base}/reserve", 409, {"id": 2}, sent={"a": 2}),
    )
    write("stock.har", archive)
    with commanded("stock.har", cwd=tmp_path) as running, httpx.Client(base_url=f"{running.url}/v1") as client:
        said = client.post("/login", json={"password": "x"})
        assert said.json()["user"] == "ann"
        assert said.json()["access_token"].startswith("***")
        assert [client.get("/levels/a?page=1").json()["available"] for _ in "123"] == [1, 0, 0]
        assert client.get("/levels/a?page=2").status_code == 404
        assert client.get("/levels/a?page=3").status_code == 404
        assert [client.post("/reserve", json=one).status_code for one in ({"a": 2}, {"a": 1}, {"a": 3})] == [
            409,
            201,
            201,
        ]
        shown = client.get(f"{running.url}/__admin/mappings").text + client.get(f"{running.url}/__admin/requests").text
        text = running.end()
    for secret in (token, "hunter2-pw"):
        assert secret not in said.text + shown + text


def test_our_own_log_is_a_recording_too(tmp_path: Path) -> None:
    with partner("stock") as url:
        done = assay("curl", f"{url}/levels/prd_1", cwd=tmp_path)
        assert done.code == 0, done.said
        real = httpx.get(f"{url}/levels/prd_1").json()
    (log,) = (tmp_path / ".assay" / "log").rglob("*.jsonl")
    with commanded(log, cwd=tmp_path) as running:
        assert "(recording: 1 route)" in running.lines[0]
        assert httpx.get(f"{running.url}/levels/prd_1").json() == real


def test_wiremocks_mappings_from_a_file_and_a_folder(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    mapping = {"request": {"method": "GET", "url": "/a"}, "response": {"bodyFileName": "a.txt"}}
    write("wm/mappings/a.json", json.dumps(mapping))
    write("wm/__files/a.txt", "from the file")
    write("one.json", json.dumps({"mappings": [{"request": {"url": "/b"}, "response": {"body": "b"}}]}))
    for source, path, body in (("wm", "/a", "from the file"), ("one.json", "/b", "b")):
        with commanded(source, cwd=tmp_path) as running:
            assert "(wiremock: 1 route)" in running.lines[0]
            assert httpx.get(running.url + path).text == body


def test_bodies_lie_beside_the_file_and_nobody_else_can_change_what_is_there(
    tmp_path: Path, write: Callable[[str, str], Path]
) -> None:
    write("s.toml", '[[route]]\nrequest = "/a"\nfile = "a.json"\n')
    write("a.json", '{"from": "a file"}')
    write("other.txt", "mine")
    with commanded("s.toml", cwd=tmp_path) as running, httpx.Client(base_url=running.url) as client:
        assert client.get("/a").json() == {"from": "a file"}
        assert client.get("/__admin/files/other.txt").status_code == 404
        client.put("/__admin/files/a.json", content=b"changed")
        client.delete("/__admin/files/other.txt")
        assert client.get("/a").text == "changed"
    assert ((tmp_path / "a.json").read_text(), (tmp_path / "other.txt").read_text()) == ('{"from": "a file"}', "mine")


def test_https_with_a_made_up_authority_and_http_2(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.toml", ROUTES)
    with commanded("stock.toml", "--https", "--ca-out", "ca.pem", cwd=tmp_path) as running:
        assert running.url.startswith("https://")
        assert requests.get(f"{running.url}/levels/a", verify=str(tmp_path / "ca.pem"), timeout=9).status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{running.url}/levels/a", timeout=9)
        told = ["--cacert", "ca.pem", "-s", "-o", "/dev/null", "-w", "%{http_version} %{http_code}", "--http2"]
        curl = subprocess.run(["curl", *told, f"{running.url}/levels/a"], cwd=tmp_path, capture_output=True, text=True,
                              check=True, timeout=20)  # fmt: skip
        assert curl.stdout == "2 200"


def test_the_real_service_is_asked_and_the_drift_told(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.toml", DRIFTED + '[[route]]\nrequest = "POST /reservations"\nstatus = 201\n')
    with partner("stock") as url:
        done = assay("stub", "stock.toml", "--check-against", url, "--report", "json=r.json", cwd=tmp_path)
        assert done.code == 1
        assert "note: Not made: 1 call that may write; --writes makes them.\n" in done.out
        report = json.loads((tmp_path / "r.json").read_text())
        jsonschema_rs.validate(json.loads(SCHEMA.read_text()), report)
        found = {(one["rule"], one["where"]) for one in report["findings"]}
        assert found == {
            ("real-drift", "/state"),
            ("real-drift", "/available"),
            ("real-new-field", "/location"),
        }
        write("good.toml", DRIFTED.replace('"many"', "2").replace("state", "status"))
        clean = assay("stub", "good.toml", "--check-against", url, cwd=tmp_path)
        assert (clean.code, clean.out.splitlines()[-1]) == (0, f"1 call to {url}: 0 findings, 1 worth knowing")
        assert assay("stub", STOCK, "--check-against", url, cwd=tmp_path).code == 0
        written = assay("stub", "stock.toml", "--check-against", url, "--writes", cwd=tmp_path)
        assert "The stand-in answers 201, the real one 422." in written.out
    gone = assay("stub", "stock.toml", "--check-against", url, cwd=tmp_path)
    assert gone.code == 3
    assert "Does the real service run there?" in gone.err


def test_a_recording_is_asked_again_with_what_was_sent(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    wish = {"reference": "rec-1", "items": [{"product_id": "prd_1", "quantity": 1}]}
    answer = {**wish, "status": "held"}
    write("stock.har", har(entry("POST", "http://stock.example/reservations", 201, answer, sent=wish)))
    with partner("stock") as url:
        done = assay("stub", "stock.har", "--check-against", url, "--writes", cwd=tmp_path)
    assert done.code == 0, done.said


def test_lists(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.toml", ROUTES)
    done = assay("stub", "stock.toml", "--list", cwd=tmp_path)
    assert done.code == 0
    assert done.out.splitlines()[1].split() == ["GET", "/levels/{product_id}", "200", "stock.toml:1"]
    assert assay("stub", STOCK, "--list", cwd=tmp_path).out.splitlines()[0].split()[:2] == [
        "GET",
        "/levels/{product_id}",
    ]
    faults = assay("stub", "--faults", cwd=tmp_path)
    assert faults.code == 0
    assert "reset-in-body" in faults.out


@pytest.mark.parametrize(
    ("name", "text", "options", "said"),
    [
        ("s.toml", '[[route]]\nrequest = "GET /x"\nfault = "resett-in-body"', (), "s.toml:1: there is no fault"),
        ("s.toml", '[[route]]\nrequest = "/x"\nstatuss = 1', (), "s.toml:3: a route has no 'statuss'.\nDid you mean"),
        ("s.toml", ROUTES, ("--host", "0.0.0.0"), "add --allow-remote"),
        ("s.toml", ROUTES, ("--ca-out", "x.pem"), "Add --https."),
        ("s.toml", ROUTES, ("--report", "html"), "There are: json."),
        ("s.toml", ROUTES, ("--contract", "none.yaml"), "none.yaml: This file cannot be read"),
        ("s.toml", ROUTES, ("--check-against", "ftp://x"), "is no base URL"),
        ("s.toml", 'contract = "../outside.yaml"', (), "cannot be read"),
        ("s.json", '{"a": 1}', (), "nothing that a stub can be made of"),
        ("s.json", '{"log": {"entries": []}}', (), "This recording holds no answer."),
        ("s.yaml", "openapi: 3.1.0\npaths: [", (), "s.yaml:3:1: This is not YAML"),
        ("s.bin", "\x00\x01\x02", (), "This is no text."),
        ("s.txt", '# routes\n[[route]]\nrequest = 1', (), "s.txt:3: request is a text, not 1."),
        ("s.json", '{"request": {"urll": "/x"}}', (), 'Unrecognized field "urll"'),
        ("s.toml", '[[route]]\nrequest = "/x"\nfile = "none.json"', (), "s.toml:1: There is no file none.json"),
        ("s.toml", '[[route]]\nrequest = "/x"\nfile = "../x.json"', (), "s.toml:1: The file ../x.json lies outside"),
        ("folder/empty", "", (), "nothing that a stub can be made of"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    tmp_path: Path, write: Callable[[str, str], Path], name: str, text: str, options: tuple[str, ...], said: str
) -> None:
    write(name, text)
    done = assay("stub", name.partition("/")[0], "--max-time", "1s", *options, cwd=tmp_path)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) <= 3


def test_no_source_and_a_missing_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stub"]) == 2
    assert "Name a stub file" in capsys.readouterr().err
    assert main(["stub", "not-there.toml"]) == 2
    assert "not-there.toml: This file cannot be read: No such file" in capsys.readouterr().err


def test_a_port_that_is_taken(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.toml", ROUTES)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = assay("stub", "stock.toml", "--port", port, cwd=tmp_path)
    assert done.code == 2
    assert f"port {port} of 127.0.0.1 cannot be had" in done.err


def test_routes_that_never_answer_are_told_when_it_starts(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    write("s.toml", '[[route]]\nrequest = "GET /a/{x}"\n[[route]]\nrequest = "GET /a/{y}"\n')
    done = assay("stub", "s.toml", "--max-time", "100ms", cwd=tmp_path)
    assert (done.code, done.out.splitlines()[0]) == (
        0,
        "warning: s.toml:3: GET /a/{y} never answers: GET /a/{x} (s.toml:1) takes all of it.",
    )
