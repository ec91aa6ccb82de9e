"""Pages by limit and offset, with the total."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fourth_api.gate import Answer, Call, Refusal
from tests.fourth_api.world import Record


def paged(call: Call, found: list[Record], view: Callable[[Call, Record], dict[str, Any]]) -> Answer:
    limit, offset = whole(call, "limit", 20, 1, 100), whole(call, "offset", 0, 0, 10**9)
    first = offset + (call.wrong("offset-skips") - call.wrong("offset-off-by-one") if offset else 0)
    shown = found[first:] if call.wrong("limit-ignored") else found[first : first + limit]
    total = len(shown) if call.wrong("total-of-page") else len(found)
    return Answer({"items": [view(call, one) for one in shown], "total": total, "limit": limit, "offset": offset})


def whole(call: Call, name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query."""
    given = call.query.get(name)
    if given is None:
        return default
    digits = given.removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 20
    if is_number and least <= int(given) <= most:
        return int(given)
    if name == "offset" and is_number and int(given) > most and call.wrong("offset-crash"):
        raise OverflowError("Python int too large to convert to C long")
    if name in ("limit", "offset") and call.wrong("limit-unchecked"):
        return default
    raise Refusal(422, f"{name} is not between {least} and {most}.", parameter=name)


def chosen(call: Call, name: str, choices: tuple[str, ...], default: str = "") -> str:
    """A word of the query."""
    given = call.query.get(name, default)
    if given not in (*choices, default):
        raise Refusal(422, f"{name} is none of {', '.join(choices)}.", parameter=name)
    return given
