"""The places of a JSON value, breadth first, and the value with one of them changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


class Renamed:
    """In the stead of a value: the member goes by another name."""

    def __init__(self, name: str) -> None:
        self.name = name


GONE: Any = type("Gone", (), {"__repr__": lambda _: "gone"})()
"""In the stead of a value: there is none."""


def places(value: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Path, value and what holds it; of a list only the first and the last element are looked into."""
    waiting: deque[tuple[Path, Any, Any]] = deque([((), value, None)])
    while waiting:
        path, found, owner = waiting.popleft()
        yield path, found, owner
        if isinstance(found, dict):
            waiting.extend(((*path, key), member, found) for key, member in found.items())
        elif isinstance(found, list) and found:
            ends = sorted({0, len(found) - 1})
            waiting.extend(((*path, index), found[index], found) for index in ends)


def put(value: Any, path: Path, changed: Any) -> Any:
    """A copy with the place changed; what is not on the way is shared."""
    if not path:
        return changed
    first, *rest = path
    inner = changed if not rest else put(value[first], tuple(rest), changed)
    if isinstance(value, list):
        return [*value[: int(first)], *([] if inner is GONE else [inner]), *value[int(first) + 1 :]]
    if isinstance(inner, Renamed):
        return {(inner.name if key == first else key): member for key, member in value.items()}
    return {
        key: inner if key == first else member for key, member in value.items() if key != first or inner is not GONE
    }


def pointer(path: Path) -> str:
    """As a JSON Pointer (RFC 6901, 3)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
