"""Small draws from World.chance that every theme needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from assay.model.world import World

Maker = Callable[[World], str]
"""Makes a new value for one dynamic variable."""


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


def phrases(text: str) -> list[str]:
    """What stands between the commas of a text."""
    return text.split(",")


def pick(choices: Sequence[str], world: World) -> str:
    """One of the choices."""
    return world.chance.choice(choices)


def one_of(choices: Sequence[str]) -> Maker:
    """A maker that picks one of the choices."""
    return partial(pick, choices)


def always(text: str) -> Maker:
    """A maker that has nothing to choose."""
    return lambda _world: text


def whole(least: int, most: int, world: World) -> int:
    """A whole number, both ends included."""
    return world.chance.randrange(least, most + 1)


def digits(count: int, world: World) -> str:
    """That many decimal digits."""
    return "".join(str(whole(0, 9, world)) for _ in range(count))


def letters(alphabet: str, count: int, world: World) -> str:
    """That many characters of an alphabet."""
    return "".join(pick(alphabet, world) for _ in range(count))


def decimal(least: int, most: int, places: int, world: World) -> str:
    """A number between the two, with exactly so many places."""
    scale = 10**places
    return f"{whole(least * scale, most * scale, world) / scale:.{places}f}"
