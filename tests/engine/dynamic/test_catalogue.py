"""All 118 dynamic variables are there, in the shape that Postman gives them, and a seed repeats them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from assay.engine.dynamic import NAMES, generate

from ..recorded import world
from .shapes import SHAPES

MAKING = """
import random, sys
from assay.engine.scopes import Scopes
from assay.engine.substitute import substitute
from assay.model.world import World
world = World(now=lambda: 0.0, chance=random.Random(1))
substitute("{{$guid}} {{$timestamp}} {{$isoTimestamp}} {{$randomInt}} {{$randomUUID}}", Scopes(), world)
assert "faker" not in sys.modules
substitute("{{$randomFirstName}}", Scopes(), world)
assert "faker" in sys.modules
"""


def test_there_are_118() -> None:
    assert len(NAMES) == 118
    assert set(SHAPES) == NAMES


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_each_has_its_shape(name: str) -> None:
    here = world()
    for value in [generate(name, here) or "" for _ in range(200)]:
        assert re.fullmatch(SHAPES[name], value), value


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_a_seed_repeats(name: str) -> None:
    here, there = world(seed=5), world(seed=5)
    assert [generate(name, here) for _ in range(5)] == [generate(name, there) for _ in range(5)]


@pytest.mark.parametrize("name", ["$random", "$Guid", "guid", "$randomFirstname", "", "$", "$constructor"])
def test_nothing_else_is_made(name: str) -> None:
    assert generate(name, world()) is None


def test_the_clock_is_the_worlds() -> None:
    then = world(now=1_700_000_000.4996)
    assert generate("$timestamp", then) == "1700000000"
    assert generate("$isoTimestamp", then) == "2023-11-14T22:13:20.499Z"
    assert generate("$timestamp", world(now=1_700_000_000.5)) == "1700000001"


def test_an_iban_has_the_check_digits_that_belong_to_it() -> None:
    here = world()
    for _ in range(100):
        iban = generate("$randomBankAccountIban", here) or ""
        assert int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1


def test_names_are_loaded_only_for_a_variable_that_needs_them() -> None:
    subprocess.run([sys.executable, "-c", MAKING], check=True)
