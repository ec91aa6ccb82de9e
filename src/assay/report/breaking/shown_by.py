"""What of a run shows a finding beside its own exchange: the fault that was laid, the read after it, who waited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from assay.model.event import Endured, Exchanged
from assay.model.finding import Finding
from assay.report.fold import Records

CROWD = "crowd"
MOST = 50_000
"""Exchanges that are looked through."""


class Laid(NamedTuple):
    """One fault as a test lays it."""

    fault: str
    dependency: str
    call: str
    pointer: str = ""
    then: str = ""
    """What is laid instead from the second call on."""


class _Sent(NamedTuple):
    id: str
    method: str
    path: str
    identity: str
    succeeded: bool


def laid(finding: Finding, matrix: Iterable[Endured]) -> tuple[Laid, ...]:
    """The faults of the first cell that showed it; none where there is no such cell."""
    cells = [one for one in matrix if finding.rule in one.rules and one.operation == finding.operation]
    named = [one for one in cells if finding.where in ("", f"{one.dependency} {one.call}")]
    shown = next((one for one in named if one.exchange in finding.exchanges), named[0] if named else None)
    return _faults(shown) if shown is not None else ()


def _faults(cell: Endured) -> tuple[Laid, ...]:
    if cell.fault == CROWD:
        return (Laid("timeout-before-answer", cell.dependency, cell.call),)
    first, _, beside = cell.fault.partition("+")
    if beside:  # `status-503+silent at billing POST /charges`
        second, _, place = beside.partition(" at ")
        dependency, _, call = place.partition(" ")
        return Laid(first, cell.dependency, cell.call), Laid(second, dependency, call)
    name, _, rest = cell.fault.partition(" ")
    name, _, then = name.partition(",")
    pointer = rest.partition(" ")[0]
    return (Laid(name, cell.dependency, cell.call, pointer if pointer.startswith("/") else "", then),)


class Companions:
    """Exchanges of the log by what they were for."""

    def __init__(self, records: Records, base: str) -> None:
        self._sent = list(_sent(records, base.rstrip("/")))
        self._places = {one.id: number for number, one in enumerate(self._sent)}

    def with_read(self, finding: Finding) -> Finding:
        """With the read of the same thing, or of the list that it is in, that came after its own exchange."""
        place = self._places.get(next(iter(finding.exchanges), ""))
        if place is None:
            return finding
        own = self._sent[place]
        for one in self._sent[place + 1 : place + 30]:
            is_read = one.method == "GET" and one.succeeded and one.identity == own.identity
            if is_read and own.path.startswith(one.path):
                return msgspec.structs.replace(finding, exchanges=(own.id, one.id))
        return finding

    def with_crowd(self, finding: Finding) -> Finding:
        """With a request of the operation that waits, before that of the one which does not use the dependency."""
        method, _, template = finding.operation.partition(" ")
        path = re.compile(re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(template)))
        place = self._places.get(next(iter(finding.exchanges), ""), len(self._sent))
        near = [*reversed(self._sent[:place]), *self._sent[place : place + 60]]
        waits = next((one for one in near if one.method == method and path.fullmatch(one.path)), None)
        if waits is None:
            return finding
        return msgspec.structs.replace(finding, exchanges=(waits.id, *finding.exchanges[:1]))


def _sent(records: Records, base: str) -> Iterator[_Sent]:
    for number, record in enumerate(records()):
        if number > MOST:
            return
        event = record.event
        if isinstance(event, Exchanged) and event.source == "probe":
            request, response = event.exchange.request, event.exchange.response
            path = urlsplit(request.url[len(base) :]).path
            succeeded = response is not None and 200 <= response.status < 300
            yield _Sent(event.exchange.id, request.method, path, request.identity or "", succeeded)
