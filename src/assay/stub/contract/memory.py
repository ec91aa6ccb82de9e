"""What was made through a stand-in is found there again: a bounded memory of things by the path of their collection."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import msgspec

MOST = 1_000
"""Things that are remembered."""
MOST_BYTES = 32 * 1024 * 1024
"""Bytes of all of them as JSON."""
LONGEST = 256 * 1024
"""Bytes of one; a longer one is not remembered."""
MOST_LISTED = 100
_GONE = b""


class Memory:
    """Things by collection and name; the oldest give way."""

    def __init__(self, most: int = MOST) -> None:
        self._things: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._most = most
        self._bytes = 0

    def keep(self, collection: str, name: str, thing: Any) -> None:
        """Remember a thing as it is now."""
        try:
            data = msgspec.json.encode(thing)
        except (TypeError, ValueError, RecursionError):
            return
        if len(data) <= LONGEST:
            self._put((collection, name), data)

    def remove(self, collection: str, name: str) -> None:
        """Remember that it is gone, where it was there."""
        if (collection, name) in self._things:
            self._put((collection, name), _GONE)

    def _put(self, key: tuple[str, str], data: bytes) -> None:
        self._bytes += _weight(key, data) - self._weight_of(key)
        self._things[key] = data
        self._things.move_to_end(key)
        while len(self._things) > self._most or self._bytes > MOST_BYTES:
            gone, what = self._things.popitem(last=False)
            self._bytes -= _weight(gone, what)

    def _weight_of(self, key: tuple[str, str]) -> int:
        return _weight(key, self._things[key]) if key in self._things else 0

    def get(self, collection: str, name: str) -> Any:
        """The thing; None where nothing is known of it."""
        data = self._things.get((collection, name))
        return msgspec.json.decode(data) if data else None

    def is_gone(self, collection: str, name: str) -> bool:
        """Whether it was there, and was removed."""
        return self._things.get((collection, name)) == _GONE

    def all(self, collection: str) -> list[Any]:
        """The latest things of a collection, in the order in which they were made; none where none was."""
        found = [data for (where, _), data in self._things.items() if where == collection and data]
        return [msgspec.json.decode(data) for data in found[-MOST_LISTED:]]

    def clear(self) -> None:
        """Forget everything."""
        self._things.clear()
        self._bytes = 0


def _weight(key: tuple[str, str], data: bytes) -> int:
    return len(key[0]) + len(key[1]) + len(data)
