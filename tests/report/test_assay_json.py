"""assay's JSON report follows its schema, whatever happened in the run."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from assay.report.assay_json import SCHEMA, assay_json

from .story import REFUSED, Step, Story, Verdict, answer, cut_short, hostile, shop, wrong

VALIDATOR = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()), validate_formats=True)


def no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


def parsed(story: Story) -> dict[str, Any]:
    document: dict[str, Any] = json.loads("".join(assay_json(story)), parse_constant=no_constant)
    errors = [f"{error.instance_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]
    assert not errors
    return document


def test_the_schema_is_a_schema_and_closed() -> None:
    jsonschema_rs.meta.validate(json.loads(SCHEMA.read_text()))
    document = parsed(shop())
    assert not VALIDATOR.is_valid(document | {"surprise": 1})
    assert not VALIDATOR.is_valid(document | {"verdict": "fine"})


def test_what_is_said_of_the_run() -> None:
    report = parsed(shop(iterations=2))
    assert report | {"findings": 0} == {
        "assay": "0.1.0",
        "command": "run",
        "target": "http://127.0.0.1:8080",
        "environment": "local",
        "started": "2023-11-14T22:13:20.000Z",
        "seconds": 1.5,
        "seed": 7,
        "verdict": "findings",
        "summary": {
            "iterations": 2,
            "requests": 16,
            "unanswered": 4,
            "retried": 2,
            "assertions": 12,
            "failed": 2,
            "skipped": 2,
            "script_errors": 2,
            "findings": 4,
        },
        "findings": 0,
    }


def test_a_finding_of_each_kind() -> None:
    assertion, script, dead, _ = parsed(shop())["findings"]
    assert assertion == {
        "rule": "assertion",
        "title": "says world",
        "severity": "medium",
        "confidence": "suspected",
        "basis": "declared",
        "operation": "GET /orders/{id}",
        "where": "Outer / Inner / Get one / says world",
        "message": "expected 'wörld' to deeply equal 'world'",
        "curl": "curl http://127.0.0.1:8080/get-one -H 'Accept: */*' -H 'Authorization: Bearer ***7f3a' -H 'X-Empty;'",
        "exchanges": ["e-ref-0-0-main"],
        "test": "Shop / Outer / Inner / Get one / says world",
        "fingerprint": assertion["fingerprint"],
    }
    assert (script["rule"], script["severity"], script["cause"]) == ("script-error", "high", "ReferenceError")
    assert (dead["rule"], dead["basis"], dead["cause"]) == ("unanswered", "effect", "ECONNREFUSED")


def test_what_repeats_is_one_finding_and_confirmed() -> None:
    step = Step("x", asserts=(wrong("a", "no"), Verdict("b")))
    report = parsed(Story(step, iterations=100))
    (finding,) = report["findings"]
    assert finding["confidence"] == "confirmed"
    assert len(finding["exchanges"]) == 20
    assert report["summary"]["failed"] == 100


def test_what_passes_at_times_stays_suspected() -> None:
    step = Step("x", asserts=(wrong("a", "no"), wrong("a", "no"), Verdict("a")))
    (finding,) = parsed(Story(step))["findings"]
    assert finding["confidence"] == "suspected"


def test_a_request_that_was_sent_again_in_vain_is_confirmed() -> None:
    (finding,) = parsed(Story(Step("x", retries=2, outcome=REFUSED)))["findings"]
    assert finding["confidence"] == "confirmed"


def test_fingerprints_are_the_same_in_every_run() -> None:
    first = [finding["fingerprint"] for finding in parsed(shop())["findings"]]
    again = [finding["fingerprint"] for finding in parsed(shop(iterations=3))["findings"]]
    assert first == again
    assert len(set(first)) == len(first)


def test_a_server_error_weighs_more() -> None:
    (finding,) = parsed(Story(Step("x", outcome=answer(status=503), asserts=(wrong("a", "no"),))))["findings"]
    assert finding["severity"] == "high"


@pytest.mark.parametrize(
    ("ending", "verdict"),
    [("finished", "clean"), ("bailed", "clean"), ("timed out", "incomplete"), ("interrupted", "interrupted")],
)
def test_verdicts(ending: str, verdict: str) -> None:
    report = parsed(
        Story(Step("x", asserts=(Verdict("a"),)), ending=ending, error="why" if ending == "timed out" else "")
    )
    assert report["verdict"] == verdict
    assert ("reason" in report) == (verdict in ("incomplete", "interrupted"))


def test_hostile_text() -> None:
    report = parsed(hostile(iterations=2))
    assert not [finding for finding in report["findings"] if any(ord(c) < 32 for c in json.dumps(finding))]
    "".join(assay_json(hostile())).encode("utf-8")


def test_every_killed_run_gives_a_whole_report() -> None:
    for story in cut_short(shop()):
        assert parsed(story)["verdict"] == "interrupted"


def test_thousands_of_findings_are_bounded() -> None:
    asserts = tuple(wrong(f"a{number}", "no") for number in range(10_000))
    step = Step("x", asserts=asserts)
    report = parsed(Story(step, Step("y", asserts=asserts[:500])))
    assert len(report["findings"]) == 10_000
    assert report["truncated"] == {"findings": 500}
