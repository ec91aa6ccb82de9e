"""What one connection brought: the door it came through, how it was secured, and each request's bytes."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from assay.testing.servers.wire import Wire


class Visit:
    """One connection as it was met; `facts` holds what TLS or SOCKS said, `requests` the bytes as they came."""

    def __init__(self, door: str) -> None:
        self.door = door
        self.facts: dict[str, Any] = {}
        self.requests: list[bytes] = []


class Memory:
    """What a site remembers between two looks at it: the visits in order of arrival, and counters for its paths."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self.visits: list[Visit] = []

    def arrived(self, door: str) -> Visit:
        visit = Visit(door)
        with self._lock:
            self.visits.append(visit)
        return visit

    def count(self, key: str) -> int:
        """How often this key has been counted before."""
        with self._lock:
            self._counts[key] += 1
            return self._counts[key] - 1


class Scene:
    """What a door's script plays with: the wire, the visit it writes into, and the memory of the whole site."""

    def __init__(self, wire: Wire, visit: Visit, memory: Memory) -> None:
        self.wire, self.visit, self.memory = wire, visit, memory
