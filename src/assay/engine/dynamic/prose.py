"""Dynamic variables that are words, sentences and paragraphs."""

from __future__ import annotations

from functools import cache

from assay.engine.dynamic.commerce import ADJECTIVES, COLORS, MATERIALS, PRODUCTS
from assay.engine.dynamic.commerce import MAKERS as COMMERCE
from assay.engine.dynamic.draw import Maker, pick, whole
from assay.engine.dynamic.machines import MAKERS as MACHINES
from assay.model.world import World

_BORROWED = (
    COMMERCE["$randomCatchPhraseNoun"],
    COMMERCE["$randomBsBuzz"],
    COMMERCE["$randomBsNoun"],
    COMMERCE["$randomBsAdjective"],
    COMMERCE["$randomDepartment"],
    MACHINES["$randomNoun"],
    MACHINES["$randomVerb"],
    MACHINES["$randomAdjective"],
    MACHINES["$randomAbbreviation"],
)


@cache
def _latin() -> tuple[str, ...]:
    from faker.providers.lorem.la import Provider

    return tuple(found for found in Provider.word_list if len(found) > 1)


def word(world: World) -> str:
    """A word of commerce or computing."""
    if whole(0, 1, world):
        return pick(ADJECTIVES + COLORS + MATERIALS + PRODUCTS, world)
    return pick(world.chance.choice(_BORROWED)(world).split(), world)


def _words(world: World) -> str:
    return " ".join(word(world) for _ in range(whole(2, 5, world)))


def _latin_word(world: World) -> str:
    return pick(_latin(), world)


def _latin_words(count: int, world: World) -> str:
    return " ".join(_latin_word(world) for _ in range(count))


def _sentence(world: World) -> str:
    return _latin_words(whole(3, 10, world), world).capitalize() + "."


def _sentences(count: int, world: World) -> str:
    return " ".join(_sentence(world) for _ in range(count))


def _paragraph(world: World) -> str:
    return _sentences(3 + whole(0, 3, world), world)


def _lines(world: World) -> str:
    return "\n".join(_sentence(world) for _ in range(whole(1, 5, world)))


def _text(world: World) -> str:
    kinds = [name for name in MAKERS if name.startswith("$randomLorem") and name not in _NOT_IN_TEXT]
    return MAKERS[pick(kinds, world)](world)


_NOT_IN_TEXT = ("$randomLoremText", "$randomLoremSlug")
_BETWEEN_PARAGRAPHS = "\n \r"

MAKERS: dict[str, Maker] = {
    "$randomWord": word,
    "$randomWords": _words,
    "$randomLoremWord": _latin_word,
    "$randomLoremWords": lambda world: _latin_words(3, world),
    "$randomLoremSentence": _sentence,
    "$randomLoremSlug": lambda world: _latin_words(3, world).replace(" ", "-"),
    "$randomLoremSentences": lambda world: _sentences(whole(2, 6, world), world),
    "$randomLoremParagraph": _paragraph,
    "$randomLoremParagraphs": lambda world: _BETWEEN_PARAGRAPHS.join(_paragraph(world) for _ in range(3)),
    "$randomLoremText": _text,
    "$randomLoremLines": _lines,
}
