"""Turns the failures of a run into findings: one for each thing to be mended, however often it was met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.event import Exchanged
from assay.model.exchange import Answered
from assay.model.finding import Confidence, Finding, Severity
from assay.report.clean import cut, line
from assay.report.curl import curl
from assay.report.failures import Failure, failures
from assay.report.operation import operation_of
from assay.report.turns import Turn

MOST = 10_000
"""Findings that are kept apart; the rest is counted as left out."""
MOST_EXCHANGES = 20
"""Exchanges that a finding names."""
LONGEST = 1000
REMEMBERED = 100_000
"""Assertions that are known to have passed at least once."""


class Findings:
    """Findings as turns come in. What fails each time, twice or more, is confirmed; what passed once is not."""

    def __init__(self, suite_name: str, items: dict[str, dict[str, Any]]) -> None:
        self._suite_name = suite_name
        self._items = items
        self._found: dict[str, Finding] = {}
        self._times: dict[str, int] = {}
        self._passed: set[tuple[str, str]] = set()
        self._places: dict[str, tuple[str, str]] = {}
        self.left_out = 0

    def __len__(self) -> int:
        return len(self._found)

    def add(self, turn: Turn) -> None:
        """Take in one turn."""
        self._note_passed(turn)
        for failure in failures(turn):
            self._add(self._finding(failure, turn), (turn.item.id, failure.title or failure.kind))

    def all(self) -> Iterator[Finding]:
        """Every finding in the order in which it was first met."""
        for fingerprint, finding in self._found.items():
            confirmed = finding.confidence == "confirmed" or (
                self._times[fingerprint] > 1 and self._places[fingerprint] not in self._passed
            )
            yield msgspec.structs.replace(finding, confidence="confirmed") if confirmed else finding

    def _note_passed(self, turn: Turn) -> None:
        if len(self._passed) >= REMEMBERED:
            return
        self._passed.update((turn.item.id, event.name) for event in turn.asserted if event.passed)
        if turn.exchange is not None and isinstance(turn.exchange.outcome, Answered):
            self._passed.add((turn.item.id, "request"))
        if turn.scripts and not turn.raised:
            self._passed.add((turn.item.id, "script"))

    def _add(self, finding: Finding, place: tuple[str, str]) -> None:
        fingerprint = finding.fingerprint
        known = self._found.get(fingerprint)
        if known is None:
            if len(self._found) >= MOST:
                self.left_out += 1
                return
            self._found[fingerprint], self._times[fingerprint], self._places[fingerprint] = finding, 1, place
            return
        self._times[fingerprint] += 1
        if len(known.exchanges) < MOST_EXCHANGES:
            joined = tuple(dict.fromkeys((*known.exchanges, *finding.exchanges)))
            self._found[fingerprint] = msgspec.structs.replace(known, exchanges=joined)

    def _finding(self, failure: Failure, turn: Turn) -> Finding:
        place = (*turn.item.path, turn.item.name, failure.title or failure.at)
        exchange = failure.exchange
        return Finding(
            rule={"assertion": "assertion", "script": "script-error", "request": "unanswered"}[failure.kind],
            title=_short(_title(failure)),
            severity=_severity(failure),
            confidence=_confidence(failure, turn),
            basis="declared" if failure.kind == "assertion" else "effect",
            operation=_short(operation_of(self._items.get(turn.item.id), exchange)),
            where=_short(" / ".join(place)),
            message=_short(failure.message),
            cause="" if failure.kind == "assertion" else _short(failure.name),
            curl=curl(exchange) if exchange is not None else "",
            exchanges=(exchange.id,) if exchange is not None else (),
            test=_short(" / ".join((self._suite_name, *place))),
        )


def _short(text: str) -> str:
    return cut(line(text), LONGEST)


def _title(failure: Failure) -> str:
    if failure.kind == "assertion":
        return failure.title
    return f"{failure.name} in a script" if failure.kind == "script" else "No answer"


def _severity(failure: Failure) -> Severity:
    if failure.kind == "request":
        return "high"
    response = failure.exchange.response if failure.exchange else None
    return "high" if response is not None and response.status >= 500 else "medium"


def _confidence(failure: Failure, turn: Turn) -> Confidence:
    """A request that was sent again and never answered is confirmed by itself."""
    ids = {event.exchange.id for event in turn.exchanges if isinstance(event, Exchanged) and event.attempt > 1}
    sent_again = failure.kind == "request" and failure.exchange is not None and failure.exchange.id in ids
    return "confirmed" if sent_again else "suspected"
