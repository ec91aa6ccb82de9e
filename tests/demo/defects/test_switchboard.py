"""Each defect changes what it says, the clean shop does not show it, and unplanting leaves nothing behind."""

from typing import Any

import pytest

from assay.demo.defects import DEFECTS, UnknownDefect, plant, planted
from tests.demo.defects import (
    answering,
    crashes,
    credentials,
    functions,
    injections,
    inputs,
    leaks,
    lists,
    objects,
    repeats,
    states,
    wire,
)
from tests.demo.defects.walk import Walk

FILES = (
    answering, leaks, inputs, crashes, wire, lists, injections, objects, functions, credentials, states, repeats,
)  # fmt: skip
SHOWN: dict[str, Any] = {name: show for file in FILES for name, show in file.SHOWN.items()}


def test_each_defect_has_what_shows_it() -> None:
    assert list(SHOWN) == list(DEFECTS)
    assert len(DEFECTS) >= 70


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_differs_from_the_clean_shop(name: str, caplog: pytest.LogCaptureFixture) -> None:
    show, clean, wrong = SHOWN[name]
    assert show(Walk(judged=True)) == clean
    assert not caplog.records, "the clean shop does not fail"
    with planted([name]):
        assert show(Walk(judged=False)) == wrong
    assert wrong != clean


def test_nothing_is_left_of_a_defect() -> None:
    with planted(DEFECTS):
        pass
    for show, clean, _ in SHOWN.values():
        assert show(Walk(judged=True)) == clean


def test_each_defect_is_told_in_one_clause() -> None:
    for name, defect in DEFECTS.items():
        assert defect.kind
        assert defect.rule
        assert defect.what[0].islower() or defect.what.startswith(("JSON", "If-", "DELETE")), name
        assert not defect.what.endswith("."), name


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(UnknownDefect, match=r"no defect 'nothing'; there are: .*orders-open"):
        plant(["nothing"])
