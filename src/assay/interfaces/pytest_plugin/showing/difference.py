"""Two JSON values that a test held to be equal, shown as what differs at which path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from assay.contract.comparison import Difference, differences
from assay.contract.comparison.structure import TooDeep
from assay.record.names import is_secret
from assay.report.clean import cut, line

MOST = 30
LONGEST = 160
DEEPEST = 100
STARS = "***"
JSON = (dict, list, str, int, float, bool, type(None))


class Expectation:
    """A value that is no JSON, such as one of dirty-equals, where it did not match: equal to nothing but itself."""

    def __init__(self, value: Any) -> None:
        self.text = repr(value)

    def __repr__(self) -> str:
        return self.text


def comparison_lines(left: Any, right: Any) -> list[str] | None:
    """What differs, one place a line; None where the values are no JSON or nothing can be said better than pytest."""
    if not _are_json(left, right):
        return None
    try:
        found = differences(*_settled(left, right, 0))
    except (TooDeep, RecursionError, TypeError):
        return None
    if found.same:
        return None
    places = "1 place" if found.total == 1 else f"{found.total:,} places"
    lines = [f"JSON differs at {places} (left: what stands before ==, right: behind it)"]
    lines += [f"  {text}" for one in found.found[:MOST] for text in _told(one)]
    return lines + ([f"  … and {found.total - MOST:,} more"] if found.total > MOST else [])


def _are_json(left: Any, right: Any) -> bool:
    """Both objects or both arrays, with names that are texts."""
    both = (isinstance(left, dict) and isinstance(right, dict)) or (isinstance(left, list) and isinstance(right, list))
    names = (*left, *right) if both and isinstance(left, dict) else ()
    return both and bool(left or right) and all(isinstance(name, str) for name in names)


def _settled(left: Any, right: Any, depth: int) -> tuple[Any, Any]:
    """Both as plain JSON: an expectation that its counterpart meets is taken for that counterpart."""
    if depth > DEEPEST:
        raise TooDeep
    if isinstance(left, dict) and isinstance(right, dict):
        both = {name: _settled(left[name], right[name], depth + 1) for name in left if name in right}
        ours = {str(name): both[name][0] if name in both else _plain(left[name]) for name in left}
        return ours, {str(name): both[name][1] if name in both else _plain(right[name]) for name in right}
    if isinstance(left, list) and isinstance(right, list):
        pairs = [_settled(one, other, depth + 1) for one, other in zip(left, right, strict=False)]
        ones = [one for one, _ in pairs] + [_plain(one) for one in left[len(pairs) :]]
        return ones, [other for _, other in pairs] + [_plain(one) for one in right[len(pairs) :]]
    if not (isinstance(left, JSON) and isinstance(right, JSON)) and _equal(left, right):
        return (left, left) if isinstance(left, JSON) else (right, right) if isinstance(right, JSON) else ("", "")
    return _plain(left), _plain(right)


def _equal(left: Any, right: Any) -> bool:
    try:
        return bool(left == right)
    except Exception:  # noqa: BLE001 - an expectation of somebody else's may raise what it likes
        return False


def _plain(value: Any) -> Any:
    return value if isinstance(value, JSON) else Expectation(value)


def _told(one: Difference) -> Iterator[str]:
    place = line(cut(one.pointer or "(the whole)", LONGEST))
    name = one.pointer.rpartition("/")[2]
    before, after = written(hidden(name, one.before)), written(hidden(name, one.after))
    if one.kind == "added":
        yield f"{place}: only right: {after}"
    elif one.kind == "removed":
        yield f"{place}: only left: {before}"
    elif one.kind == "moved":
        yield f"{place}: moved to {line(cut(one.to, LONGEST))}: {before}"
    else:
        at = f" (right: {line(cut(one.to, LONGEST))})" if one.to else ""
        yield f"{place}: {before} ≠ {after}{at}"


def hidden(name: str, value: Any, depth: int = 0) -> Any:
    """The value with stars for each text or number that stands under the name of a secret."""
    if depth > DEEPEST:
        return STARS
    if isinstance(value, dict):
        return {key: hidden(str(key), inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [hidden(name, inner, depth + 1) for inner in value]
    is_hidden = isinstance(value, str | int) and not isinstance(value, bool) and is_secret(name)
    return STARS if is_hidden and value != "" else value


def written(value: Any) -> str:
    """A value as JSON, on one line and cut."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=repr)
    except (ValueError, RecursionError):
        text = repr(type(value))
    return line(cut(repr(value) if isinstance(value, Expectation) else text, LONGEST))
