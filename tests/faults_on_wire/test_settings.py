"""What a fault can be told, and what is said where that is wrong."""

from __future__ import annotations

import pytest

from assay.faults.fault import PHASES
from assay.faults.registry import FAULTS, named
from assay.model.errors import UsageError
from tests.faults_on_wire.table import HEALTHY


def test_an_unknown_fault_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"there is no fault .reset-body.\n.*reset-in-body"):
        named("reset-body")
    with pytest.raises(UsageError, match="assay break"):
        named("9")


@pytest.mark.parametrize(
    ("fault", "settings", "words"),
    [
        ("dribble", {"second": 1}, "has no setting 'second'\nDid you mean seconds"),
        ("dribble", {"x": 1}, "It knows seconds, pieces"),
        ("silent", {"x": 1}, "It has no settings"),
        ("dribble", {"seconds": -1}, "fault dribble, setting seconds: -1 is no number from 0 to 3600"),
        ("dribble", {"pieces": 0}, "0 is no number from 1"),
        ("dribble", {"pieces": True}, "True is no number"),
        ("dribble", {"seconds": float("nan")}, "nan is no number"),
        ("dribble", {"seconds": "2"}, "'2' is no number"),
        ("wrong-content-type", {"type": 7}, "7 is not a text"),
    ],
)
def test_wrong_settings_are_told(fault: str, settings: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        named(fault).acts(HEALTHY, settings)


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_says_what_it_is(name: str) -> None:
    fault = FAULTS[name]
    assert fault.phase in PHASES
    assert fault.summary.endswith(".")
    assert all(one.summary.endswith(".") for one in fault.settings)
    assert fault.settled({}) == {one.name: one.default for one in fault.settings}
    assert (fault.variants is not None) == (fault.phase == "semantic")
