"""An API in Flask that assay was not written for: nothing is told of it as it is, and each mistake by its rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.resilience.strangers.behind import Answer, Carrier, audit, rates
from tests.resilience.strangers.parcels import DEFECTS
from tests.resilience.strangers.project import broken

SEND, RATE, TRACK = "POST /api/parcels", "GET /api/rates/*", "GET */tracking"
FOUND = {
    "no-time-out": (RATE, "timeout-before-answer", "fault-outlasts-budget"),
    "storm": (SEND, "status-429", "retry-storm"),
    "html-passed-on": (TRACK, "html-instead", "corrupt-data-passed-on"),
    "body-told": (TRACK, "status-500", "fault-leaked"),
    "null-passed-on": (RATE, "null-field", "corrupt-data-passed-on"),
    "doubled": (SEND, "reset-in-body", "side-effect-doubled"),
    "half-written": (SEND, "status-503", "half-done"),
    "swallowed": (SEND, "status-500", "success-without-dependency"),
    "pool-exhausted": (TRACK, "crowd", "dependency-blocks-others"),
    "error-kept": (RATE, "status-500", "no-recovery"),
    "stuck-breaker": (TRACK, "crowd", "no-recovery"),
    "wrong-status": (TRACK, "status-50*", "fault-blames-client"),
}
"""By defect: the operation and the faults that show it, and the rule that names it."""

LONG = pytest.mark.proof(alone=True)


def behind() -> dict[str, Answer]:
    """The services of the API."""
    return {"carrier": Carrier(), "rates": rates, "audit": audit}


def test_every_defect_has_a_rule() -> None:
    assert set(FOUND) == set(DEFECTS)


@pytest.mark.proof
def test_as_it_is_nothing_is_told(tmp_path: Path) -> None:
    run = broken(tmp_path, "parcels", behind(), "--pairs")
    assert run.report["findings"] == [], run.ran.out
    assert run.ran.code == 0
    assert set(run.verdicts) <= {"held", "unmet"}
    assert all(one["message"] for one in run.report["matrix"] if one["verdict"] == "unmet")


def test_some_faults_of_it_as_it_is(tmp_path: Path) -> None:
    args = ("--only", TRACK, "--fault", "status-50*", "--fault", "*-field", "--fault", "crowd")
    run = broken(tmp_path, "parcels", behind(), *args)
    assert (run.ran.code, set(run.verdicts)) == (0, {"held"}), run.ran.out


@pytest.mark.parametrize(
    "defect", [name if name in ("body-told", "half-written") else pytest.param(name, marks=LONG)
               for name in DEFECTS]
)  # fmt: skip
def test_each_mistake_is_found(tmp_path: Path, defect: str) -> None:
    operation, fault, rule = FOUND[defect]
    run = broken(tmp_path, "parcels", behind(), "--only", operation, "--fault", fault, defect=defect)
    assert rule in run.rules, run.ran.said
    assert run.ran.code == 1
