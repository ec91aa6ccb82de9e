"""Cases in an order from which any budget takes something of each rule and operation."""

from __future__ import annotations

from assay.model.case import Case
from assay.probes.telling import telling_first


def case(rule: str, operation: str, what: str = "", weight: int = 50, sends: int = 1) -> Case:
    return Case(probe="p", rule=rule, operation=operation, what=what, weight=weight, sends=sends)


def test_the_more_telling_comes_first_and_each_rule_before_more_of_the_same() -> None:
    many = [case("grave", "GET /a", str(number), weight=90) for number in range(30)]
    order = telling_first([*many, case("slight", "GET /b", weight=40)])
    assert order[0].rule == "grave"
    assert [one.rule for one in order].index("slight") < 15
    assert order[-1].rule == "grave"


def test_each_operation_comes_before_more_of_the_same() -> None:
    order = telling_first([case("r", path, str(number)) for path in ("GET /a", "GET /b") for number in range(3)])
    assert {one.operation for one in order[:2]} == {"GET /a", "GET /b"}


def test_what_takes_many_requests_comes_after_what_takes_one() -> None:
    assert [
        one.what for one in telling_first([case("r", "GET /a", "dear", sends=8), case("s", "GET /a", "cheap")])
    ] == [
        "cheap",
        "dear",
    ]


def test_the_order_is_that_of_the_cases_alone() -> None:
    cases = [case(f"r{number % 3}", f"GET /{number % 5}", str(number), weight=number % 7) for number in range(60)]
    assert telling_first(reversed(cases)) == telling_first(cases)


def test_a_tie_is_broken_as_asked() -> None:
    pair = [case("r", "GET /a", "x"), case("s", "GET /a", "y")]
    assert [one.what for one in telling_first(pair, lambda one: one.what)] == ["x", "y"]
    assert [one.what for one in telling_first(pair, lambda one: "b" if one.what == "x" else "a")] == ["y", "x"]
