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
LOOKED_AT = 1_000
"""Mappings or requests that are compared: a distance is dear."""


class NearMiss(NamedTuple):
    """A mapping and how far the request is from it."""

    entry: Entry
    distance: float


def nearest_mappings(seen: Seen, entries: Iterable[Entry]) -> list[NearMiss]:
    """The nearest first."""
    some = [entry for entry, _ in zip(entries, range(LOOKED_AT), strict=False)]
    found = [NearMiss(entry, entry.pattern.distance(seen)) for entry in some]
    return heapq.nsmallest(MOST, found, key=lambda miss: miss.distance)


def nearest_requests(pattern: Pattern, requests: Iterable[Seen]) -> list[tuple[Seen, float]]:
    """The nearest first."""
    some = [seen for seen, _ in zip(requests, range(LOOKED_AT), strict=False)]
    return heapq.nsmallest(MOST, ((seen, pattern.distance(seen)) for seen in some), key=lambda found: found[1])
