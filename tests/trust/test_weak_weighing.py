"""What verdicts come to: a change counts once for an operation and status, whoever notices it."""

from __future__ import annotations

from assay.model.http import Response
from assay.trust.change import Change, Harm
from assay.trust.weighing import CARRIED, SCRIPT, Judged, Looked, weigh
from assay.trust.weighing import TestName as Name  # not to be taken for tests

ONE, TWO = Name("A", "one"), Name("B", "two")
ANSWER = Response(status=200)


def change(name: str, where: str = "/id", harm: Harm = "high", why: str = "") -> Change:
    return Change(where=where, name=name, harm=harm, response=ANSWER, why=why)


def looked(*judged: Judged, request: str = "A", harmless: tuple[Change, ...] = (), status: int = 200) -> Looked:
    return Looked(
        operation="GET /x", status=status, request=request, exchange=request,
        tests=frozenset({ONE, TWO}), judged=judged, harmless=harmless,
    )  # fmt: skip


def test_where_nothing_was_judged_nothing_is_believed() -> None:
    assert weigh([]).score == 0.0
    assert weigh([looked()]).score == 0.0


def test_what_any_request_notices_is_noticed() -> None:
    first = looked(Judged(change=change("null")), Judged(change=change("removed")))
    second = looked(Judged(change=change("null"), noticed=frozenset({TWO})), request="B")
    found = weigh([first, second])
    assert (found.harmful, found.noticed) == (2, 1)
    assert [(gap.where, gap.name) for gap in found.gaps] == [("/id", "removed")]
    assert found.fields[0].strength == 0.5


def test_another_status_is_another_answer() -> None:
    noticed = Judged(change=change("null"), noticed=frozenset({ONE}))
    found = weigh([looked(noticed), looked(Judged(change=change("null")), status=404)])
    assert (found.harmful, found.noticed) == (2, 1)


def test_what_a_later_request_uses_does_not_count() -> None:
    found = weigh([looked(Judged(change=change("null"), carried=True))])
    assert (found.harmful, found.left_out) == (0, {CARRIED: 1})


def test_what_is_carried_and_noticed_counts() -> None:
    found = weigh([looked(Judged(change=change("null"), noticed=frozenset({ONE}), carried=True))])
    assert (found.harmful, found.noticed) == (1, 1)


def test_harmless_changes_are_counted_by_their_reason() -> None:
    some = (change("another value", harm="none", why="who knows"), change("with more", harm="none", why="welcome"))
    assert weigh([looked(harmless=some), looked(harmless=some)]).left_out == {"who knows": 1, "welcome": 1}


def test_what_harms_in_one_answer_harms() -> None:
    harmless = change("null", harm="none", why="such an answer may be so")
    found = weigh([looked(harmless=(harmless,)), looked(Judged(change=change("null")))])
    assert (found.harmful, found.left_out) == (1, {})


def test_who_notices_alone_is_told() -> None:
    found = weigh([
        looked(
            Judged(change=change("null"), noticed=frozenset({ONE, TWO})),
            Judged(change=change("removed"), noticed=frozenset({ONE})),
            Judged(change=change("another type"), noticed=frozenset({Name("A", SCRIPT)})),
        )
    ])  # fmt: skip
    assert {worth.test: (worth.noticed, worth.alone) for worth in found.tests} == {ONE: (2, 1), TWO: (1, 0)}


def test_the_worst_stands_first() -> None:
    found = weigh([looked(Judged(change=change("a", harm="low")), Judged(change=change("b", harm="high")))])
    assert [gap.name for gap in found.gaps] == ["b", "a"]
    assert found.by_harm == {"high": (0, 1), "medium": (0, 0), "low": (0, 1)}
