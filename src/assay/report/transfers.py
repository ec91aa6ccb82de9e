"""What `assay curl` sent, for the JSON report: each transfer with curl's own exit number and what was explained."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.report.turns import Turn

FAILED = 22
"""curl's number for that."""
MOST = 10_000
"""Transfers that are listed; the log has them all."""


class Transfers:
    """Gathered turn by turn."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []
        self.left_out = 0
        self.refused = False
        """Whether an answer was 400 or more where -f says that this is a failure."""

    def add(self, turn: Turn) -> None:
        """Take in one turn, if it was a transfer sent by hand."""
        if turn.explored is None:
            return
        self.refused = self.refused or turn.explored.code == FAILED
        if len(self.shown) >= MOST:
            self.left_out += 1
            return
        self.shown.append(_shown(turn))


def _shown(turn: Turn) -> dict[str, Any]:
    explored = turn.explored
    assert explored is not None
    exchange = turn.exchange
    response = exchange.response if exchange else None
    return {
        "method": exchange.request.method if exchange else explored.transfer.method,
        "url": exchange.request.url if exchange else explored.transfer.url,
        "status": response.status if response else None,
        "curl": explored.code,
        "error": explored.error,
        "seconds": round(exchange.timings.total / 1000, 6) if exchange else 0,
        "exchanges": list(explored.exchanges),
        "explanations": [_told(one) for one in msgspec.to_builtins(explored.explanations)],
    }


def _told(explanation: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in explanation.items() if value or name in ("rule", "means", "sure")}
