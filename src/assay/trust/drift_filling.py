"""Fills the variables of a path with ids that the environment itself has given, since the other has other things."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from assay.model.exchange import Exchange
from assay.trust.drift_reads import Read, json_of

THINGS = 3
"""Things of one kind that are read: the first, the middle and the last of a list."""
LONGEST = 200
"""Characters of an id."""
_IDS = ("id", "uuid", "key", "slug", "code", "sku", "name", "number")


class Known:
    """What an environment has answered so far that ids can be taken from."""

    def __init__(self) -> None:
        self._lists: dict[str, list[dict[str, Any]]] = {}
        """Things by the path of their list, and by its last word."""
        self._facts: dict[str, str] = {}
        """Plain values of single answers, by name."""

    def learn(self, path: str, exchange: Exchange) -> None:
        """Take in the answer to a read of this path (without query)."""
        if exchange.response is None or not 200 <= exchange.response.status < 300:
            return
        body = json_of(exchange)
        rows = _rows(body)
        if rows:
            for name in (path, f"…/{path.rpartition('/')[2]}"):
                self._lists.setdefault(name, rows[:1000])
        elif isinstance(body, dict):
            for key, value in body.items():
                if isinstance(value, str | int) and is_usable(str(value)[:LONGEST]):
                    self._facts.setdefault(key, str(value))

    def values(self, read: Read) -> list[dict[str, str]]:
        """Up to three ways to fill the read's variables; none where an id is not known."""
        ways: list[tuple[str, dict[str, str]]] = [("", {})]
        for part in read.path.split("/")[1:]:
            names = re.findall(r"\{([^{}]+)\}", part)
            if not names:
                ways = [(f"{path}/{part}", values) for path, values in ways]
                continue
            ways = [
                (f"{path}/{quote(one, safe='')}", {**values, names[0]: one})
                for path, values in ways
                for one in self._candidates(path, names[0], first=len(ways) == 1)
                if part == f"{{{names[0]}}}"
            ][:THINGS]
        return [values for _, values in ways]

    def _candidates(self, path: str, name: str, *, first: bool) -> list[str]:
        rows = self._lists.get(path) or self._lists.get(f"…/{path.rpartition('/')[2]}") or []
        ids = [found for row in rows if (found := _id(row, name)) is not None]
        if not ids:
            return [self._facts[name]] if name in self._facts else []
        chosen = dict.fromkeys((ids[0], ids[len(ids) // 2], ids[-1]))
        return list(chosen) if first else list(chosen)[:1]


def _rows(body: Any) -> list[dict[str, Any]]:
    """The things of a list: the answer itself, or the first list of objects in it."""
    if isinstance(body, list):
        return [one for one in body if isinstance(one, dict)]
    inner = body.values() if isinstance(body, dict) else ()
    for value in inner:
        rows = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
        if rows:
            return rows
    return []


def _id(row: dict[str, Any], name: str) -> str | None:
    for key in (name, *_IDS):
        value = row.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and is_usable(str(value)[:LONGEST]):
            return str(value)
    return None


def is_usable(text: str) -> bool:
    """Whether an id can stand in a path: it leads nowhere else, and is text that can be sent."""
    return 0 < len(text) < LONGEST and text not in (".", "..") and text.isprintable()
