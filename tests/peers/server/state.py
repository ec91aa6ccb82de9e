"""What one run has done to the site: its requests in order, and the counters of its routes."""

from __future__ import annotations

import threading
from collections import Counter

from .wire import RawRequest


class State:
    """The memory of one run; a reset of the site puts a new one in its place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: list[RawRequest] = []
        self._counts: Counter[str] = Counter()

    def record(self, request: RawRequest) -> None:
        with self._lock:
            self._requests.append(request)

    def count(self, key: str) -> int:
        """How often this key was counted, this time included."""
        with self._lock:
            self._counts[key] += 1
            return self._counts[key]

    @property
    def requests(self) -> tuple[RawRequest, ...]:
        with self._lock:
            return tuple(self._requests)
