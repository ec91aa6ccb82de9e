"""`assay break` as it is installed: its reports, pairs and lists, how it is cut short, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from assay.faults.registry import FAULTS
from assay.report.assay_json import SCHEMA
from tests.cli.command import Ran, assay, clean, ended, sentence, started
from tests.resilience.strangers.behind import Answer, Insurer, Printer, audit
from tests.resilience.strangers.project import ENVIRONMENT, HERE, laid_out

KINDS = {"json": "b.json", "sarif": "b.sarif", "ctrf": "c.json", "junit": "b.xml", "html": "b.html",
         "markdown": "b.md", "github": "b.txt", "console": "console.txt"}  # fmt: skip
CONTRACT = str(HERE / "claims.yaml")
CLAIM = ("--only", "POST /claims", "--fault", "status-503", "--fault", "status-500")


def behind() -> dict[str, Answer]:
    return {"insurer": Insurer(), "printer": Printer(), "mail": audit}


def ran(here: Path, *args: object, **more: Any) -> Ran:
    return assay("break", "--env", "local", *args, cwd=here, env=ENVIRONMENT, **more)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """A run with a mistake in it, in every report."""
    here = tmp_path_factory.mktemp("break")
    with laid_out(here, "claims", behind(), defect="swallowed"):
        reports = [part for kind, path in KINDS.items() for part in ("--report", f"{kind}={path}")]
        return here, ran(here, *CLAIM, "--pairs", *reports)


def report(here: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((here / "b.json").read_text())
    return found


def test_the_json_report_follows_its_schema_and_holds_the_matrix(told: tuple[Path, Ran]) -> None:
    here, done = told
    found = report(here)
    jsonschema_rs.validator_for(json.loads(SCHEMA.read_text())).validate(found)
    assert (done.code, found["command"], found["verdict"]) == (1, "break", "findings")
    rows = {(one["dependency"], one["fault"]): one for one in found["matrix"] if one["operation"] == "POST /claims"}
    assert rows["insurer", "status-503"]["verdict"] == "broken"
    assert rows["insurer", "status-503"]["answer"] == 201
    assert rows["insurer", "status-503"]["rules"] == ["success-without-dependency"]
    assert rows["mail", "status-503"]["verdict"] == "held"


def test_pairs_stand_in_the_matrix(told: tuple[Path, Ran]) -> None:
    faults = {one["fault"] for one in report(told[0])["matrix"]}
    assert "status-503+status-503 at mail POST /messages" in faults


def test_each_other_report_tells_of_the_finding(told: tuple[Path, Ran]) -> None:
    here, done = told
    (finding,) = report(here)["findings"]
    assert finding["rule"] == "success-without-dependency"
    assert finding["where"] == "insurer POST /claims"
    assert "POST /claims" in done.out or "POST /claims" in (here / "console.txt").read_text()
    sarif = json.loads((here / "b.sarif").read_text())["runs"][0]
    assert [one["ruleId"] for one in sarif["results"]] == [finding["rule"]]
    tree = ElementTree.parse(here / "b.xml").getroot()
    assert [one.tag for one in tree.iter("failure")] == ["failure"]
    for name in ("b.md", "b.txt", "b.html", "console.txt"):
        text = (here / name).read_text()
        assert "dependency" in text
        clean(text)


def test_what_is_in_no_report_is_not_left_anywhere(told: tuple[Path, Ran]) -> None:
    here, _ = told
    assert {one.name for one in here.iterdir()} == {*KINDS.values(), "assay.toml", ".assay"}


def test_the_list_sends_nothing(tmp_path: Path) -> None:
    done = assay("break", "--list", cwd=tmp_path)
    names = [line.split()[0] for line in done.out.splitlines()]
    assert done.code == 0
    assert set(names) <= set(FAULTS)
    assert {"silent", "status-503", "null-field"} <= set(names)
    assert len(assay("break", "--list", "--fault", "status-50*", cwd=tmp_path).out.splitlines()) == 5


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), ("which services", "--dep NAME=URL")),
        (("--dep", "x"), ("'x'", "NAME=URL")),
        (("--dep", "x=ftp://a"), ("ftp://a", "no URL")),
        (("--dep", "x=http://127.0.0.1:1", "--real", "y=http://127.0.0.1:2"), ("no dependency 'y'",)),
        (("--dep", "x=http://127.0.0.1:1"), ("nothing says what it answers", "real = URL")),
        (("--dep", "x=http://far.example", "--real", "x=http://127.0.0.1:2"), ("far.example", "cannot listen")),
        (("--dep", "x=http://127.0.0.1:9", "--real", "x=http://localhost:9"), ("itself at 127.0.0.1:9",)),
        (("--fault", "tiemout-in-body"), ("tiemout-in-body", "timeout-in-body")),
        (("--fault", "tls-stall"), ("tls-stall", "plain HTTP")),
        (("--only", "POST /claim"), ("'POST /claims'",)),
        (("--only", "GET /claims", "--skip", "GET *"), ("leave no operation",)),
        (("--time-budget", "soon"), ("soon", "duration")),
        (("--time-budget", "0"), ("0", "--time-budget")),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(tmp_path: Path, args: tuple[str, ...], words: tuple[str, ...]) -> None:
    sentence(assay("break", CONTRACT, "--url", "http://127.0.0.1:9", *args, cwd=tmp_path), *words)


@pytest.mark.parametrize("content", [None, "{broken", "[]"])
def test_a_contract_of_a_dependency_that_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "stock.yaml").write_text(content)
    (tmp_path / "assay.toml").write_text('[dependency.x]\nurl = "http://127.0.0.1:1"\ncontract = "stock.yaml"\n')
    sentence(assay("break", CONTRACT, "--url", "http://127.0.0.1:9", cwd=tmp_path), "stock.yaml")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        given = ("--dep", f"x=http://127.0.0.1:{port}", "--real", "x=http://127.0.0.1:9")
        sentence(assay("break", CONTRACT, "--url", "http://127.0.0.1:9", *given, cwd=tmp_path), str(port), "in use")


def test_an_api_that_cannot_be_started(tmp_path: Path) -> None:
    with laid_out(tmp_path, "claims", behind()):
        text = (tmp_path / "assay.toml").read_text().replace("-m tests.resilience.strangers.claims", "-m nothing")
        (tmp_path / "assay.toml").write_text(text)
        done = ran(tmp_path)
    assert done.code == 3
    assert "ended with code" in done.err


def test_an_api_that_does_not_look_at_our_address(tmp_path: Path) -> None:
    with laid_out(tmp_path, "claims", behind()):
        text = (tmp_path / "assay.toml").read_text().replace("_URL", "_ADDRESS")
        (tmp_path / "assay.toml").write_text(text)
        done = ran(tmp_path)
    assert done.code == 3
    assert "Does the API look for its dependencies there?" in done.err


def test_a_dependency_that_is_down_from_the_start(tmp_path: Path) -> None:
    with laid_out(tmp_path, "claims", behind()):
        pass  # its services are gone
    done = ran(tmp_path)
    assert done.code == 3
    assert "itself does not answer (ECONNREFUSED): start it" in done.err


@pytest.mark.proof
def test_a_dependency_that_never_ends_its_answer(tmp_path: Path) -> None:
    with laid_out(tmp_path, "claims", {**behind(), "insurer": lambda *_: (200, {"long": "x" * 30_000_000})}):
        done = ran(tmp_path, "--only", "POST /claims/*", "--fault", "status-503")
    assert done.code in (0, 3)


@pytest.fixture
def under_way(tmp_path: Path) -> Iterator[Any]:
    """A run of which the first cell is done, and the port of its API."""
    with (
        laid_out(tmp_path, "claims", behind()) as port,
        started("break", "--env", "local", "--report", "json=b.json", cwd=tmp_path, env=ENVIRONMENT) as process,
    ):
        until(lambda: any(b'"endured"' in one.read_bytes() for one in (tmp_path / ".assay").glob("log/*.jsonl")))
        yield process, port


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.proof(alone=True))])
def test_a_signal_leaves_a_partial_report_and_nothing_running(tmp_path: Path, under_way: Any, number: int) -> None:
    process, port = under_way
    os.kill(process.pid, number)
    done = ended(process, patience=20)
    assert done.code == 130
    found = report(tmp_path)
    assert found["verdict"] == "interrupted"
    assert found["matrix"]
    until(lambda: is_free(port))


def test_nothing_is_left_running_after_a_kill(under_way: Any) -> None:
    process, port = under_way
    process.kill()
    process.wait(10)
    until(lambda: is_free(port))


def is_free(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) != 0


def until(condition: Any) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to be so")
