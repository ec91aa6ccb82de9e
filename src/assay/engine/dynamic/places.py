"""Dynamic variables that are places."""

from __future__ import annotations

from functools import cache
from typing import Any

from assay.engine.dynamic.draw import Maker, decimal, digits, one_of, pick, whole, words
from assay.engine.dynamic.people import first_name, last_name
from assay.model.world import World

_LANGUAGES = words(
    "af am an ar ast az be bg bh bn br bs ca ceb ckb co cs cy da de el en eo es et eu fa fi fil fo fr fy ga gd gl gn "
    "gu ha haw he hi hmn hr ht hu hy ia id ig is it ja jv ka kk km kn ko ku ky la lb ln lo lt lv mg mi mk ml mn mo mr "
    "ms mt my nb ne nl nn no ny oc om or pa pl ps pt qu rm ro ru sd sh si sk sl sm sn so sq sr st su sv sw ta te tg th "
    "ti tk to tr tt tw ug uk ur uz vi wa xh yi yo zh zu"
)


@cache
def _provider() -> Any:
    from faker.providers.address.en_US import Provider

    return Provider


def _city(world: World) -> str:
    prefix, suffix = pick(_provider().city_prefixes, world), pick(_provider().city_suffixes, world)
    match whole(0, 3, world):
        case 0:
            return f"{prefix} {first_name(world)}{suffix}"
        case 1:
            return f"{prefix} {first_name(world)}"
        case 2:
            return first_name(world) + suffix
        case _:
            return last_name(world) + suffix


def _street(world: World) -> str:
    name = first_name(world) if whole(0, 1, world) else last_name(world)
    return f"{name} {pick(_provider().street_suffixes, world)}"


MAKERS: dict[str, Maker] = {
    "$randomCity": _city,
    "$randomStreetName": _street,
    "$randomStreetAddress": lambda world: f"{digits(whole(3, 5, world), world)} {_street(world)}",
    "$randomCountry": lambda world: pick(_provider().countries, world),
    "$randomCountryCode": lambda world: pick(_provider().alpha_2_country_codes, world),
    "$randomLatitude": lambda world: decimal(-90, 90, 4, world),
    "$randomLongitude": lambda world: decimal(-180, 180, 4, world),
    "$randomLocale": one_of(_LANGUAGES),
}
