"""Writes the JavaScript that takes a value out of an answer, so that it names what was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assay.draft.javascript import access, comment, literal
from assay.draft.likeness import STAND_IN
from assay.draft.origins import Origin
from assay.draft.plan import Made, Setting

_TELLING = ("name", "title", "label", "sku", "slug", "username", "email", "code", "status", "state", "kind", "type")


def setting_lines(setting: Setting, body: Any, titles: Mapping[int, str]) -> str:
    """`pm.environment.set(…)` below its reason. `body` is the JSON that was seen, `titles` name the users."""
    users = [titles[n] for n in setting.users if n in titles]
    more = f" and {len(users) - 1} more" if len(users) > 1 else ""
    need = "need" if more else "needs"
    why = (
        f"{users[0]}{more} {need} {_what(setting.origin)}."
        if users
        else f"Later requests need {_what(setting.origin)}."
    )
    line = f"pm.environment.set({literal(setting.variable)}, {expression(setting.origin, body)});"
    return f"{comment(why)}\n{line}"


def _what(origin: Origin) -> str:
    match origin.where:
        case "header":
            return f"the {origin.name} of this answer"
        case "location":
            return "the id at the end of Location"
        case "cookie":
            return f"the cookie {origin.name}"
        case "form":
            return f"the hidden field {origin.name}"
    return f"the {origin.name.replace('_', ' ')} of this answer"


def expression(origin: Origin, body: Any) -> str:
    """The value of an origin, in Postman's API."""
    match origin.where:
        case "header":
            return f"pm.response.headers.get({literal(str(origin.path[0]))})"
        case "location":
            back = -int(origin.path[0])
            path = 'pm.response.headers.get("Location").split(/[?#]/)[0].split("/")'
            return f"{path}.slice(-{back})[0]"
        case "cookie":
            return f"pm.cookies.get({literal(str(origin.path[0]))})"
        case "form":
            return f"pm.response.text().match({_pattern(origin)})[1]"
    return _in_body(origin.path, body)


def _pattern(origin: Origin) -> str:
    name, held, first = map(str, origin.path)
    safe = re.sub(r"[^\w-]", r"\\\g<0>", name)
    if first == "name":
        return f"""/name=["']{safe}["'][^>]*?{held}=["']([^"']+)["']/i"""
    return f"""/{held}=["']([^"']+)["'][^>]*?name=["']{safe}["']/i"""


def _in_body(path: Sequence[str | int], body: Any) -> str:
    """By names and indices; the one of a list that was not the first is found by what it is called."""
    text, here = "pm.response.json()", body
    for part in path:
        label = _label(here, part) if isinstance(part, int) else None
        if label is not None:
            name, found = label
            text += f".find((one) => {access('one', [name])} === {literal(found)})"
        else:
            text = access(text, [part])
        here = _below(here, part)
    return text


def _below(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def _label(items: Any, index: int) -> tuple[str, str] | None:
    """A field that tells the item from all others, where it is not the first."""
    if index == 0 or not isinstance(items, list) or index >= len(items) or not isinstance(items[index], dict):
        return None
    for name in _TELLING:
        found = items[index].get(name)
        if not isinstance(found, str) or not found or len(found) > 80 or STAND_IN.search(found):
            continue
        alike = [i for i, one in enumerate(items) if isinstance(one, dict) and one.get(name) == found]
        if alike[:1] == [index]:
            return name, found
    return None


def made_lines(made: Made) -> str:
    """The pre-request lines that make a value up."""
    why = f"{made.example} can be made only once: each run makes its own."
    return f"{comment(why)}\npm.environment.set({literal(made.variable)}, {made.expression});"
