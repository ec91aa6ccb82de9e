"""Each report of a probing run is true, bounded and harmless, whatever the run met and however it ended."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import jsonschema_rs
import pytest

from assay.model.event import Surveyed
from assay.report.assay_json import SCHEMA, assay_json
from assay.report.kinds import KINDS
from assay.report.probed import probed
from assay.report.probing.console import told

from .probes import HOSTILE, Probe, finding, hostile

VALIDATOR = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()), validate_formats=True)
PROBED = [name for name in KINDS if name != "newman-json"]
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def made(kind: str, probe: Probe) -> str:
    return "".join(KINDS[kind].fold()(probe))


def parsed(probe: Probe) -> dict[str, Any]:
    document: dict[str, Any] = json.loads("".join(assay_json(probe)), parse_constant=pytest.fail)
    errors = [f"{error.instance_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]
    assert not errors
    return document


def console(probe: Probe) -> list[str]:
    return [text for _, text in told(probed(probe))]


def test_the_json_report_tells_findings_access_coverage_and_counts() -> None:
    report = parsed(Probe(finding()))
    assert report["verdict"] == "findings"
    assert report["access"] == {
        "GET /orders/{id}": {"alice": "allowed", "carol": "refused"},
        "DELETE /orders/{id}": {"alice": "not reached"},
    }
    assert report["coverage"]["operations"] == {"total": 2, "exercised": 1, "missing": ["DELETE /orders/{id}"]}
    assert report["summary"] | {"critical": 0} == {
        "cases": 3, "carried": 2, "requests": 3, "unanswered": 0, "findings": 1, "gating": 1, "critical": 0, "high": 0,
        "medium": 0, "low": 0, "info": 0,
    }  # fmt: skip
    assert report["left"] == ["order o-7"]
    (told,) = report["findings"]
    assert told["contract"]["line"] == 7
    assert "test" not in told


@pytest.mark.parametrize(
    ("changes", "ending", "verdict"),
    [
        ({}, "finished", "findings"),
        ({"basis": "inferred"}, "finished", "clean"),
        ({"known": "ann, until 2027-01-01: later"}, "finished", "clean"),
        ({"basis": "inferred"}, "bailed", "incomplete"),
        ({"basis": "inferred"}, "timed out", "incomplete"),
        ({}, "timed out", "findings"),
        ({}, "interrupted", "interrupted"),
        ({}, None, "interrupted"),
    ],
)
def test_the_verdict_is_that_of_the_exit_code(changes: dict[str, Any], ending: str | None, verdict: str) -> None:
    report = parsed(Probe(finding(**changes), ending=ending))
    assert report["verdict"] == verdict
    assert ("reason" in report) == (ending != "finished")


def test_what_was_replayed_gates_whatever_its_basis() -> None:
    assert parsed(Probe(finding(basis="inferred"), replay="0" * 16))["verdict"] == "findings"


def test_too_little_coverage_is_no_clean_run_and_says_so() -> None:
    short = parsed(Probe(min_coverage=70.0))
    assert (short["verdict"], short["reason"]) == (
        "findings",
        "62.5 % of the contract was exercised, and 70 % is asked for",
    )
    assert parsed(Probe(min_coverage=62.5))["verdict"] == "clean"
    assert any("70 % is asked for" in text for text in console(Probe(min_coverage=70.0)))


def test_the_worst_stand_first_and_the_confirmed_before_the_suspected() -> None:
    low, suspected = finding(1, severity="low"), finding(2, confidence="suspected")
    inferred, sure = finding(3, basis="inferred"), finding(4)
    places = [one["where"] for one in parsed(Probe(low, suspected, inferred, sure))["findings"]]
    assert places == ["/items/4", "/items/2", "/items/3", "/items/1"]


@pytest.mark.parametrize("kind", PROBED)
def test_no_report_lets_a_steering_character_through(kind: str) -> None:
    text = made(kind, Probe(hostile()))
    if kind in ("json", "sarif", "ctrf"):
        json.loads(text)
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", text)
    else:
        assert not STEERING.search(text)


@pytest.mark.parametrize("kind", PROBED)
@pytest.mark.parametrize("ending", ["finished", "interrupted", None])
def test_every_report_is_made_of_a_run_that_was_cut_short(kind: str, ending: str | None) -> None:
    assert made(kind, Probe(finding(), hostile(), ending=ending, survey=Surveyed()))


def test_the_console_is_bounded_and_tells_what_does_not_gate() -> None:
    lines = console(Probe(*(finding(number) for number in range(1, 2000)), hostile()))
    assert len(lines) < 400
    assert all(len(text) < 1000 and not STEERING.search(text) for text in lines)
    assert any("1,950 more" in text for text in lines)
    quiet = console(Probe(finding(basis="inferred")))
    assert any("does not gate" in text for text in quiet)
    assert any("1 of them only reported" in text for text in quiet)


def test_the_console_names_the_line_of_the_contract_and_the_coverage() -> None:
    lines = console(Probe(finding()))
    assert "  api/openapi.yaml:7  get:" in lines
    assert "coverage: 62.5 %, 1/2 operations, 4/6 statuses" in lines


def test_junit_has_a_test_case_for_each_case_and_fails_only_what_gates() -> None:
    for one, failures in ((finding(), 1), (finding(basis="inferred"), 0)):
        root = ElementTree.fromstring(made("junit", Probe(one)))
        assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("1", str(failures), "0")
        assert len(root.findall(".//failure")) == failures
        assert "openapi.yaml:7" in "".join(root.itertext())
    broken = ElementTree.fromstring(made("junit", Probe(hostile(), ending=None)))
    assert broken.get("errors") == "1"


def test_what_a_check_saw_during_another_case_is_a_test_case_of_its_own() -> None:
    root = ElementTree.fromstring(made("junit", Probe(finding(rule="server-error", where=""))))
    names = [case.get("name") for case in root.iter("testcase")]
    assert names == ["foreign-read: alice's order, carol", "server-error"]


def test_sarif_holds_each_rule_once_and_each_place() -> None:
    report = json.loads(made("sarif", Probe(finding(), finding(1), hostile())))
    (run,) = report["runs"]
    assert report["version"] == "2.1.0"
    driver = run["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["foreign-read", "schema-mismatch"]
    assert driver["rules"][0]["help"]["text"] == "Nobody reads what is another's. Assumes: Things have owners"
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert re.fullmatch(r"[0-9a-f]{16}", result["partialFingerprints"]["assay/v1"])
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("api/openapi.yaml", 7)
    assert {result["level"] for result in run["results"]} == {"error", "note"}


def test_sarif_keeps_five_thousand_and_counts_the_rest() -> None:
    many = [finding(number, severity="low") for number in range(1, 5003)]
    (run,) = json.loads(made("sarif", Probe(*many, finding())))["runs"]
    assert len(run["results"]) == 5000
    assert run["results"][0]["level"] == "error"
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert notes[0]["message"]["text"] == "3 more findings are in the other reports"


def test_github_prints_ten_of_a_kind_and_counts_the_rest() -> None:
    lines = made("github", Probe(*(finding(number) for number in range(1, 31)), hostile())).splitlines()
    errors = [text for text in lines if text.startswith("::error")]
    assert len(errors) == 10
    assert errors[-1] == "::error title=assay::and 21 more findings"
    assert errors[0].startswith("::error file=api/openapi.yaml,line=7,title=")
    assert len([text for text in lines if text.startswith("::notice")]) == 1
    assert len(lines) == 11


def test_markdown_fits_a_comment() -> None:
    text = made("markdown", Probe(*(finding(number, message="x" * 5000) for number in range(1, 500)), hostile()))
    assert len(text) < 65_536
    assert "<script" not in text
    assert "| GET /orders/\\{id\\} | yes | no |" in text


def test_the_page_runs_nothing_and_shows_access_coverage_exchanges_and_a_test() -> None:
    text = made("html", Probe(finding(), hostile()))
    assert "<script" not in text
    assert "<img" not in text
    assert "default-src 'none'" in text
    assert '<td class="refused">refused</td>' in text
    assert "carol: GET http://127.0.0.1:8000/orders/o-7f3a" in text
    assert "def test_foreign_read_" in text
    assert "Coverage: 62.5 %" in text


def test_ctrf_counts_what_it_lists() -> None:
    report = json.loads(made("ctrf", Probe(finding(), finding(rule="server-error", basis="inferred"))))
    results = report["results"]
    assert report["reportFormat"] == "CTRF"
    assert results["summary"]["tests"] == len(results["tests"]) == 2
    assert results["summary"]["failed"] == 1
    assert results["tests"][0]["line"] == 7


def test_hostile_text_is_hostile() -> None:
    assert STEERING.search(HOSTILE)


def test_the_set_up_is_no_case_but_what_it_found_is_told() -> None:
    probe = Probe(finding(rule="server-error"), set_up=True)
    names = [case.get("name") for case in ElementTree.fromstring(made("junit", probe)).iter("testcase")]
    assert names == ["server-error"]
