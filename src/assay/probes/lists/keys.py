"""What tells the items of a list apart, and their fields by names in words, those one level down among them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from assay.probes.lists.names import spaced

Item = dict[str, Any]
Key = str
_NAMES = ("id", "_id", "uuid", "guid", "key", "slug", "code", "sku", "number", "url", "href", "name")


def key_name(items: Iterable[Item], noun: str = "") -> str:
    """The field that has another value in each item; empty where the whole item must tell."""
    listed = list(items)
    for name in (*_NAMES[:4], f"{noun}_id", f"{noun}Id", *_NAMES[4:]):
        values = [one.get(name) for one in listed]
        if all(isinstance(one, str | int) and not isinstance(one, bool) for one in values):
            if len(set(map(str, values))) == len(values):
                return name
            return ""
    return ""


def keys(items: Iterable[Item], name: str) -> tuple[Key, ...]:
    """The key of each item."""
    return tuple(str(one[name]) if name and name in one else _whole(one) for one in items)


def _whole(item: Item) -> str:
    try:
        return json.dumps(item, sort_keys=True, default=str)
    except RecursionError:
        return ""


def flat(item: Item) -> dict[str, Any]:
    """The fields of an item by their names in words: `author: {id}` is `author_id`, unless there is one already."""
    found: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            for inner, one in value.items():
                if not isinstance(one, dict):
                    found.setdefault(f"{spaced(name)}_{spaced(inner)}", one)
    return {**found, **{spaced(name): value for name, value in item.items() if not isinstance(value, dict)}}
