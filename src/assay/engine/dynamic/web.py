"""Dynamic variables of the Internet: accounts, names, addresses."""

from __future__ import annotations

import re

from assay.engine.dynamic.draw import Maker, letters, one_of, pick, whole
from assay.engine.dynamic.people import first_name, last_name
from assay.model.world import World

_MAIL_HOSTS = ("gmail.com", "yahoo.com", "hotmail.com")
_EXAMPLE_HOSTS = ("example.org", "example.com", "example.net")
_SUFFIXES = ("com", "biz", "info", "name", "net", "org")
_HEX = "0123456789abcdef"
_WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_SYSTEMS = (
    "Windows NT 10.0; Win64; x64",
    "Windows NT 6.1",
    "X11; Linux x86_64",
    "X11; Linux i686",
    "Macintosh; Intel Mac OS X 10_15_7",
    "Macintosh; Intel Mac OS X 10_11_2",
)
_NOT_IN_LABEL = re.compile(r"[^a-z0-9-]")


def user_name(world: World) -> str:
    """A name with a number, another name, or both."""
    first, last = first_name(world), f"{pick('._', world)}{last_name(world)}"
    number = str(whole(0, 99, world))
    chosen = (first + number, first + last, first + last + number)[whole(0, 2, world)]
    return chosen.replace("'", "").replace(" ", "")


def _mail_at(hosts: tuple[str, ...]) -> Maker:
    return lambda world: f"{user_name(world)}@{pick(hosts, world)}"


def _domain_word(world: World) -> str:
    return _NOT_IN_LABEL.sub("", first_name(world).lower())


def _domain(world: World) -> str:
    return f"{_domain_word(world)}.{pick(_SUFFIXES, world)}"


def _user_agent(world: World) -> str:
    system, major = pick(_SYSTEMS, world), whole(60, 140, world)
    if whole(0, 1, world):
        return f"Mozilla/5.0 ({system}; rv:{major}.0) Gecko/20100101 Firefox/{major}.0"
    build = f"{major}.0.{whole(1000, 7000, world)}.{whole(0, 200, world)}"
    return f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{build} Safari/537.36"


def _hex_color(world: World) -> str:
    return "#" + "".join(f"{whole(0, 255, world) // 2:02x}" for _ in range(3))


MAKERS: dict[str, Maker] = {
    "$randomEmail": _mail_at(_MAIL_HOSTS),
    "$randomExampleEmail": _mail_at(_EXAMPLE_HOSTS),
    "$randomUserName": user_name,
    "$randomProtocol": one_of(("http", "https")),
    "$randomUrl": lambda world: f"{pick(('http', 'https'), world)}://{_domain(world)}",
    "$randomDomainName": _domain,
    "$randomDomainSuffix": one_of(_SUFFIXES),
    "$randomDomainWord": _domain_word,
    "$randomIP": lambda world: ".".join(str(whole(0, 255, world)) for _ in range(4)),
    "$randomIPV6": lambda world: ":".join(letters(_HEX, 4, world) for _ in range(8)),
    "$randomUserAgent": _user_agent,
    "$randomHexColor": _hex_color,
    "$randomMACAddress": lambda world: ":".join(letters(_HEX, 2, world) for _ in range(6)),
    "$randomPassword": lambda world: letters(_WORD, 15, world),
}
