"""Two APIs that were written by somebody who had read no rule: clean, they give no finding; most of what is planted
in them is found."""

from __future__ import annotations

import sys

import pytest

from tests.probes.switchboards.boards import probed
from tests.probes.switchboards.others import bookings, ledger

BOARDS = {"bookings": bookings, "ledger": ledger}
LEAST = {"bookings": 87, "ledger": 89}
"""Defects that are found, of 89 and of 94."""
SAMPLE = [
    ("bookings", "pages-overlap", "pages-overlap"),
    ("bookings", "ics-open", "foreign-part-read"),
    ("bookings", "attendee-added", "foreign-action"),
    ("bookings", "attendee-of-other-booking", "foreign-removal"),
    ("bookings", "members-make-rooms", "role-unchecked"),
    ("bookings", "redirect-anywhere", "open-redirect"),
    ("bookings", "any-password", "accepts-malformed-credentials"),
    ("bookings", "deleted-listed", "removed-in-list"),
    ("bookings", "ends-before-start", "accepts-wrong-order"),
    ("bookings", "session-survives", "ended-session-accepted"),
    ("bookings", "names-twice", "duplicate-accepted"),
    ("ledger", "tagged-across", "foreign-reference"),
    ("ledger", "offset-crash", "server-error"),
    ("ledger", "paid-twice", "state-ignored"),
    ("ledger", "min-amount-ignored", "filter-unfulfilled"),
    ("ledger", "invoice-read-across", "foreign-read"),
    ("ledger", "customer-changed-across", "foreign-change"),
    ("ledger", "paid-across", "foreign-action"),
    ("ledger", "key-deleted-across", "foreign-removal"),
    ("ledger", "org-unchecked", "foreign-in-list"),
    ("ledger", "scope-action-unchecked", "scope-unchecked"),
]


@pytest.mark.parametrize("name", BOARDS)
def test_clean_apis_give_no_finding(name: str) -> None:
    outcome = probed(BOARDS[name]())
    assert [f"{one.rule} {one.operation}: {one.message}" for one in outcome.findings] == []
    assert sum(outcome.requests.values()) > 500


@pytest.mark.parametrize("name", BOARDS)
def test_every_operation_but_those_of_sessions_succeeds_for_somebody(name: str) -> None:
    session = probed(BOARDS[name](), rules=("no-such-rule",)).session
    idle = {one.name for one in session.target.operations if not session.able(one.name)}
    assert idle <= {"POST /session", "DELETE /session", "GET /leave", "PUT /people/{personId}/role"}


@pytest.mark.parametrize(("name", "defect", "rule"), SAMPLE)
def test_a_defect_is_found_by_its_rule(name: str, defect: str, rule: str) -> None:
    outcome = probed(BOARDS[name](), [defect], rules=(rule,))
    assert {one.rule for one in outcome.findings} == {rule}


@pytest.mark.proof(alone=True)
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", BOARDS)
def test_clean_apis_give_no_finding_in_any_order(name: str, seed: int) -> None:
    outcome = probed(BOARDS[name](), seed=seed)
    assert [f"{one.rule} {one.operation}: {one.message}" for one in outcome.findings] == []


@pytest.mark.proof(alone=True)
@pytest.mark.parametrize("name", BOARDS)
def test_so_many_defects_are_found(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    board = BOARDS[name]()
    told = {defect: sorted({one.rule for one in probed(board, [defect]).findings}) for defect in board.kinds}
    with capsys.disabled():
        lines = (f"{board.kinds[defect]:12} {defect:28} {', '.join(rules) or '-'}" for defect, rules in told.items())
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert sum(map(bool, told.values())) >= LEAST[name]
