"""What was made through a stand-in is found there again: a bounded memory of things by the path of their collection."""

from __future__ import annotations

import copy
from collections import OrderedDict
from typing import Any

MOST = 1_000
"""Things that are remembered."""
MOST_LISTED = 100
_GONE = object()


class Memory:
    """Things by collection and name; the oldest give way."""

    def __init__(self, most: int = MOST) -> None:
        self._things: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._most = most

    def keep(self, collection: str, name: str, thing: Any) -> None:
        """Remember a thing as it is now."""
        self._put(collection, name, copy.deepcopy(thing))

    def remove(self, collection: str, name: str) -> None:
        """Remember that it is gone, where it was there."""
        if (collection, name) in self._things:
            self._put(collection, name, _GONE)

    def _put(self, collection: str, name: str, thing: Any) -> None:
        self._things[collection, name] = thing
        self._things.move_to_end((collection, name))
        while len(self._things) > self._most:
            self._things.popitem(last=False)

    def get(self, collection: str, name: str) -> Any:
        """A copy of the thing; None where nothing is known of it."""
        thing = self._things.get((collection, name))
        return None if thing is _GONE else copy.deepcopy(thing)

    def is_gone(self, collection: str, name: str) -> bool:
        """Whether it was there, and was removed."""
        return self._things.get((collection, name)) is _GONE

    def all(self, collection: str) -> list[Any]:
        """Copies of the latest things of a collection, in the order in which they were made; none where none was."""
        found = [thing for (where, _), thing in self._things.items() if where == collection and thing is not _GONE]
        return copy.deepcopy(found[-MOST_LISTED:])

    def clear(self) -> None:
        """Forget everything."""
        self._things.clear()
