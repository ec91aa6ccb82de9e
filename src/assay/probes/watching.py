"""Passive checks over the exchanges of a run: what they found is told at its end, once for each thing to be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from assay.checks.check import Check, Judge, Seen
from assay.contract.matching import Match
from assay.model.command import Program
from assay.model.event import Found, ItemRef
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.session import Session
from assay.probes.target import Target

MOST_EXCHANGES = 10
"""Exchanges that a finding names."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Sighting(msgspec.Struct, kw_only=True):
    """A finding, how often it was seen, and the call that showed it first."""

    finding: Finding
    call: Call
    item: ItemRef
    times: int = 1


class Watching:
    """Listens to a session, and remembers findings by fingerprint."""

    def __init__(
        self, target: Target, checks: Iterable[Check], curl: Callable[[Exchange], str] = lambda _: "",
        told_as: Callable[[Finding], Finding | None] = lambda finding: finding,
    ) -> None:  # fmt: skip
        """`told_as` is what the project makes of a finding before it is told; None: it is not told at all."""
        self._target = target
        self._told_as = told_as
        self._curl = curl
        self._judges: list[Judge] = [check.judge() for check in checks]
        self._sightings: dict[str, Sighting] = {}
        self._told: dict[str, Finding] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that were told."""
        return tuple(self._told.values())

    def __call__(self, call: Call, exchange: Exchange, item: ItemRef) -> None:
        """Judge one exchange."""
        seen = self._seen(call, exchange)
        if seen is None:
            return
        for judge in self._judges:
            for finding in judge(seen):
                self._note(finding, call, exchange, item)

    def is_new(self, finding: Finding) -> bool:
        """Whether nothing of the same operation, rule and place was told before."""
        return finding.fingerprint not in self._told

    def tell(self, finding: Finding, item: ItemRef) -> Program[None]:
        """Tell of a finding, once."""
        shown = self._told_as(finding) if self.is_new(finding) else None
        if shown is not None:
            self._told[finding.fingerprint] = shown
            yield Found(item=item, finding=shown, case=item.id)

    def conclude(self, session: Session) -> Program[None]:
        """Tell what the checks found. What was seen only once is sent again where that changes nothing."""
        for sighting in list(self._sightings.values()):
            if sighting.times < 2 and sighting.call.operation.method in SAFE:
                session.item = sighting.item
                yield from session.send(sighting.call)
        yield from self.rest()

    def rest(self) -> Program[None]:
        """Tell what the checks found, and send nothing more."""
        for sighting in self._sightings.values():
            confidence = "confirmed" if sighting.times > 1 else "suspected"
            yield from self.tell(msgspec.structs.replace(sighting.finding, confidence=confidence), sighting.item)

    def _seen(self, call: Call, exchange: Exchange) -> Seen | None:
        response = exchange.response
        if response is None or call.method:
            return None
        match = self._target.routes.find(exchange.request.method, exchange.request.url)
        if not isinstance(match, Match):
            return None
        return Seen(
            exchange=exchange,
            response=response,
            match=match,
            identity=call.identity,
            contract=self._target.contract,
            validators=self._target.validators,
            honest=call.honest,
        )

    def _note(self, finding: Finding, call: Call, exchange: Exchange, item: ItemRef) -> None:
        known = self._sightings.get(finding.fingerprint)
        if known is None:
            shown = msgspec.structs.replace(finding, curl=self._curl(exchange))
            self._sightings[finding.fingerprint] = Sighting(finding=shown, call=call, item=item)
            return
        known.times += 1
        if len(known.finding.exchanges) < MOST_EXCHANGES:
            exchanges = (*known.finding.exchanges, *finding.exchanges)
            known.finding = msgspec.structs.replace(known.finding, exchanges=exchanges)
