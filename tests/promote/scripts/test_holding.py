"""A variable that a script sets under a condition was made only where that held on the recorded answer."""
# ruff: noqa: E501 - scripts as people write them

from __future__ import annotations

from typing import Any

import pytest

from assay.promote.scripts import Assignment, Scope, translate
from assay.promote.scripts.holding import holds
from tests.promote.scripts.stage import answer


def made(script: str, body: Any, status: int = 200) -> list[str]:
    """The last line of each assignment whose conditions hold on the answer."""
    blocks = [one for one in translate(script, Scope()).blocks if isinstance(one, Assignment)]
    assert blocks
    return [one.lines[-1] for one in blocks if holds(one, "response", answer(body, status))]


SIDES = """
const body = pm.response.json();
if (body.token) { pm.environment.set("token", body.token); } else { pm.environment.set("token", body.other); }
"""


def test_the_side_that_was_taken_makes_it() -> None:
    assert made(SIDES, {"token": "t"}) == ['token = body["token"]']
    assert made(SIDES, {"other": "o"}) == ['token = body["other"]']


@pytest.mark.parametrize(("status", "found"), [(201, ['id_ = body["id"]']), (409, [])])
def test_conditions_within_each_other(status: int, found: list[str]) -> None:
    script = "if (pm.response.code < 300) { const body = pm.response.json(); if (body.id) { pm.environment.set('id', body.id); } }"
    assert made(script, {"id": 7}, status) == found


def test_what_is_tried_is_made_of_what_comes_before_it() -> None:
    script = "try { const body = pm.response.json(); pm.environment.set('id', body.id); } catch (error) { console.log(error); }"
    assert made(script, {"id": 7}) == ['id_ = body["id"]']


def test_one_without_a_condition_is_always_made() -> None:
    assert made("pm.environment.set('id', pm.response.json().id);", {}) == ['id_ = body["id"]']


def test_what_only_a_variable_tells_counts_as_holding() -> None:
    script = "if (pm.environment.get('first')) { pm.environment.set('id', pm.response.json().id); }"
    assert made(script, {"id": 7}) == ['id_ = body["id"]']


def test_a_condition_without_end_is_given_up() -> None:
    script = "const body = pm.response.json(); if (body.text.repeat(1000).repeat(1000).repeat(1000)) { pm.environment.set('id', body.id); }"
    assert made(script, {"text": "x" * 100, "id": 7}) == ['id_ = body["id"]']
