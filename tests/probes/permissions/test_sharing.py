"""Which words of a contract keep a colleague or a foreigner out."""

from __future__ import annotations

import pytest

from assay.model.contract import Operation
from assay.probes.permissions.pairs import Pair
from assay.probes.permissions.sharing import said_to_be_private
from tests.probes.probing import ALICE, BOB, CAROL

COLLEAGUE = Pair(owner=ALICE, stranger=BOB, relation="colleague")
FOREIGNER = Pair(owner=ALICE, stranger=CAROL, relation="foreigner")


def _said(text: str, pair: Pair) -> str:
    operation = Operation(method="GET", path="/notes/{id}", description=text)
    return said_to_be_private(operation, pair, {"owner", "admin"})


@pytest.mark.parametrize(
    "text",
    [
        "Only its author.",
        "Only the author; a colleague, admins too, gets 403.",
        "Only its author and the owners of the team.",
        "Fine. Only for its owner. 404 for others.",
    ],
)
def test_the_owner_alone(text: str) -> None:
    assert _said(text, COLLEAGUE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Everybody of the team.",
        "Only its author and the members of the team.",
        "Editors and owners of the team; a private note only its author.",
        "A private note is read by its team.",
    ],
)
def test_colleagues_may_be_meant(text: str) -> None:
    assert not _said(text, COLLEAGUE)


def test_foreigners_are_kept_out_by_less() -> None:
    assert _said("Of the caller's tenant.", FOREIGNER)
    assert not _said("Get a note.", FOREIGNER)
