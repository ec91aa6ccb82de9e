"""What is asked beside the reads themselves: wrong reads, and the same reads again for their times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assay.app.trusting.drift_side import Side, seconds
from assay.contract.matching import Match, Routes
from assay.model.contract import Contract
from assay.trust.drift_latency import FEWEST
from assay.trust.drift_provoking import NOBODY, Provoked, nowhere, provoked
from assay.trust.drift_reads import Read

MOST = 150
"""Wrong reads of one environment and pass."""
SLOW = 1.0
"""Seconds from which on a read is sent no more often than it takes."""
MOST_READS = 80
"""Reads whose times are compared."""


async def provoke(sides: Sequence[Side], contract: Contract | None, passes: int) -> None:
    """Send reads that are wrong in one thing, to all in turns."""
    wrong = {side.place.name: list(_wrong(side, contract))[:MOST] for side in sides}
    shared = frozenset.intersection(*(frozenset(one.key for one in found) for found in wrong.values()))
    for number in range(passes):
        for side in sides:
            if side.down or number >= len(side.heard):
                continue
            heard = side.heard[number]
            performer, flush = side.performer()
            try:
                chosen = [one for one in wrong[side.place.name] if one.key in shared]
                await performer.perform(side.asking.provoke(chosen, heard))
            finally:
                flush()
                side.take(heard)


def _wrong(side: Side, contract: Contract | None) -> Iterator[Provoked]:
    first = side.heard[0]
    routes = Routes(contract, (side.place.base,)) if contract is not None else None
    seen: set[str] = set()
    for key, read in first.asked.items():
        good = side.passes[0].get(key)
        if key not in first.samples or good is None or good.fails or read.operation in seen:
            continue
        seen.add(read.operation)
        yield from provoked(read, first.samples[key], _numbers(routes, read, first.samples[key].url))
        for other in first.others.get(key, ()):  # what one thing shows to everybody, another may not
            yield from (one for one in provoked(read, other) if one.label == NOBODY)
    if first.samples:
        yield nowhere(side.place.base, next(iter(first.samples.values())))


def _numbers(routes: Routes | None, read: Read, url: str) -> tuple[str, ...]:
    """The query parameters that the contract has as numbers."""
    found = routes.find(read.method, url) if routes is not None else None
    if not isinstance(found, Match):
        return ()
    return tuple(
        one.name
        for one in found.operation.parameters
        if one.place == "query" and isinstance(one.schema, dict) and one.schema.get("type") == "integer"
    )


async def latencies(sides: Sequence[Side], samples: int) -> None:
    """Send good reads again, each to one and at once to the other, until there are enough times."""
    for key in _timed(sides):
        slow = any(min(side.times.get(key, [0.0])) > SLOW for side in sides)
        wanted = FEWEST if slow else samples
        missing = wanted - min(len(side.times.get(key, ())) for side in sides)
        for number in range(missing):
            for side in sides if number % 2 else reversed(sides):
                if not await _again(side, key):
                    return  # it does not answer any more what it has answered before


def _timed(sides: Sequence[Side]) -> list[str]:
    """One read of each operation that succeeds in both."""
    found: dict[str, str] = {}
    for key, read in sides[0].heard[0].asked.items():
        good = all(key in side.heard[0].samples and _is_good(side, key) for side in sides)
        if good:
            found.setdefault(read.operation, key)
    return list(found.values())[:MOST_READS]


def _is_good(side: Side, key: str) -> bool:
    known = side.passes[0].get(key)
    return known is not None and not known.fails and bool(known.answers)


async def _again(side: Side, key: str) -> bool:
    """Whether it was answered."""
    performer, flush = side.performer()
    try:
        heard = side.heard[0]
        exchange = await performer.perform(side.asking.send(key, key, heard.samples[key]))
    finally:
        flush()
    if exchange.response is not None:
        side.times.setdefault(key, []).append(seconds(exchange))
    return exchange.response is not None
