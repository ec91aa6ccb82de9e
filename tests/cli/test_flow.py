"""What ends a run, what it waits for, and what it exits with."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.testing.servers.raw import RawServer
from tests.cli.command import Ran, assay, sentence
from tests.cli.documents import PASSES, collection, folder, request, saved, variables
from tests.faults.site import site

FAILS = 'pm.test("fails", () => { throw new Error("no") })'


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with site() as running:
        yield running


def run(here: Path, *items: dict[str, Any], arguments: str = "", **fields: Any) -> tuple[Ran, dict[str, Any]]:
    """A run of these items, and its report."""
    saved(here, collection(*items, **fields))
    ran = assay("run", "c.json", "--report", "json=r.json", *arguments.split(), cwd=here)
    return ran, json.loads((here / "r.json").read_text())


def test_clean_is_0_and_a_failed_assertion_1(server: RawServer, tmp_path: Path) -> None:
    assert run(tmp_path, request(server.url, test=PASSES))[0].code == 0
    assert run(tmp_path, request(server.url, test=FAILS))[0].code == 1
    assert run(tmp_path, request(server.url, test=FAILS), arguments="-x")[0].code == 0


@pytest.mark.proof
@pytest.mark.parametrize(
    ("items", "arguments", "code"),
    [
        ("none", "", 1),
        ("none", "--allow-empty", 0),
        ("none", "-x", 1),
        ("skipped", "", 1),
        ("skipped", "--allow-empty", 0),
        ("untested", "", 0),
        ("untested", "--fail-on-empty", 1),
        ("tested", "--fail-on-empty", 0),
    ],
)
def test_nothing_ran(server: RawServer, tmp_path: Path, items: str, arguments: str, code: int) -> None:
    chosen = {
        "none": [folder("empty")],
        "skipped": [request(server.url, pre="pm.execution.skipRequest()")],
        "untested": [request(server.url)],
        "tested": [request(server.url, test=PASSES)],
    }
    ran, _ = run(tmp_path, *chosen[items], arguments=arguments)
    assert ran.code == code
    if code:
        sentence(ran, "no request was run" if "fail" not in arguments else "no assertion was made", code=1)


def test_an_unanswered_request_is_1(tmp_path: Path) -> None:
    ran, told = run(tmp_path, request("http://127.0.0.1:9/"))
    assert (ran.code, told["verdict"]) == (1, "findings")


def test_timeout_ends_the_run_with_1_and_max_time_with_3(server: RawServer, tmp_path: Path) -> None:
    slow = request(f"{server.url}/slow")
    ran, told = run(tmp_path, request(server.url, test=PASSES), slow, arguments="--timeout 4000")
    assert (ran.code, told["verdict"]) == (1, "incomplete")
    assert told["summary"]["assertions"] == 1
    ran, told = run(tmp_path, request(server.url, test=PASSES), slow, arguments="--max-time 4s")
    assert (ran.code, told["verdict"]) == (3, "incomplete")
    sentence(ran, "out of time", code=3)


def test_timeout_request_and_script(server: RawServer, tmp_path: Path) -> None:
    slow = request(f"{server.url}/slow", "slow")
    loop = request(server.url, "loop", test="while (true) {}")
    ran, told = run(
        tmp_path, slow, loop, request(server.url, test=PASSES), arguments="--timeout-request 800 --timeout-script 1500"
    )
    assert ran.code == 1
    assert "ESOCKETTIMEDOUT" in ran.out
    assert told["summary"]["unanswered"] == 1
    assert told["summary"]["assertions"] == 1


@pytest.mark.proof
@pytest.mark.parametrize(
    ("bail", "requests"), [("--bail", 1), ("--bail failure", 1), ("--bail=failure", 1), ("--bail folder", 4), ("", 4)]
)
def test_bail(server: RawServer, tmp_path: Path, bail: str, requests: int) -> None:
    items = (request(server.url, test=FAILS), request(server.url, test=PASSES))
    ran, told = run(tmp_path, *items, arguments=f"-n 2 {bail}")
    assert ran.code == 1
    assert told["summary"]["requests"] == requests


@pytest.mark.proof
@pytest.mark.parametrize("bail", ["--bail", "--bail folder", "--bail failure,folder"])
def test_bail_at_a_request_that_nobody_answers(server: RawServer, tmp_path: Path, bail: str) -> None:
    ran, told = run(tmp_path, request("http://127.0.0.1:9/"), request(server.url), arguments=bail)
    assert ran.code == 1
    assert told["summary"]["requests"] == 1


def test_delay(server: RawServer, tmp_path: Path) -> None:
    ran, told = run(tmp_path, *[request(server.url)] * 3, arguments="--delay-request 150")
    assert ran.code == 0
    assert told["seconds"] >= 0.45


def test_a_retried_request_passes_on_its_second_attempt(tmp_path: Path) -> None:
    calls: list[bytes] = []

    def flaky(wire: Any, head: bytes) -> bool | None:
        calls.append(head)
        if len(calls) % 3:
            return False
        wire.answer(b"{}")
        return None

    with site(flaky) as server:
        saved(tmp_path, collection(request(server.url, "flaky", test=PASSES)))
        ran = assay(
            *(
                "run",
                "c.json",
                "--retry",
                "2",
                "--report",
                "json=r.json",
                "--log",
                "x.jsonl",
                "--report",
                "junit=r.xml",
            ),
            cwd=tmp_path,
        )
    assert ran.code == 0, ran.out
    assert "passed on attempt 3" in ran.out
    told = json.loads((tmp_path / "r.json").read_text())
    assert told["verdict"] == "clean"
    assert told["summary"]["retried"] == 2
    assert len(calls) == 3
    assert (tmp_path / "x.jsonl").read_text().count('"role":"retried"') == 2


def test_a_request_that_is_never_answered_is_retried_within_bounds(tmp_path: Path) -> None:
    ran, told = run(tmp_path, request("http://127.0.0.1:9/", test=PASSES), arguments="--retry 2")
    assert ran.code == 1
    assert told["summary"]["retried"] == 2
    assert told["summary"]["unanswered"] == 1


COUNT = 'pm.environment.set("n", Number(pm.environment.get("n") || 0) + 1);'
ROW = (
    'pm.test("own row " + pm.iterationData.get("name"), () => {'
    ' pm.expect(pm.environment.get("seen")).to.eql(pm.iterationData.get("name"));'
    ' pm.expect(pm.cookies.get("row")).to.eql(pm.iterationData.get("name")); })'
)


@pytest.mark.proof
@pytest.mark.parametrize("parallel", ["1", "4"])
def test_iterations_side_by_side(tmp_path: Path, parallel: str) -> None:
    """Each has its own variables and cookies; the reports are as if one had followed the other."""

    def answer(wire: Any, head: bytes) -> None:
        row = head.split()[1].decode().rpartition("/")[2]
        wire.answer(b"{}", headers=(f"Set-Cookie: row={row}; Path=/",))

    names = [f"row{n}" for n in range(24)]
    saved(tmp_path, [{"name": name} for name in names], "d.json")
    keep = 'pm.environment.set("seen", pm.iterationData.get("name"));'
    with site(answer) as server:
        items = (
            request(f"{server.url}/{{{{name}}}}", "one", pre=keep, test=ROW),
            request(f"{server.url}/{{{{seen}}}}", "two", test=ROW),
        )
        saved(tmp_path, collection(*items))
        ran = assay(
            *("run", "c.json", "-d", "d.json", "--parallel", parallel, "--export-environment", "e.json"),
            *("-r", "cli,junit,json", "--reporter-junit-export", "r.xml", "--reporter-json-export", "n.json"),
            cwd=tmp_path,
        )
    assert ran.code == 0, ran.out
    newman = json.loads((tmp_path / "n.json").read_text())
    assert [one["cursor"]["iteration"] for one in newman["run"]["executions"]] == [n for n in range(24) for _ in "ab"]
    assert newman["run"]["stats"]["assertions"]["total"] == 48
    suites = ET.parse(tmp_path / "r.xml").findall(".//testsuite")
    told = " ".join(ET.tostring(suite, "unicode") for suite in suites)
    assert all(name in told for name in names), "each row is named"
    assert len(ET.parse(tmp_path / "r.xml").findall(".//testcase")) == 48
    rows = {row["key"]: row["value"] for row in json.loads((tmp_path / "e.json").read_text())["values"]}
    assert rows["seen"] == "row23", "of lanes that changed it, the last in order wins"
    positions = [ran.out.index(f"own row {name}") for name in names]
    assert positions == sorted(positions)


def test_variables_go_on_from_iteration_to_iteration_unless_side_by_side(server: RawServer, tmp_path: Path) -> None:
    items = (request(server.url, test=COUNT + PASSES),)
    for parallel, expected in (("1", 6), ("3", 1)):
        run(tmp_path, *items, arguments=f"-n 6 --parallel {parallel} --export-environment e.json")
        assert json.loads((tmp_path / "e.json").read_text())["values"][0]["value"] == expected


def test_folders_side_by_side(server: RawServer, tmp_path: Path) -> None:
    folders = [folder(f"f{n}", *[request(server.url, f"r{n}.{m}", test=PASSES) for m in range(3)]) for n in range(5)]
    ran, told = run(tmp_path, *folders, arguments="--parallel-folders -n 2")
    assert ran.code == 0
    assert told["summary"]["requests"] == 30
    assert told["summary"]["iterations"] == 2
    places = [ran.out.index(f"r{n}.{m}") for n in range(5) for m in range(3)]
    assert places == sorted(places)


def test_a_failure_side_by_side_is_found_where_it_happened(server: RawServer, tmp_path: Path) -> None:
    saved(tmp_path, "name\n" + "\n".join(f"row{n}" for n in range(12)), "d.csv")
    test = 'pm.test("not seven", () => pm.expect(pm.iterationData.get("name")).to.not.eql("row7"))'
    ran, told = run(tmp_path, request(server.url, test=test), arguments="-d d.csv --parallel 3 --report junit=r.xml")
    assert ran.code == 1
    assert told["summary"]["failed"] == 1
    (failed,) = [
        one for one in ET.parse(tmp_path / "r.xml").iter("testsuite") if one.find("testcase/failure") is not None
    ]
    assert "row7" in failed.get("name", "")


def test_exports_and_precedence(server: RawServer, tmp_path: Path) -> None:
    """flag > -e > [environment] > collection; globals are weaker than all of them."""
    names = ("flag", "file", "table", "collection", "global")
    saved(tmp_path, variables(flag="file", file="file"), "e.json")
    saved(tmp_path, {"values": [{"key": key, "value": "global"} for key in names]}, "g.json")
    table = ", ".join(f'{key} = "table"' for key in ("flag", "file", "table"))
    saved(tmp_path, f"[environment.local]\nurl = '{server.url}/'\nvariables = {{ {table} }}\n", "assay.toml")
    own = [{"key": key, "value": "collection"} for key in ("flag", "file", "table", "collection")]
    test = "".join(f"pm.test('{key}', () => pm.expect(pm.variables.get('{key}')).to.eql('{key}'));" for key in names)
    ran, _ = run(
        tmp_path,
        request("{{base_url}}/{{flag}}/{{global}}", test=test),
        arguments="-e e.json -g g.json --env local --env-var flag=flag --export-globals o/ --export-collection c2.json",
        variable=own,
    )
    assert ran.code == 0, ran.out
    assert f"{server.url}/flag/global" in ran.out
    (exported,) = (tmp_path / "o").iterdir()
    assert json.loads(exported.read_text())["values"][0]["value"] == "global"
    collected = json.loads((tmp_path / "c2.json").read_text())
    assert collected["item"][0]["name"] == "one"
    assert collected["_postman_variable_scope"] == "collection"
    assert collected["_postman_exported_using"].startswith("assay/")


def test_run_defaults_of_the_project(server: RawServer, tmp_path: Path) -> None:
    """[run] holds options by their names; .newmanrc is stronger, and a flag stronger still."""
    text = '[run]\niteration-count = 2\nreporters = ["cli", "json"]\nretry = 1\nenv_var = { a = "toml" }\n'
    saved(tmp_path, text + '[project]\ncollection = "c.json"\n', "assay.toml")
    saved(tmp_path, collection(request(server.url, test="console.log('a=' + pm.environment.get('a'));" + PASSES)))
    ran = assay("run", cwd=tmp_path)
    assert ran.out.count("✓  answers") == 2
    assert "a=toml" in ran.out
    assert len(list((tmp_path / "newman").glob("*.json"))) == 1
    saved(tmp_path, {"run": {"iterationCount": 3}}, ".newmanrc")
    assert assay("run", cwd=tmp_path).out.count("✓  answers") == 3
    assert assay("run", "-n", "1", cwd=tmp_path).out.count("✓  answers") == 1


def test_newmanrc_stands_in_for_options(server: RawServer, tmp_path: Path) -> None:
    options = {"reporters": ["cli", "junit"], "reporter": {"junit": {"export": "j.xml"}}, "bail": True, "folder": "two"}
    saved(tmp_path, options, ".newmanrc")
    saved(tmp_path, collection(request(server.url, "one", test=FAILS), request(server.url, "two", test=PASSES)))
    assert assay("run", "c.json", cwd=tmp_path).code == 0
    assert (tmp_path / "j.xml").exists()
