"""`assay proxy` as it is installed: what it says, what it leaves, how it ends, and what it refuses."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import ssl
from pathlib import Path

import jsonschema_rs
import pytest

from assay.interfaces.cli.main import main
from assay.report.assay_json import SCHEMA
from tests.cli.command import assay
from tests.peers.server.certificates import make_certificates
from tests.proxy.commanded import commanded
from tests.proxy.servers import HEALTHY, command, connected, dependency, echo, redis, said, served, whole


def test_before_redis_with_a_toxic_it_tells_where_it_is_and_what_it_did(tmp_path: Path) -> None:
    with served(redis()) as port:
        arguments = (
            "--to",
            f"redis://user:s3cret@127.0.0.1:{port}/0",
            "--name",
            "redis",
            "--toxic",
            "limit_data:bytes=5",
        )
        log = ("--log", "proxy.jsonl", "--report", "json=proxy.json", "--seed", "4")
        with commanded(*arguments, *log, cwd=tmp_path) as running:
            assert running.lines == [f"redis: redis://127.0.0.1:{running.port('redis')} -> redis://127.0.0.1:{port}"]
            with connected(running.port("redis")) as plug:
                plug.sendall(command(b"PING"))
                assert whole(plug) == b"+PONG"
            text = running.end()
    assert text == "1 connections, faults injected into 1\n  limit_data_downstream  1\n"
    assert running.code == 130
    events = [json.loads(line) for line in (tmp_path / "proxy.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events] == ["started", "connection", "stopped"]
    assert events[1]["toxics"] == ["limit_data_downstream"]
    assert events[1]["bytes"] == {"upstream": 14, "downstream": 5}
    report = json.loads((tmp_path / "proxy.json").read_text())
    assert (report["command"], report["verdict"], report["seed"]) == ("proxy", "interrupted", 4)
    assert report["summary"]["injected:limit_data_downstream"] == 1
    everything = text + "".join(running.lines) + json.dumps(events) + json.dumps(report)
    assert "s3cret" not in everything
    assert sorted(path.name for path in tmp_path.iterdir()) == ["proxy.json", "proxy.jsonl"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_ends_it_with_clients_connected(tmp_path: Path, number: int) -> None:
    with served(echo) as port, commanded("--to", f"127.0.0.1:{port}", cwd=tmp_path) as running:
        with connected(running.port("proxy")) as plug:
            plug.sendall(b"x")
            assert plug.recv(1) == b"x"
            assert running.end(number) == "1 connections, faults injected into 0\n"
        assert running.code == 130


def test_the_control_interface_alone_starts_with_no_proxy(tmp_path: Path) -> None:
    with commanded("--control", "127.0.0.1:0", cwd=tmp_path) as running:
        assert said(running.port("control"), b"GET /proxies HTTP/1.1\r\nHost: x\r\n\r\n").endswith(b"\r\n\r\n{}")


def test_a_file_of_toxiproxy_server_is_read(tmp_path: Path) -> None:
    with served(echo) as port:
        proxies = [
            {"name": "one", "listen": "127.0.0.1:0", "upstream": f"127.0.0.1:{port}"},
            {"name": "two", "listen": "[::1]:0", "upstream": f"127.0.0.1:{port}", "enabled": False},
        ]
        (tmp_path / "toxiproxy.json").write_text(json.dumps(proxies))
        with commanded("--config", "toxiproxy.json", cwd=tmp_path, lines=2) as running:
            assert said(running.port("one"), b"x") == b"xbye"
            assert running.lines[1] == f"two: [::1]:0 -> 127.0.0.1:{port} (disabled)"


def test_toxics_act_on_schedule(tmp_path: Path) -> None:
    schedule = ("--toxic", "down", "--for", "300ms")
    with served(echo) as port, commanded("--to", f"127.0.0.1:{port}", *schedule, cwd=tmp_path) as running:
        seen = []
        while not seen or seen[-1] != b"xbye":
            try:
                seen.append(said(running.port("proxy"), b"x"))
            except OSError:
                seen.append(b"")
    assert seen[0] == b""


def test_it_ends_by_itself_after_its_time(tmp_path: Path) -> None:
    ran = assay("proxy", "--to", "127.0.0.1:1", "--max-time", "200ms", "--report", "json", cwd=tmp_path)
    assert ran.code == 0
    assert json.loads(ran.out)["verdict"] == "clean"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "nothing to do"),
        (["--to", "ftp://127.0.0.1"], "nothing is known of ftp://"),
        (["--to", "rediss//x"], "--to: 'rediss//x': missing port"),
        (["--to", "redsi://127.0.0.1"], "Did you mean redis://?"),
        (["--to", "tcp://127.0.0.1"], "Write tcp://127.0.0.1:PORT."),
        (["--to", "http://127.0.0.1:99999"], "its host or port cannot be read"),
        (["--to", "127.0.0.1:1", "--toxic", "latnecy"], "Did you mean latency?"),
        (["--to", "127.0.0.1:1", "--toxic", "latency:latncy=1"], "Did you mean latency?"),
        (["--to", "127.0.0.1:1", "--toxic", "latency:latency=-1"], "must be a whole number from 0"),
        (["--to", "127.0.0.1:1", "--toxic", "latency:latency"], "'latency' is no key=value"),
        (["--to", "127.0.0.1:1", "--toxic", "latency:stream=up"], "can be either upstream or downstream"),
        (["--to", "127.0.0.1:1", "--toxic", "down@120%"], "'120%' is no share"),
        (["--to", "127.0.0.1:1", "--toxic", "down GET /x"], "does not belong to a toxic"),
        (["--to", "127.0.0.1:1", "--toxic", "down", "--toxic", "down"], "down_downstream is there twice"),
        (["--toxic", "down", "--control", ":0"], "Add --to URL."),
        (["--to", "127.0.0.1:1", "--every", "3s"], "Add --for 30s."),
        (["--to", "127.0.0.1:1", "--every", "3s", "--for", "3s"], "--for is not shorter"),
        (["--to", "127.0.0.1:1", "--report", "jsno"], "Did you mean json?"),
        (["--to", "127.0.0.1:1", "--prot", "1"], "--port"),
        (["--control", "127.0.0.1:x"], "invalid port"),
        (["--config", "missing.json"], "missing.json: cannot be read"),
        (["--config", "broken.json"], "broken.json:2:1: no JSON"),
        (["--config", "wrong.json"], "wrong.json: missing required field: upstream"),
        (["--to", "127.0.0.1:1", "--log", "."], ".: cannot be written"),
        (["--to", "127.0.0.1:1", "--bind", "no.such.host.invalid"], "no.such.host.invalid"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text("[\n")
    (tmp_path / "wrong.json").write_text('[{"name": "a"}]')
    assert main(["proxy", *arguments]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert len(err.splitlines()) <= 3


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for option in (("--to", "127.0.0.1:1", "--port", port), ("--control", f"127.0.0.1:{port}")):
            ran = assay("proxy", *option, cwd=tmp_path)
            assert ran.code == 2
            assert "address already in use" in ran.err.lower()


def test_lists_and_help_tell_what_there_is(tmp_path: Path) -> None:
    assert "latency" in assay("proxy", "--toxic", "list", cwd=tmp_path).out
    assert "assay proxy --control 127.0.0.1:8474" in assay("proxy", "--help", cwd=tmp_path).out


def test_http_is_broken_by_rule_and_told_at_the_end(tmp_path: Path) -> None:
    faults = ("--fault", "status-503 GET /orders/{id}", "--fault", "null-field:pointer=/target GET /other")
    with served(dependency) as port:
        to = f"http://user:s3cret@127.0.0.1:{port}/base"
        log = ("--log", "calls.jsonl", "--report", "json")
        with commanded("--to", to, *faults, *log, cwd=tmp_path, lines=0) as running:
            assert running.process.stderr is not None
            line = running.process.stderr.readline().strip()
            assert line == f"proxy: http://127.0.0.1:{port_of(line)} -> http://127.0.0.1:{port}/base"
            statuses = [fetched(port_of(line), path)[0] for path in ("/orders/7", "/orders", "/other")]
            assert statuses == [503, 200, 200]
            assert json.loads(fetched(port_of(line), "/other?token=s3cret")[1])["target"] is None
            running.process.send_signal(signal.SIGINT)
            out, err = running.process.communicate(timeout=20)
    assert err == "4 calls, faults injected into 3\n  null-field  2\n  status-503  1\n"
    report = json.loads(out)
    assert report["summary"]["injected:null-field"] == 2
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()))
    assert list(validator.iter_errors(report)) == []
    told = (tmp_path / "calls.jsonl").read_text()
    assert "s3cret" not in told + out + err
    assert [json.loads(line).get("fault") for line in told.splitlines()] == [
        "status-503",
        None,
        "null-field",
        "null-field",
    ]


def test_a_toxic_before_http_acts_with_its_faults(tmp_path: Path) -> None:
    both = ("--fault", "status-500 GET /orders/{id}", "--toxic", "slicer:average_size=5")
    with served(dependency) as port, commanded("--to", f"http://127.0.0.1:{port}/base", *both, cwd=tmp_path) as running:
        assert fetched(running.port("proxy"), "/orders/7")[0] == 500
        assert fetched(running.port("proxy"), "/x")[0] == 200


@pytest.mark.parametrize("trust", ["nobody", "authority", "anybody"])
def test_certificates_of_the_dependency_are_verified(tmp_path: Path, trust: str) -> None:
    make_certificates(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "server.crt", tmp_path / "server.key")
    options = {"nobody": (), "authority": ("--cacert", "ca.crt"), "anybody": ("--insecure",)}[trust]
    with (
        served(dependency, context) as port,
        commanded("--to", f"https://localhost:{port}/base", *options, cwd=tmp_path) as running,
    ):
        status, body = fetched(running.port("proxy"), "/x")
        text = running.end()
    assert status == (502 if trust == "nobody" else 200)
    assert ("its certificate is not trusted" in text) == (trust == "nobody")
    if trust != "nobody":
        assert json.loads(body)["fields"]["host"] == f"localhost:{port}"


def test_faults_of_http_are_refused_where_they_cannot_act(tmp_path: Path) -> None:
    for arguments, says in (
        (["--to", "redis://127.0.0.1", "--fault", "timeout"], "Use --toxic."),
        (["--to", "http://127.0.0.1:1", "--fault", "tiemout"], "Did you mean timeout?"),
        (["--to", "http://127.0.0.1:1", "--fault", "slow:sceonds=1"], "Did you mean seconds?"),
        (["--to", "https://127.0.0.1:1", "--cacert", "missing.pem"], "missing.pem: cannot be read"),
    ):
        ran = assay("proxy", *arguments, cwd=tmp_path)
        assert ran.code == 2
        assert says in ran.err


def port_of(line: str) -> int:
    """Where the proxy listens, by the line that says so."""
    return int(line.partition(" ->")[0].rpartition(":")[2])


def fetched(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of a GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_contract_tells_a_fault_what_the_dependency_never_says(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(CONTRACT)
    fault = ("--fault", "unknown-enum GET /orders/{id}", "--contract", "orders.yaml")
    with (
        served(dependency) as port,
        commanded("--to", f"http://127.0.0.1:{port}/base", *fault, cwd=tmp_path) as running,
    ):
        status, body = fetched(running.port("proxy"), "/orders/7")
        assert status == 200
        changed = {name for name, value in json.loads(body).items() if HEALTHY[name] != value}
        assert changed == {"status"}
        assert json.loads(fetched(running.port("proxy"), "/x")[1])["target"] == "/base/x"
        assert running.end().splitlines()[0] == "2 calls, faults injected into 1"


CONTRACT = """
openapi: 3.1.0
info: {title: Orders, version: "1"}
paths:
  /orders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: An order
          content:
            application/json:
              schema:
                type: object
                properties: {status: {$ref: "#/components/schemas/Status"}}
components:
  schemas:
    Status: {type: string, enum: [open, paid]}
"""
