"""Names: identifiers whatever the input, nouns and participles as people write them, tests by what they expect."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.promote.naming import fixture_name, identifier, participle, singular
from assay.promote.writing.titles import test_name as named


@given(st.text(max_size=500))
def test_every_text_makes_an_identifier(text: str) -> None:
    for name in (identifier(text), fixture_name(text)):
        assert name.isidentifier()
        assert name.isascii()
        assert not keyword.iskeyword(name)
        assert len(name) < 90


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("orders", "order"),
        ("addresses", "address"),
        ("categories", "category"),
        ("boxes", "box"),
        ("status", "status"),
        ("news", "news"),
    ],
)
def test_a_noun_in_the_singular(many: str, one: str) -> None:
    assert singular(many) == one


@pytest.mark.parametrize(
    ("verb", "done"),
    [
        ("pay", "paid"),
        ("ship", "shipped"),
        ("cancel", "cancelled"),
        ("archive", "archived"),
        ("apply", "applied"),
        ("send", "sent"),
    ],
)
def test_a_verb_as_a_participle(verb: str, done: str) -> None:
    assert participle(verb) == done


@pytest.mark.parametrize(
    ("step", "check", "alone", "name"),
    [
        ("A stranger does not see the order", "is not there", True, "test_a_stranger_does_not_see_the_order"),
        ("Place an order", "goes to the address", False, "test_place_an_order_goes_to_the_address"),
        ("Get user", "Status code is 200", True, "test_get_user_answers_200"),
        ("Get user", "", True, "test_get_user_answers_404"),
        ("Login", "logs in", True, "test_login_logs_in"),
    ],
)
def test_a_test_says_what_is_expected(step: str, check: str, alone: bool, name: str) -> None:
    assert named(step, check, 404, alone=alone) == name


@pytest.mark.parametrize(
    ("step", "check", "name"),
    [
        (
            "Place the same order again",
            "gets the first answer and places no second order",
            "test_place_the_same_order_again_gets_the_first_answer",
        ),
        ("Disable the user", "disables the user", "test_disables_the_user"),
        ("Change the note", "changes the note and nothing else", "test_changes_the_note_and_nothing_else"),
        (
            "Export all of the orders of the tenant as a file",
            "holds one row for each of them in the order of the numbers",
            "test_export_all_of_the_orders_of_the_tenant_as_a_file_holds_one_row",
        ),
    ],
)
def test_a_test_is_named_by_whole_clauses(step: str, check: str, name: str) -> None:
    assert named(step, check, 200, alone=False) == name
