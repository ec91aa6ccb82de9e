"""A bound that is off by one is found; a law that begins elsewhere than at the declared bound is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import probe


def _taking(fits: Any) -> type[Notes]:
    class Narrow(Notes):
        def valid(self, draft: Any) -> bool:
            return super().valid(draft) and bool(fits(draft))

    return Narrow


@pytest.mark.parametrize(
    ("fits", "where"),
    [
        (lambda draft: draft["stars"] < 5, "/stars"),
        (lambda draft: draft["stars"] > 0, "/stars"),
        (lambda draft: len(draft["text"]) < 200, "/text"),
        (lambda draft: len(draft["text"]) > 1, "/text"),
    ],
)
def test_a_bound_that_is_refused_is_found(fits: Any, where: str) -> None:
    outcome = probe(CONTRACT, _taking(fits)(), only=("refuses-valid",))
    assert {(one.operation, one.where) for one in outcome.findings} == {
        ("POST /notes", where), ("PUT /notes/{note_id}", where)
    }  # fmt: skip
    assert {(one.basis, one.confidence) for one in outcome.findings} == {("declared", "confirmed")}


@pytest.mark.parametrize(
    "fits",
    [
        bool,
        lambda draft: draft["stars"] < 3,
        lambda draft: len(draft["text"]) < 60,
        lambda draft: draft["stars"] < 5 or len(draft["text"]) < 200,
    ],
)
def test_other_laws_are_not_blamed(fits: Any) -> None:
    assert probe(CONTRACT, _taking(fits)(), only=("refuses-valid",)).findings == ()


def test_taking_the_bounds_costs_one_request_a_side() -> None:
    outcome = probe(CONTRACT, Notes(), only=("refuses-valid",))
    sent = [one for one in outcome.exchanges if b"x" * 180 in b"".join(part.data for part in one.request.body)]  # type: ignore[union-attr]
    assert len(sent) == 2
