"""The cases reach every row of the compatibility table, and what meant.toml names exists."""

from __future__ import annotations

from .case import all_cases
from .compare import Difference
from .meant import fits, meanings

ROWS = {
    "Collection load", "Formats", "Variables, precedence", "Collection/local variables", "Dynamic variables", "Auth",
    "Body modes", "System headers", "protocolProfileBehavior", "URL encoding", "Cookies", "Redirects", "Compression",
    "Proxy", "TLS", "Iteration data", "Folder selection", "Script order", "Control flow", "Scripts: API",
    "Scripts: require()", "Delays / timeouts", "Bail", "Exit code", "Reporters", "Export", "Verbose", "Files",
    "Misc CLI", "Library API",
}  # fmt: skip


def test_every_row_is_reached() -> None:
    assert {row for case in all_cases() for row in case.rows} == ROWS


def test_there_are_enough_cases_and_each_says_what_it_expects() -> None:
    cases = all_cases()
    assert len(cases) >= 80
    assert [case.name for case in cases if not {"exit", "requests", "assertions", "failed"} <= case.expect.keys()] == []


def test_meant_differences_name_cases_that_exist_once() -> None:
    known = {case.name for case in all_cases()}
    named = [name for one in meanings().meant for name in one.cases] + [one.proven for one in meanings().rules]
    assert [name for name in named if name not in known] == []
    ids = [one.id for one in (*meanings().meant, *meanings().rules)]
    assert len(ids) == len(set(ids))


def test_a_place_fits_its_pattern_only() -> None:
    assert fits("executions[*].error", "executions[12].error")
    assert not fits("executions[*].error", "executions[12].error.name")
    assert not fits("exit", "exits")


def test_a_difference_tells_both_sides() -> None:
    assert str(Difference("exit", 0, 1)) == "exit\n    newman 0\n    assay  1"
