"""Too long is what the project says it is; nothing is too long where it says nothing."""

from __future__ import annotations

from tests.checks.seeing import Shown, api, judged


def test_over_the_budget_is_told() -> None:
    told = judged("slow", [Shown(seconds=0.9), Shown(seconds=1.2)], api(), time_budget=1.0)
    assert [(one.rule, one.exchanges) for one in told] == [("slow-answer", ("r2",))]


def test_without_a_budget_nothing_is_slow() -> None:
    assert judged("slow", [Shown(seconds=100.0)], api()) == []
