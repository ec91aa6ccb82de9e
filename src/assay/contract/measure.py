"""How large a JSON value is, told without recursion."""

from __future__ import annotations

from typing import Any, NamedTuple


class Size(NamedTuple):
    """Levels of lists and objects, and values at all levels."""

    depth: int
    nodes: int


def measure(value: Any, most: int) -> Size:
    """The size of a value; beyond `most` levels nothing more is counted."""
    level, depth, nodes = [value], 0, 1
    while level and depth <= most:
        level = [
            child
            for holder in level
            if isinstance(holder, dict | list)
            for child in (holder.values() if isinstance(holder, dict) else holder)
        ]
        nodes += len(level)
        depth += bool(level)
    return Size(depth, nodes)
