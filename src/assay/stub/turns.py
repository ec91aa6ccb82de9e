"""Which of its answers a mapping gives now: the next of a sequence, or the one beyond its rate limit."""

from __future__ import annotations

from collections import deque

from assay.model.stub.mapping import Mapping, RateLimit
from assay.model.stub.reply import Reply


class Turns:
    """How often and when each mapping was asked."""

    def __init__(self) -> None:
        self._asked: dict[str, int] = {}
        self._lately: dict[str, deque[float]] = {}

    def next(self, mapping: Mapping, now: float) -> Reply:
        """The answer for one more request at this time, in seconds."""
        if mapping.limit is not None and self._exceeds(mapping.id, mapping.limit, now):
            return mapping.limit.reply
        count = self._asked.get(mapping.id, 0)
        self._asked[mapping.id] = count + 1
        size = len(mapping.replies)
        return mapping.replies[count % size if mapping.repeats else min(count, size - 1)]

    def _exceeds(self, identity: str, limit: RateLimit, now: float) -> bool:
        lately = self._lately.setdefault(identity, deque())
        while lately and lately[0] <= now - limit.seconds:
            lately.popleft()
        if len(lately) >= limit.requests:
            return True
        lately.append(now)
        return False

    def reset(self) -> None:
        """Begin again."""
        self._asked.clear()
        self._lately.clear()
