"""Two APIs with switchboards: clean, they give no finding; of what is planted, at least so much is found, each time."""

from __future__ import annotations

import itertools
import sys

import pytest

from tests.probes.switchboards.boards import Board, fieldnotes, probed, shop

PERMISSIONS = ("foreign-*", "role-unchecked", "scope-unchecked", "accepts-*credentials", "accepts-*token")
LEAST = {"shop": 195, "fieldnotes": 60}
"""Defects that are found, of 202 and of 63."""
SAMPLE = [
    ("shop", "reviews-edited-by-colleagues", "foreign-change"),
    ("shop", "customer-filter-opens", "foreign-in-list"),
    ("shop", "disabled-goes-on", "ended-account-accepted"),
    ("shop", "admins-refused", "role-refused"),
    ("fieldnotes", "comments-miscounted", "wrong-count"),
    ("fieldnotes", "import-without-effect", "job-without-effect"),
    ("fieldnotes", "private-read", "foreign-read"),
    ("fieldnotes", "private-listed", "foreign-in-list"),
    ("fieldnotes", "foreign-comments", "foreign-part-read"),
    ("fieldnotes", "notes-deleted-by-readers", "foreign-removal"),
    ("fieldnotes", "viewers-write", "role-unchecked"),
    ("fieldnotes", "scope-forgotten", "scope-unchecked"),
    ("fieldnotes", "expired-taken", "accepts-expired-credentials"),
    ("fieldnotes", "session-guessable", "accepts-malformed-credentials"),
]
BOARDS = {"shop": shop, "fieldnotes": fieldnotes}


def _told(board: Board, defect: str, *, seed: int = 0) -> list[str]:
    return sorted({one.rule for one in probed(board, [defect], seed=seed).findings})


@pytest.mark.parametrize(("name", "rules"), [("shop", PERMISSIONS), ("fieldnotes", ("*",))])
def test_clean_apis_give_no_finding(name: str, rules: tuple[str, ...]) -> None:
    outcome = probed(BOARDS[name](), rules=rules)
    assert [f"{one.rule} {one.operation}: {one.message}" for one in outcome.findings] == []
    assert sum(outcome.requests.values()) > 500


@pytest.mark.parametrize(("name", "defect", "rule"), SAMPLE)
def test_a_defect_is_found_by_its_rule(name: str, defect: str, rule: str) -> None:
    outcome = probed(BOARDS[name](), [defect], rules=(rule,))
    assert {one.rule for one in outcome.findings} == {rule}


@pytest.mark.proof
def test_clean_apis_give_no_finding_in_any_order() -> None:
    for name, seed in itertools.product(BOARDS, (0, 1, 2)):
        outcome = probed(BOARDS[name](), seed=seed)
        assert [f"{one.rule} {one.operation}: {one.message}" for one in outcome.findings] == [], (name, seed)


@pytest.mark.proof
def test_so_many_defects_of_the_shop_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    _measure("shop", capsys)


@pytest.mark.proof
def test_so_many_defects_of_fieldnotes_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    _measure("fieldnotes", capsys)


@pytest.mark.proof
def test_another_order_finds_the_same() -> None:
    for board in (make() for make in BOARDS.values()):
        some = list(board.kinds)[::12]
        assert {one: bool(_told(board, one, seed=7)) for one in some} == {one: bool(_told(board, one)) for one in some}


def _measure(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    board = BOARDS[name]()
    told = {defect: _told(board, defect) for defect in board.kinds}
    with capsys.disabled():
        sys.stdout.write(f"\n{_table(board, told)}\n")
    assert sum(map(bool, told.values())) >= LEAST[name]


def _table(board: Board, told: dict[str, list[str]]) -> str:
    lines = []
    for kind in dict.fromkeys(board.kinds.values()):
        names = [name for name in told if board.kinds[name] == kind]
        lines.append(f"{kind}: {sum(bool(told[name]) for name in names)} of {len(names)}")
        lines += [f"  {name:34} {', '.join(told[name]) or '-'}" for name in names]
    return "\n".join(lines)
