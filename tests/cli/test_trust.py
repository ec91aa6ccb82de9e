"""`assay trust weak` as a person meets it: what it tells, writes and refuses."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from assay.report.assay_json import SCHEMA
from tests.cli.command import Ran, assay, ended, started
from tests.trust.weak_planted import ITEM, Planted, collection, serving

STATUS = Planted("reads", 'pm.test("is there", function () { pm.response.to.have.status(200); });')
WHOLE = Planted(
    "reads all",
    'pm.test("is all there", function () {\n    pm.response.to.have.status(200);\n'
    f"    pm.expect(pm.response.json()).to.eql({json.dumps(ITEM)});\n"
    '    pm.expect(pm.response.headers.get("Content-Type")).to.eql("application/json");\n});',
)
IDLE = Planted("idles", 'pm.test("is fine", function () { pm.expect(1).to.be.a("number"); });')
LOGIN = Planted(
    "logs in",
    'pm.test("has a token", () => pm.expect(pm.response.json().access_token).to.be.a("string"));\n'
    'pm.environment.set("access_token", pm.response.json().access_token);',
    method="POST",
    path="login",
    body='{"access_token": "s3cr3t-value-4711", "name": "Ann"}',
)


def written(folder: Path, *planted: Planted) -> Path:
    path = folder / "shop.json"
    path.write_text(json.dumps(collection(*planted), indent=2) + "\n")
    return path


def doubt(folder: Path, url: str, *options: object) -> tuple[Ran, dict[str, Any]]:
    ran = assay("trust", "weak", "shop.json", "--env-var", f"base_url={url}", "--report", "json=r.json",
                "--report", "console", *options, cwd=folder)  # fmt: skip
    document = json.loads((folder / "r.json").read_text())
    assert list(jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text())).iter_errors(document)) == []
    return ran, document


def test_the_score_says_how_much_is_noticed(tmp_path: Path) -> None:
    written(tmp_path, STATUS, WHOLE)
    with serving() as url:
        ran, document = doubt(tmp_path, url, "--report", "sarif=r.sarif", "--report", "html=r.html")
    assert ran.code == 0
    fields = {(one["operation"][:9], one["where"]): one["strength"] for one in document["fields"]}
    assert fields["GET /apia", "status"] == 1.0
    assert fields["GET /apia", "/name"] == 0.0
    assert {strength for (operation, _), strength in fields.items() if operation == "GET /apib"} == {1.0}
    assert 0 < document["score"] < 100
    assert document["harmful"]["closed"] == document["harmful"]["total"] - document["harmful"]["noticed"]
    assert f"score {document['score']:g} %" in ran.out
    assert "What the tests guard" in (tmp_path / "r.html").read_text()


def test_what_guards_nothing_gates(tmp_path: Path) -> None:
    written(tmp_path, IDLE)
    with serving() as url:
        ran, document = doubt(tmp_path, url, "--report", "sarif=r.sarif")
    assert ran.code == 1
    found = {one["rule"]: one for one in document["findings"]}
    assert found["guards-nothing"]["test"] == "idles / is fine"
    results = json.loads((tmp_path / "r.sarif").read_text())["runs"][0]["results"]
    assert {"guards-nothing", "unguarded-operation"} <= {one["ruleId"] for one in results}


def test_a_score_can_be_asked_for(tmp_path: Path) -> None:
    written(tmp_path, STATUS)
    with serving() as url:
        ran, document = doubt(tmp_path, url, "--min-score", "90")
    assert ran.code == 1
    assert document["verdict"] == "findings"
    assert "90 % is asked for" in document["reason"]


def test_a_log_is_as_good_as_a_run_and_the_mended_collection_notices_more(tmp_path: Path) -> None:
    path = written(tmp_path, STATUS, LOGIN)
    before = path.read_bytes()
    with serving() as url:
        ran, _ = doubt(tmp_path, url, "--fix", "--out", "fixed.json")
        assert "each proven: the score becomes" in ran.err
        assert path.read_bytes() == before
        done = assay("run", "fixed.json", "--env-var", f"base_url={url}", "--log", "green.jsonl", cwd=tmp_path)
        assert done.code == 0, done
    other = {**ITEM, "price": {"cents": "1250", "currency": "EUR"}}
    with serving(other) as url:
        done = assay("run", "fixed.json", "--env-var", f"base_url={url}", "--log", "red.jsonl", cwd=tmp_path)
    assert done.code == 1
    ran = assay("trust", "weak", "fixed.json", "--log", "green.jsonl", "--report", "json=r.json", cwd=tmp_path)
    assert ran.code == 0, ran
    assert json.loads((tmp_path / "r.json").read_text())["score"] == 100


def test_in_place_the_original_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path, STATUS)
    before = path.read_bytes()
    with serving() as url:
        doubt(tmp_path, url, "--fix", "--in-place")
    assert (tmp_path / "shop.json.orig").read_bytes() == before
    assert b"jsonSchema" in path.read_bytes()


def test_a_suite_that_is_red_goes_on_with_the_rest(tmp_path: Path) -> None:
    red = Planted("is wrong", 'pm.test("is a teapot", () => pm.response.to.have.status(418));')
    broken = Planted("breaks", "pm.response.json().no.such.thing;")
    written(tmp_path, red, broken, WHOLE)
    with serving() as url:
        ran, document = doubt(tmp_path, url)
    assert ran.code == 1
    assert "The suite was red at the start in 2 of its requests" in ran.out
    assert {one["where"] for one in document["findings"] if one["rule"] == "red-at-the-start"} >= {
        "is wrong / is a teapot"
    }
    assert {one["test"] for one in document["tests"]} == {"reads all / is all there"}
    assert {one["rule"] for one in document["findings"]} == {"red-at-the-start"}
    assert {one["operation"][:9] for one in document["fields"]} == {"GET /apic"}


def test_a_large_answer_is_left_out_and_told(tmp_path: Path) -> None:
    written(tmp_path, STATUS)
    with serving({**ITEM, "text": "x" * 5_000_000}) as url:
        ran, document = doubt(tmp_path, url)
    assert ran.code == 3
    assert "The answer to reads is too large" in ran.out
    assert document["reason"] == "no answer could be judged"
    assert document["tests"] == []


def test_no_secret_is_told(tmp_path: Path) -> None:
    written(tmp_path, LOGIN)
    with serving() as url:
        ran, _ = doubt(tmp_path, url, "--fix", "--out", "fixed.json", "--report", "html=r.html")
    written_files = [
        one for one in tmp_path.rglob("*") if one.is_file() and one.name not in ("shop.json", "fixed.json")
    ]
    assert written_files
    for one in written_files:
        assert b"s3cr3t-value-4711" not in one.read_bytes(), one
    assert "s3cr3t-value-4711" not in ran.said
    assert (tmp_path / "fixed.json").read_text().count("s3cr3t-value-4711") == 1  # in the request, as before


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["none.json"], 2, "none.json"),
        (["shop.json", "--log", "none.jsonl"], 2, "there is no such file"),
        (["shop.json", "--log", "shop.json"], 2, "no log of assay"),
        (["shop.json", "--fix"], 2, "--out FILE, or --in-place"),
        (["shop.json", "--out", "x.json"], 2, "Add --fix"),
        (["shop.json", "--min-score", "101"], 2, "--min-score"),
        (["shop.json", "--env-var", "base_url=http://127.0.0.1:9"], 3, "could not be recorded"),
        (["shop.json", "--report", "jsn=x"], 2, "Did you mean json"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(options: list[str], code: int, says: str, tmp_path: Path) -> None:
    written(tmp_path, STATUS)
    ran = assay("trust", "weak", *options, cwd=tmp_path)
    assert ran.code == code, ran
    assert says in ran.err
    assert len(ran.err.strip().splitlines()) <= 3


def test_ctrl_c_leaves_a_report(tmp_path: Path) -> None:
    slow = Planted(
        "is slow", 'const end = Date.now() + 80;\nwhile (Date.now() < end) {}\npm.test("t", (done) => done());'
    )
    written(tmp_path, *[slow] * 20)
    with serving() as url:
        command = ("trust", "weak", "shop.json", "--env-var", f"base_url={url}", "--report", "json=r.json")
        with started(*command, cwd=tmp_path) as process:
            _wait_for_judging(tmp_path)
            process.send_signal(signal.SIGINT)
            ran = ended(process, patience=20)
    assert ran.code == 130, ran
    assert json.loads((tmp_path / "r.json").read_text())["verdict"] == "interrupted"


def _wait_for_judging(folder: Path) -> None:
    """Until the second log has been begun: the first is that of the recording."""
    for _ in range(600):
        if len(list((folder / ".assay" / "log").glob("*.jsonl"))) > 1:
            return
        threading.Event().wait(0.05)
    raise AssertionError("nothing was judged in half a minute")
