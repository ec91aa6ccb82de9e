"""What `assay probe` tells of the shop with a few defects: each report true, none with a secret, also when it dies."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from assay.demo.serve import serving
from assay.report.assay_json import SCHEMA
from tests.cli.command import Ran, assay, environment, opened

DEFECTS = ("orders-open", "minimum-ignored", "price-as-text")
WORDS = {"ALICE_PW": "alice-secret-1", "CAROL_PW": "carol-secret-1", "ADA_PW": "ada-secret-1",
         "WAREHOUSE_KEY": "acme-warehouse-key-1"}  # fmt: skip
CHOSEN = ("--only", "rule:foreign-read", "--only", "GET /v1/search", "--only", "GET /v1/products/{product_id}")
TOML = """
[project]
contract = "openapi.yaml"
collection = "shop.json"
[environment.local]
url = "{url}"
postman = "local.json"
"""
PERSON = """
[identity.{name}]
role = "{role}"
tenant = "{tenant}"
login = {{ request = "Auth/Login", username = "{name}", password = "${{{upper}_PW}}", token = "/access_token" }}
"""
KINDS = {"json": "p.json", "sarif": "p.sarif", "ctrf": "c.json", "junit": "p.xml", "html": "p.html",
         "markdown": "p.md", "github": "p.txt", "pytest": "p.py", "console": "console.txt"}  # fmt: skip
TOKEN = re.compile(r"eyJ[\w-]{8,}\.[\w-]+")


def project(folder: Path, url: str) -> Path:
    """A project for the shop at `url`."""
    shop = files("assay.demo")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(str(shop / "openapi.yaml"), folder / "openapi.yaml")
    shutil.copy(str(shop / "collection" / "shop.postman_collection.json"), folder / "shop.json")
    shutil.copy(str(shop / "collection" / "local.postman_environment.json"), folder / "local.json")
    people = (("alice", "member", "acme"), ("carol", "member", "globex"), ("ada", "admin", "acme"))
    texts = [PERSON.format(name=name, role=role, tenant=tenant, upper=name.upper()) for name, role, tenant in people]
    key = '[identity.warehouse]\nrole = "service"\napi_key = { name = "X-Api-Key", value = "${WAREHOUSE_KEY}" }\n'
    (folder / "assay.toml").write_text(TOML.format(url=url) + "".join(texts) + key)
    return folder


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    with serving(defects=DEFECTS) as url:
        yield url


@pytest.fixture(scope="module")
def told(shop: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """A run with every report there is."""
    here = project(tmp_path_factory.mktemp("probed"), shop)
    reports = [part for kind, path in KINDS.items() for part in ("--report", f"{kind}={path}")]
    more = ("--log", "run.jsonl", "--pytest", "tests", *reports)
    ran = assay("probe", "--env", "local", *CHOSEN, *more, cwd=here, env=WORDS)
    return here, ran


def report(here: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((here / "p.json").read_text(), parse_constant=pytest.fail)
    jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()), validate_formats=True).validate(document)
    return document


def test_the_console_tells_the_worst_first_in_a_screen_or_two(told: tuple[Path, Ran]) -> None:
    _, ran = told
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0] == "critical  GET /v1/orders/{order_id}"
    assert any(re.match(r"  openapi\.yaml:\d+  ", one) for one in lines)
    assert any(one.startswith("coverage: ") for one in lines)
    assert max(map(len, lines)) < 1000


def test_the_json_report_follows_its_schema_and_quotes_the_contract(told: tuple[Path, Ran]) -> None:
    here, _ = told
    document = report(here)
    contract = (here / "openapi.yaml").read_text().splitlines()
    assert document["verdict"] == "findings"
    rules = {one["rule"] for one in document["findings"]}
    assert {"foreign-read", "accepts-out-of-bounds", "schema-mismatch"} <= rules
    for one in document["findings"]:
        place = one["contract"]
        assert place["file"] == "openapi.yaml"
        assert place["text"].split("… (")[0] in contract[place["line"] - 1]
    bounds = next(one for one in document["findings"] if one["rule"] == "accepts-out-of-bounds")
    assert bounds["contract"]["pointer"].endswith(("/minimum", "/maximum"))
    assert document["access"]["GET /v1/orders/{order_id}"]["alice"] == "allowed"
    assert document["coverage"]["operations"]["exercised"] > 0
    assert document["summary"]["findings"] == len(document["findings"])


def test_no_report_holds_a_secret_or_a_control_character(told: tuple[Path, Ran]) -> None:
    here, ran = told
    own = {"shop.json", "local.json", "openapi.yaml", "assay.toml"}
    kept = (path for path in here.rglob("*") if path.is_file() and path.suffix not in (".msgpack", ".db"))
    texts = {path.name: path.read_text() for path in kept if path.name not in own}
    assert set(KINDS.values()) | {"run.jsonl", "test_findings.py"} <= set(texts)
    for name, text in {**texts, "console": ran.said}.items():
        assert not TOKEN.search(text), name
        assert not [word for word in WORDS.values() if word in text], name
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text), name


def test_the_command_of_a_finding_runs_with_the_variables_that_it_names(told: tuple[Path, Ran], shop: str) -> None:
    here, _ = told
    found = next(one for one in report(here)["findings"] if one["rule"] == "accepts-out-of-bounds")
    assert '"Authorization: Bearer $ALICE_TOKEN"' in found["curl"]
    if shutil.which("curl") is None:
        pytest.skip("there is no curl")
    done = subprocess.run(["sh", "-c", f"{found['curl']} -s -o /dev/null -w '%{{http_code}}'"], capture_output=True,
                          text=True, check=True, env={**os.environ, **credentials(shop)})  # fmt: skip
    assert done.stdout == "200"


def credentials(url: str) -> dict[str, str]:
    """What the generated tests take from the process."""
    found = {"BASE_URL": url, "WAREHOUSE_KEY": WORDS["WAREHOUSE_KEY"]}
    for name in ("alice", "carol", "ada"):
        answer = httpx.post(f"{url}/v1/auth/login", json={"username": name, "password": WORDS[f"{name.upper()}_PW"]})
        found[f"{name.upper()}_TOKEN"] = answer.json()["access_token"]
    return found


def suite(here: Path, url: str) -> tuple[int, str]:
    """The generated tests against a shop: how many failed, and what pytest said."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "tests"]
    done = subprocess.run(command, cwd=here, env={**os.environ, **credentials(url)}, capture_output=True, text=True,
                          check=False)  # fmt: skip
    failed = re.search(r"(\d+) failed", done.stdout)
    return int(failed[1]) if failed else 0, done.stdout


@pytest.mark.proof
def test_the_generated_tests_fail_until_the_defects_are_mended(told: tuple[Path, Ran], shop: str) -> None:
    here, _ = told
    tests = (here / "tests" / "test_findings.py").read_text()
    count = tests.count("\ndef test_")
    assert count >= 3
    failed, said = suite(here, shop)
    assert failed == count, said
    with serving() as mended:
        failed, said = suite(here, mended)
        assert failed == 0, said
        assert "passed" in said


def test_a_finding_is_added_once_and_what_people_wrote_stays(told: tuple[Path, Ran], tmp_path: Path) -> None:
    here, _ = told
    mark = next(one["fingerprint"] for one in report(here)["findings"] if one["rule"] == "foreign-read")
    asked = ("promote", "--finding", mark, "--log", here / "run.jsonl", "--out", tmp_path)
    assert assay(*asked, cwd=here).code == 0
    file = tmp_path / "test_findings.py"
    file.write_text(file.read_text() + "\n\ndef test_mine() -> None:\n    pass\n")
    before = file.read_text()
    ran = assay(*asked, cwd=here)
    assert ran.code == 0
    assert "has this test already" in ran.err
    assert file.read_text() == before
    other = assay("promote", "--finding", "0" * 16, "--log", here / "run.jsonl", "--out", tmp_path, cwd=here)
    assert other.code == 2
    assert "there is no finding" in other.err


def test_reports_of_the_log_say_the_same_afterwards(told: tuple[Path, Ran]) -> None:
    here, ran = told
    later = assay("report", "run.jsonl", "--report", "json=later.json", "--report", "junit=later.xml", cwd=here)
    assert later.code == 0
    assert (here / "later.json").read_text() == (here / "p.json").read_text()
    root = ElementTree.fromstring((here / "later.xml").read_text())
    assert int(root.get("failures", "0")) > 0
    assert assay("report", "run.jsonl", cwd=here).out.splitlines()[0] == ran.out.splitlines()[0]


@pytest.mark.proof
def test_too_little_coverage_fails_and_says_what_was_asked_for(shop: str, tmp_path: Path) -> None:
    here = project(tmp_path, shop)
    chosen = ("--only", "rule:accepts-null", "--only", "GET /health")
    for percent, code in ((1, 0), (99, 1)):
        ran = assay("probe", "--env", "local", *chosen, "--min-coverage", percent, cwd=here, env=WORDS)
        assert ran.code == code, ran.said
    assert "99 % is asked for" in ran.out


@pytest.mark.proof
def test_a_run_that_is_killed_leaves_a_log_of_which_every_report_is_made(shop: str, tmp_path: Path) -> None:
    here = project(tmp_path, shop)
    with opened_probe(here) as running:
        wait_for(here / "run.jsonl", b'"found"')
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(10)
    for kind, path in KINDS.items():
        ran = assay("report", "run.jsonl", "--report", f"{kind}={path}", cwd=here)
        assert ran.code == 0, ran.said
        assert not TOKEN.search((here / path).read_text()), kind
    document = report(here)
    assert document["verdict"] == "interrupted"
    assert document["reason"] == "the run was cut short: its log has no end"
    assert document["findings"]


@pytest.mark.proof
def test_a_run_that_is_interrupted_writes_its_reports(shop: str, tmp_path: Path) -> None:
    here = project(tmp_path, shop)
    with opened_probe(here, "--report", "json=p.json", "--report", "sarif=p.sarif") as running:
        wait_for(here / "run.jsonl", b'"found"')
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=20)
    assert running.returncode == 130
    assert report(here)["verdict"] == "interrupted"
    assert json.loads((here / "p.sarif").read_text())["runs"][0]["invocations"][0]["executionSuccessful"] is False


def opened_probe(here: Path, *more: object) -> subprocess.Popen[bytes]:
    return opened("probe", "--env", "local", "--log", "run.jsonl", *more, cwd=here, env=environment(**WORDS))


def wait_for(path: Path, text: bytes) -> None:
    """Until the file holds the text; at most half a minute."""
    for _ in range(300):
        if path.exists() and text in path.read_bytes():
            return
        time.sleep(0.1)
    pytest.fail(f"{path} does not hold {text!r}")
