"""An API in Starlette that assay was not written for: nothing is told of it as it is, and each mistake by its rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.resilience.strangers.behind import Answer, Insurer, Printer, audit
from tests.resilience.strangers.claims import DEFECTS
from tests.resilience.strangers.project import broken

CLAIM, POLICY = "POST /claims", "GET /policies/*"
FOUND = {
    "no-time-out": (POLICY, "silent", "fault-outlasts-budget"),
    "storm": (POLICY, "status-429", "retry-storm"),
    "html-passed-on": (POLICY, "html-instead", "corrupt-data-passed-on"),
    "error-told": (POLICY, "reset-before-answer", "fault-leaked"),
    "null-passed-on": (POLICY, "null-field", "corrupt-data-passed-on"),
    "doubled": (CLAIM, "truncated-body", "side-effect-doubled"),
    "half-written": (CLAIM, "status-503", "half-done"),
    "swallowed": (CLAIM, "status-500", "success-without-dependency"),
    "one-lane": (POLICY, "crowd", "dependency-blocks-others"),
    "error-kept": (POLICY, "status-500", "no-recovery"),
    "never-well": (POLICY, "status-500", "no-recovery"),
    "unhandled": (POLICY, "malformed-json", "fault-crashes"),
}
"""By defect: the operation and the faults that show it, and the rule that names it."""

LONG = pytest.mark.proof(alone=True)


def behind() -> dict[str, Answer]:
    """The services of the API."""
    return {"insurer": Insurer(), "printer": Printer(), "mail": audit}


def test_every_defect_has_a_rule() -> None:
    assert set(FOUND) == set(DEFECTS)


@pytest.mark.proof
def test_as_it_is_nothing_is_told(tmp_path: Path) -> None:
    run = broken(tmp_path, "claims", behind(), "--pairs")
    assert run.report["findings"] == [], run.ran.out
    assert run.ran.code == 0
    assert set(run.verdicts) <= {"held", "unmet"}
    assert all(one["message"] for one in run.report["matrix"] if one["verdict"] == "unmet")
    assert {one["call"] for one in run.report["matrix"]} >= {"POST /claims", "POST /jobs", "POST /messages"}


def test_some_faults_of_it_as_it_is(tmp_path: Path) -> None:
    args = ("--only", "POST *", "--fault", "status-50*", "--fault", "missing-field")
    run = broken(tmp_path, "claims", behind(), *args)
    assert (run.ran.code, set(run.verdicts)) == (0, {"held"}), run.ran.out


@pytest.mark.parametrize(
    "defect", [name if name in ("doubled", "unhandled") else pytest.param(name, marks=LONG)
               for name in DEFECTS]
)  # fmt: skip
def test_each_mistake_is_found(tmp_path: Path, defect: str) -> None:
    operation, fault, rule = FOUND[defect]
    run = broken(tmp_path, "claims", behind(), "--only", operation, "--fault", fault, defect=defect)
    assert rule in run.rules, run.ran.said
    assert run.ran.code == 1
