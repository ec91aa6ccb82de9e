"""JUnit XML that every CI tool parses, with right counts and every iteration."""

from __future__ import annotations

import xml.etree.ElementTree as ET  # reads what we have just written

import pytest

from assay.model.script import ScriptError
from assay.report.junit import junit

from .story import Step, Story, Verdict, cut_short, hostile, shop, wrong


def parsed(story: Story) -> ET.Element:
    return ET.fromstring("".join(junit(story)).encode("utf-8"))  # our own


def counts(element: ET.Element) -> dict[str, int]:
    return {name: int(element.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}


def counted(element: ET.Element) -> dict[str, int]:
    cases = list(element.iter("testcase"))
    tags = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    return {"tests": len(cases)} | {
        name: sum(case.find(tag) is not None for case in cases) for name, tag in tags.items()
    }


@pytest.mark.parametrize("iterations", [1, 3])
def test_counts_are_those_of_the_cases(iterations: int) -> None:
    root = parsed(shop(iterations=iterations))
    assert counts(root) == counted(root)
    assert counts(root) == {
        "tests": 10 * iterations,
        "failures": iterations,
        "errors": 3 * iterations,
        "skipped": 2 * iterations,
    }
    for suite in root.iter("testsuite"):
        assert counts(suite) == counted(suite)


def test_names_are_newmans_where_there_is_one_iteration() -> None:
    root = parsed(shop())
    assert root.attrib["name"] == "Shop"
    suite = root.find("testsuite")
    assert suite is not None
    assert suite.attrib["name"] == "Outer / Inner / Get one"
    assert suite.attrib["time"] == "0.015"
    assert suite.attrib["timestamp"] == "2023-11-14T22:13:20.002Z"
    assert [case.attrib["name"] for case in suite.iter("testcase")] == ["status is 200", "says world", "later"]
    assert {case.attrib["classname"] for case in suite.iter("testcase")} == {"OuterInnerGetOne"}


def test_every_iteration_is_there_by_its_row() -> None:
    rows = [{"user": "bob"}, {"user": "eve"}]
    step = Step("x", asserts=(Verdict("a"), wrong("b", "no")))
    root = parsed(Story(step, iterations=3, rows=rows))
    assert [suite.attrib["name"] for suite in root.iter("testsuite")] == [
        "x [1: user=bob]",
        "x [2: user=eve]",
        "x [iteration 3]",
    ]
    names = [(case.attrib["classname"], case.attrib["name"]) for case in root.iter("testcase")]
    assert len(set(names)) == len(names) == 6
    assert ("X", "a [2: user=eve]") in names
    properties = [{item.attrib["name"]: item.attrib["value"] for item in suite.iter("property")} for suite in root]
    assert properties == [
        {"iteration": "1", "row": "user=bob"},
        {"iteration": "2", "row": "user=eve"},
        {"iteration": "3"},
    ]


def test_errors_stand_behind_the_assertions_and_in_system_err() -> None:
    step = Step("x", asserts=(Verdict("a"),), raises=ScriptError(name="TypeError", message="no <such> thing"))
    (suite,) = parsed(Story(step))
    assert [child.tag for child in suite] == ["testcase", "testcase", "system-err"]
    assert [case.find("error") is not None for case in suite.iter("testcase")] == [False, True]
    assert suite.findtext("system-err") == "Iteration: 0\ntest-script: TypeError: no <such> thing"
    assert parsed(Story(Step("x", asserts=(wrong("a", "no"),)))).find(".//system-err") is None


def test_equal_names_are_told_apart() -> None:
    root = parsed(Story(Step("x", asserts=(Verdict("a"), wrong("a", "no"), Verdict("a")))))
    assert [case.attrib["name"] for case in root.iter("testcase")] == ["a", "a (2)", "a (3)"]


def test_a_failure_says_what_and_where() -> None:
    failure = parsed(shop()).find(".//failure")
    assert failure is not None
    assert failure.attrib == {"type": "AssertionFailure", "message": "expected 'wörld' to deeply equal 'world'"}
    assert failure.text is not None
    for wanted in (
        "expected: 'world'",
        "actual:   'wörld'",
        "line 2",
        "Outer / Inner / Get one",
        "200 OK",
        "curl http",
    ):
        assert wanted in failure.text


def test_errors_are_cases_of_their_own() -> None:
    errors = {case.attrib["name"]: case.find("error") for case in parsed(shop()).iter("testcase")}
    assert errors["test-script:3:7"] is not None
    assert errors["test-script:3:7"].attrib["type"] == "ReferenceError"
    assert errors["request"] is not None


def test_hostile_text_is_text() -> None:
    root = parsed(hostile(iterations=2))
    assert counts(root) == counted(root)
    assert "</script>" in root.attrib["name"]
    assert "\\x1b[31m" in root.attrib["name"]
    tags = {element.tag for element in root.iter()}
    bare = {"testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-err"}
    assert tags <= bare | {"properties", "property"}


def test_a_run_that_was_cut_short_is_not_green() -> None:
    for story in cut_short(Story(Step("x", asserts=(Verdict("a"),)))):
        root = parsed(story)
        assert counts(root) == counted(root)
        assert counts(root)["errors"] == 1


@pytest.mark.parametrize(("ending", "errors"), [("finished", 0), ("bailed", 0), ("interrupted", 1), ("timed out", 1)])
def test_how_the_run_ended(ending: str, errors: int) -> None:
    assert counts(parsed(Story(Step("x"), ending=ending)))["errors"] == errors
