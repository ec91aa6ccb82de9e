"""The mappings that come nearest to a request, and the requests that come nearest to a pattern."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import NamedTuple

from assay.stub.matching.aspects import Pattern
from assay.stub.matching.index import Entry
from assay.stub.matching.seen import Seen

MOST = 3
"""Near misses that are told."""
LOOKED_AT = 10_000
"""Mappings that are looked at."""
IN_FULL = 40
"""Mappings or requests that are compared in full: a distance is dear."""


class NearMiss(NamedTuple):
    """A mapping and how far the request is from it."""

    entry: Entry
    distance: float


def nearest_mappings(seen: Seen, entries: Iterable[Entry]) -> list[NearMiss]:
    """The nearest first. Only those whose addresses begin most alike are compared in full."""
    some = [entry for entry, _ in zip(entries, range(LOOKED_AT), strict=False)]
    likely = heapq.nsmallest(IN_FULL, some, key=lambda entry: _apart(entry, seen)) if len(some) > IN_FULL else some
    found = [NearMiss(entry, entry.pattern.distance(seen)) for entry in likely]
    return heapq.nsmallest(MOST, found, key=lambda miss: miss.distance)


def _apart(entry: Entry, seen: Seen) -> float:
    """A cheap guess at the distance: how little of the address begins alike."""
    text, path = entry.pattern.expected.address.text, seen.received.url
    alike = _common(text, path) if text else len(path) // 2
    return -2.0 * alike / (len(text) + len(path) + 1) + (0.0 if entry.pattern.takes(seen.method) else 0.3)


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((index for index, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


def nearest_requests(pattern: Pattern, requests: Iterable[Seen]) -> list[tuple[Seen, float]]:
    """The nearest first."""
    some = [seen for seen, _ in zip(requests, range(IN_FULL), strict=False)]
    return heapq.nsmallest(MOST, ((seen, pattern.distance(seen)) for seen in some), key=lambda found: found[1])
