"""Which fields a contract's words call unique, or refuse a second time: never those that other words go with."""

from __future__ import annotations

import pytest

from assay.model.contract import Operation
from assay.probes.state.unique import unique_fields, unique_sentence

FIELDS = ("name", "email", "title", "date", "room_id", "code", "status", "username")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("A title is unique; a taken one is 409.", "title"),
        ("For managers. 409 if the company has a room of that name.", "name"),
        ("409 if a user with the same email already exists.", "email"),
        ("409 where the username is taken.", "username"),
        ("A conflict when the code is already in use.", "code"),
        ("Refused (422) for a product with this code.", "code"),
        ("409 if a booking with the same date and room exists.", ""),
        ("409 if a room of that name is there in the same building.", ""),
        ("A room of that name is shown.", ""),
        ("409 for an order with this status.", ""),
        ("A name need not be unique.", ""),
        ("Nobody has such a name.", ""),
    ],
)
def test_what_is_said_to_be_there_once(said: str, found: str) -> None:
    operation = Operation(method="POST", path="/rooms", description=said)
    assert unique_fields(operation, FIELDS) == ((found,) if found else ())
    assert unique_sentence(operation, found or "name") == (said.removeprefix("For managers. ") if found else "")
