"""Gives variables their names: what a person would call the value, and never one name for two values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assay.draft.likeness import STAND_IN, is_version_name, singular, snake, words
from assay.draft.origins import CONTAINERS, Origin

_BARE = frozenset(
    {"id", "uuid", "guid", "number", "no", "code", "key", "slug", "href", "ref", "reference", "version", "etag", "name"}
    | {"rev", "revision", "sku", "url", "handle", "value", "last_modified", "modified"}
)
_SET = re.compile(
    r"""\bpm\.(?:environment|collectionVariables|globals|variables)\.set\(\s*(["'`])([^"'`\n]{1,100})\1"""
)

_SETTING = re.compile(
    r"""\bpm\.(?:environment|collectionVariables|globals)\.set\(\s*(["'`])([^"'`\n]{1,100})\1\s*,\s*([^\n;]{1,300})\)"""
)


class Names:
    """The names that are given, each with what it stands for."""

    def __init__(self, present: Mapping[str, str], scripts: str = "") -> None:
        self._present = dict(present)
        self._set = {match[2] for match in _SET.finditer(scripts)}
        self._given: dict[str, str] = {}

    def give(self, name: str, key: str, *, value: str | None = None, owner: str = "") -> str:
        """A name for what `key` identifies: this one, else with the owner's name before it, else with a number.

        A variable that is there already is taken where it holds the same `value`, or none yet.
        """
        choices = [name, *([f"{owner}_{name}"] if owner else []), *(f"{name}_{n}" for n in range(2, 1000))]
        chosen = next(choice for choice in choices if self._is_free(choice, key, value))
        self._given[chosen] = key
        return chosen

    def _is_free(self, name: str, key: str, value: str | None) -> bool:
        if name in self._given:
            return self._given[name] == key
        if name in self._present and value is not None:
            return self._present[name] in ("", value)
        if value is None:
            held = self._present.get(name, "")
            return not held or STAND_IN.fullmatch(held) is not None  # a token of an earlier run
        return name not in self._set


def origin_name(origin: Origin) -> str:
    """What to call the value of an answer: order_id, access_token, order_etag."""
    if origin.where == "location":
        return f"{origin.noun}_id" if origin.noun else "id"
    if origin.where == "header" and is_version_name(origin.name):
        bare = "".join(words(origin.name)) if "etag" in origin.name.lower() else snake(origin.name)
        return f"{origin.noun}_{bare}" if origin.noun else bare
    name = snake(origin.name.removeprefix("X-").removeprefix("x-"))
    return f"{origin.noun}_{name}" if name in _BARE and origin.noun else _inside(origin, name)


def _inside(origin: Origin, name: str) -> str:
    """A field inside of another is called by both where one alone says little."""
    outer = [part for part in origin.path[:-1] if isinstance(part, str)]
    if len(words(name)) > 1 or not outer:
        return name
    about = singular(snake(outer[-1]))
    return name if about in CONTAINERS else f"{about}_{name}"


def already_set(script: str, origin: Origin) -> str | None:
    """The variable in which a test script keeps this value already, as far as its text shows."""
    for _, name, source in _SETTING.findall(script):
        last = re.findall(r"[A-Za-z_$][\w$-]*", source)
        if last and last[-1].lower() == str(origin.path[-1]).lower():
            return str(name)
    return None
