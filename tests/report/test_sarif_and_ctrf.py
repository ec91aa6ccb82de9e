"""SARIF and CTRF of a collection's run: each failure in its place, counts that agree, nothing that breaks the JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.report.ctrf import ctrf
from assay.report.sarif import sarif

from .story import Story, hostile, shop


def cut(keep: int) -> Story:
    """The shop's run, killed after some records."""
    story = shop()
    story.keep = keep
    return story


CUT = [cut(keep) for keep in (0, 1, 5, 20, 40)]
STORIES = [shop(), hostile(), *CUT]
STATES = ("passed", "failed", "pending", "skipped", "other")


def made(fold: Any, story: Story) -> dict[str, Any]:
    document: dict[str, Any] = json.loads("".join(fold(story)), parse_constant=pytest.fail)
    return document


@pytest.mark.parametrize("story", STORIES)
def test_sarif_is_whole(story: Story) -> None:
    (run,) = made(sarif, story)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
    if not run["invocations"][0]["executionSuccessful"]:
        assert run["invocations"][0]["toolExecutionNotifications"][0]["level"] == "error"


def test_an_assertion_is_no_matter_of_security() -> None:
    for rule in made(sarif, hostile())["runs"][0]["tool"]["driver"]["rules"]:
        assert rule["properties"] == {"tags": ["api"]}


@pytest.mark.parametrize("story", STORIES)
def test_ctrf_counts_what_it_lists(story: Story) -> None:
    results = made(ctrf, story)["results"]
    for state in STATES:
        assert results["summary"][state] == sum(test["status"] == state for test in results["tests"])
    assert results["summary"]["tests"] == len(results["tests"])
    assert results["summary"]["start"] <= results["summary"]["stop"]


def test_a_run_that_was_cut_short_is_not_green() -> None:
    for story in CUT:
        assert made(ctrf, story)["results"]["tests"][-1]["status"] == "failed"
        assert made(sarif, story)["runs"][0]["invocations"][0]["executionSuccessful"] is False
