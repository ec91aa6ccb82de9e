"""The order in which Bruno runs the items of a folder: folders by name and number, then requests by number."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def in_order(items: list[Json]) -> list[Json]:
    """Folders without a number by their names, those with one at its place among them; then requests."""
    folders = sorted((one for one in items if one["type"] == "folder"), key=lambda one: str(one.get("name") or ""))
    requests = [one for one in items if one["type"] != "folder"]
    placed: list[list[Json]] = [[one] for one in folders if _number(one) is None]
    for one in sorted((one for one in folders if _number(one) is not None), key=lambda one: _number(one) or 0):
        place = int(_number(one) or 1) - 1
        if place < len(placed) and _number(placed[place][0]) == _number(one):
            placed[place].append(one)
        else:
            placed.insert(place, [one])
    return [one for group in placed for one in group] + sorted(requests, key=lambda one: _of_request(one))


def _number(item: Json) -> float | None:
    """A folder's number, where it is a whole one from 1."""
    root = item.get("root")
    meta = root.get("meta") if isinstance(root, dict) else None
    number = meta.get("seq") if isinstance(meta, dict) else None
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    return number if number > 0 and number == int(number) else None


def _of_request(item: Json) -> float:
    number = item.get("seq")
    return number if isinstance(number, int | float) and not isinstance(number, bool) else 1
