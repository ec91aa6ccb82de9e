"""Tools that read Newman's JSON read ours."""

from __future__ import annotations

import errno
import json
import tracemalloc
from typing import Any

import pytest

from assay.report.newman_json import newman_json

from .story import Step, Story, Verdict, answer, cut_short, hostile, shop, wrong


def no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


def parsed(story: Story) -> dict[str, Any]:
    document: dict[str, Any] = json.loads("".join(newman_json(story)), parse_constant=no_constant)
    return document


def test_the_structure_is_newmans() -> None:
    report = parsed(shop(iterations=2))
    assert list(report) == ["collection", "run", "environment", "globals"]
    assert report["collection"]["_"] == {"postman_id": "c-1"}
    assert report["collection"]["info"]["name"] == "Shop"
    assert report["environment"] == {"id": "e", "values": []}  # as it is after the run
    run = report["run"]
    assert set(run) == {"stats", "timings", "executions", "transfers", "failures", "error"}
    assert run["stats"] == {
        "iterations": {"total": 2, "pending": 0, "failed": 0},
        "items": {"total": 14, "pending": 0, "failed": 0},
        "scripts": {"total": 12, "pending": 0, "failed": 2},
        "prerequests": {"total": 14, "pending": 0, "failed": 0},
        "requests": {"total": 16, "pending": 0, "failed": 4},
        "tests": {"total": 12, "pending": 0, "failed": 0},
        "assertions": {"total": 12, "pending": 0, "failed": 2},
        "testScripts": {"total": 10, "pending": 0, "failed": 2},
        "prerequestScripts": {"total": 2, "pending": 0, "failed": 0},
    }
    assert set(run["timings"]) == {
        *(f"{name}{kind}" for name in ("response", "dns", "firstByte") for kind in ("Average", "Min", "Max", "Sd")),
        "started",
        "completed",
    }
    assert run["timings"]["responseAverage"] == 15
    assert run["timings"]["started"] == 1_700_000_000_000
    assert run["transfers"]["responseTotal"] == 2 * (5 * 17 + 14)
    assert run["error"] is None


def test_an_execution_is_newmans() -> None:
    executions = parsed(shop())["run"]["executions"]
    first = executions[0]
    assert set(first) == {"cursor", "item", "request", "response", "id", "assertions"}
    assert first["cursor"] | {"httpRequestId": ""} == {
        "position": 0,
        "iteration": 0,
        "length": 7,
        "cycles": 1,
        "empty": False,
        "eof": False,
        "bof": True,
        "cr": False,
        "ref": "ref-0-0",
        "httpRequestId": "",
    }
    assert first["item"]["name"] == "Get one"
    assert first["item"]["request"]["method"] == "GET"
    response = first["response"]
    assert bytes(response["stream"]["data"]) == b'{"hello":"world"}'
    assert response["stream"]["type"] == "Buffer"
    assert response | {"stream": 0, "id": 0} == {
        "id": 0,
        "status": "OK",
        "code": 200,
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "stream": 0,
        "cookie": [{"name": "sid", "value": "1"}],
        "responseTime": 15,
        "responseSize": 17,
    }
    assert first["assertions"] == [
        {"assertion": "status is 200", "skipped": False},
        {
            "assertion": "says world",
            "skipped": False,
            "error": {
                "name": "AssertionError",
                "index": 1,
                "test": "says world",
                "message": "expected 'wörld' to deeply equal 'world'",
                "stack": "AssertionError: expected 'wörld' to deeply equal 'world'\n"
                "   at Object.eval sandbox-script.js:2:1)",
            },
        },
        {"assertion": "later", "skipped": True},
    ]


def test_there_is_an_execution_for_each_request_and_assertions_stand_once() -> None:
    run = parsed(shop(iterations=3))["run"]
    assert len(run["executions"]) == run["stats"]["requests"]["total"]
    assert sum(len(one.get("assertions", ())) for one in run["executions"]) == run["stats"]["assertions"]["total"]


def test_errors_stand_where_newman_has_them() -> None:
    run = parsed(shop())["run"]
    post, dead = run["executions"][1:3]
    assert post["testScript"][0]["error"]["name"] == "ReferenceError"
    assert dead["requestError"]["code"] == "ECONNREFUSED"
    assert "response" not in dead
    assert [(failure["at"], failure["source"]["name"]) for failure in run["failures"]] == [
        ("assertion:1 in test-script", "Get one"),
        ("test-script:3:7", "Post"),
        ("request", "Dead"),
        ("request", "Sends"),
    ]
    first, second, third, _ = run["failures"]
    assert first["parent"]["name"] == "Inner"
    assert second["parent"]["name"] == "Outer"
    assert third["parent"] == {"_": {"postman_id": "c-1"}, "info": {"_postman_id": "c-1", "name": "Shop"}}
    system = {
        "code": "ECONNREFUSED",
        "errno": -errno.ECONNREFUSED,
        "syscall": "connect",
        "address": "127.0.0.1",
        "port": 1,
    }
    assert {name: third["error"][name] for name in system} == system
    assert {"name", "index", "test", "message", "stack", "checksum", "id", "timestamp", "stacktrace"} == set(
        first["error"]
    )
    assert first["cursor"]["scriptId"]
    assert first["cursor"]["ref"] == "ref-0-0"


def test_a_retried_request_is_one_request_and_no_failure() -> None:
    run = parsed(Story(Step("x", retries=2)))["run"]
    assert run["stats"]["requests"] == {"total": 1, "pending": 0, "failed": 0}
    assert run["failures"] == []


def test_hostile_text_stays_inside_its_strings() -> None:
    report = parsed(hostile(iterations=2))
    assert len(report["run"]["executions"]) == 6
    assert report["collection"]["info"]["name"].startswith("</script>")
    "".join(newman_json(hostile())).encode("utf-8")


def test_every_killed_run_gives_a_whole_report() -> None:
    for story in cut_short(shop()):
        run = parsed(story)["run"]
        assert run["error"]["message"] == "the run was cut short: its log has no end"


def test_what_was_under_way_is_pending() -> None:
    story = shop(keep=5)  # the item, its scripts and its request have begun
    stats = parsed(story)["run"]["stats"]
    assert stats["items"]["pending"] == 1
    assert stats["iterations"]["pending"] == 1


@pytest.mark.parametrize("ending", ["timed out", "interrupted", "failed"])
def test_an_early_end_is_an_error(ending: str) -> None:
    error = parsed(Story(Step("x"), ending=ending, error="said so"))["run"]["error"]
    assert error == {"name": "Error", "message": "said so"}


def test_memory_does_not_grow_with_the_run() -> None:
    step = Step("x", outcome=answer(b"x" * 20_000), asserts=(Verdict("a"), wrong("b", "no")))

    def peak(iterations: int) -> int:
        tracemalloc.start()
        for _ in newman_json(Story(step, iterations=iterations)):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(5)
    assert peak(200) < peak(20) * 1.5 + 100_000
