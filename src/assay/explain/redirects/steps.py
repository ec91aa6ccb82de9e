"""The redirects of a transfer one by one, the last one also where it was not followed."""

from __future__ import annotations

from typing import NamedTuple

from assay.explain.address import Address, address
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.model.exchange import Exchange

STATUSES = frozenset({301, 302, 303, 307, 308})
SCHEME = Pattern(r"[A-Za-z][A-Za-z0-9+.-]*://")


class Step(NamedTuple):
    """One redirect: who was asked, who is to be asked, and what that is as a URL."""

    exchange: Exchange
    status: int
    old: Address
    new: Address
    target: str


def steps(evidence: Evidence) -> list[Step]:
    """In order, at most 100."""
    found = [_step(each) for each in evidence.exchanges[-100:]]
    return [each for each in found if each]


def _step(exchange: Exchange) -> Step | None:
    response = exchange.response
    location = response.header("location") if response else None
    if response is None or response.status not in STATUSES or not location:
        return None
    target = resolved(exchange.request.url, location[:16_384].strip())
    return Step(exchange, response.status, address(exchange.request.url), address(target), target)


def resolved(base: str, location: str) -> str:
    """The reference as a URL, dot segments left as they are (RFC 3986, 5.2)."""
    if SCHEME.match(location):
        return location
    old = address(base)
    if location.startswith("//"):
        return f"{old.scheme}:{location}"
    root = f"{old.scheme}://{old.site}"
    if location.startswith("/"):
        return root + location
    if location.startswith(("?", "#")):
        return f"{root}{old.path}{location}"
    return f"{root}{old.path.rpartition('/')[0]}/{location}"
