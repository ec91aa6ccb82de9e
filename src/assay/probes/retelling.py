"""Findings told again with the smallest request that still shows them, once all cases are carried out.

The case that showed a finding is run with less in the requests of its operation; what a check saw is sent again. Only
what the same judge finds again, under the same fingerprint, is told in the place of the first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from assay.model.command import Program
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.causes import cause_of
from assay.probes.learning import ends_the_caller
from assay.probes.providing import Draft, noted
from assay.probes.reducing import MOST, MOST_SENDS, Trim, places, smallest, trimmed
from assay.probes.session import Session
from assay.probes.watching import SAFE, Basis, Sighting, Watching

DEAREST = MOST_SENDS // 2
"""Requests of a case from which on it is left as it is: what takes so many is about a state, not about a request."""
HasRoom = Callable[[int], bool]
"""Whether so many requests may be sent still."""


def reduce_all(watching: Watching, session: Session, has_room: HasRoom) -> Program[None]:
    """Make smaller what was told, the worst first, as far as there is room for it."""
    spent = 0
    for own, finding in sorted(watching.told.items(), key=lambda pair: _rank(pair[1])):
        left = min(MOST_SENDS, MOST - spent)
        if left <= 0 or not has_room(left):
            return
        before = session.sent.total()
        try:
            smaller = yield from _Smaller(watching, session, finding, before + left).found()
        except Exception as problem:  # noqa: BLE001 - a mistake in one probe must not cost what was found
            session.note_failure(finding.fingerprint, f"making {finding.fingerprint} smaller", problem)
            smaller = None
        finally:
            session.trim = None
        spent += session.sent.total() - before
        if smaller is not None:
            yield from watching.tell_again(own, smaller)


def _rank(finding: Finding) -> tuple[bool, int]:
    return not finding.gates, ("critical", "high", "medium", "low", "info").index(finding.severity)


class _Smaller:
    """One finding, made smaller with requests up to a count."""

    def __init__(self, watching: Watching, session: Session, finding: Finding, until: int) -> None:
        self._watching = watching
        self._session = session
        self._finding = finding
        self._until = until
        self._last: Finding | None = None

    def found(self) -> Program[Finding | None]:
        """The finding with less in its request; None where nothing can be left out."""
        basis = self._watching.bases.get(self._finding.own)
        sighting = self._watching.sighting(self._finding)
        if self._finding.confidence != "confirmed":
            return None
        if basis is not None and self._may_repeat(basis.call) and basis.sends <= DEAREST:
            repeat = self._watching.repeats[basis.case.id]
            trim = places(basis.call, self._session.target.contract, self._finding.where)
            gone = yield from smallest(
                trim, partial(self._case_shows, basis, repeat), partial(self._is_over, basis.sends)
            )
        elif sighting is not None and self._may_repeat(sighting.call):
            self._session.item = sighting.item
            if not (yield from self._stands(sighting)):
                return None
            trim = places(sighting.call, self._session.target.contract)
            gone = yield from smallest(trim, partial(self._sighting_shows, sighting), partial(self._is_over, 1))
        else:
            return None
        return self._told_with(gone)

    def _told_with(self, gone: Trim) -> Finding | None:
        if not gone or self._last is None:
            return None
        return msgspec.structs.replace(self._finding, curl=self._last.curl, exchanges=self._last.exchanges)

    def _may_repeat(self, call: Call) -> bool:
        return not ends_the_caller(call.operation) and not (self._session.safe and call.operation.method not in SAFE)

    def _is_over(self, sends: int) -> bool:
        return self._session.sent.total() + sends > self._until

    def _case_shows(
        self, basis: Basis, repeat: Callable[[], Program[tuple[Finding, ...]]], trim: Trim
    ) -> Program[bool]:
        operation = basis.call.operation
        self._session.item = msgspec.structs.replace(self._session.item, id=basis.case.id, name=basis.case.what)
        self._session.trim = lambda call: trimmed(call, operation, trim)
        found = yield from repeat()
        self._session.trim = None
        same = next((one for one in found if one.fingerprint == self._finding.own), None)
        self._last = same or self._last
        return same is not None

    def _stands(self, sighting: Sighting) -> Program[bool]:
        """Whether the request shows it as it was; of one that changes nothing that is known."""
        return sighting.call.operation.method in SAFE or (yield from self._sighting_shows(sighting, ()))

    def _sighting_shows(self, sighting: Sighting, trim: Trim) -> Program[bool]:
        call = trimmed(sighting.call, sighting.call.operation, trim)
        exchange = yield from self._session.send(call)
        if self._session.target.resources.made_by(call.operation) is not None:
            noted(self._session, Draft(call=call), exchange)  # so that it is removed, should it have been made
        same = exchange.id in sighting.seen and cause_of(sighting.finding, exchange) == sighting.cause
        if same:
            shown = self._session.curl(exchange)
            self._last = msgspec.structs.replace(self._finding, curl=shown, exchanges=(exchange.id,))
        return same
