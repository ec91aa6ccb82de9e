"""What the page's list knows of each turn: enough to show, sort, filter and search it without opening it."""

from __future__ import annotations

from typing import Any

from assay.model.exchange import Answered, Unanswered
from assay.report.clean import cut, line
from assay.report.turns import Turn

LONGEST = 300
"""Characters of each text in the list; the details have more."""


def row_of(turn: Turn, began: float) -> list[Any]:
    """The columns in the order in which report.js names them; `began` is when the run did, in epoch seconds."""
    exchange = turn.exchange
    status, said, size, milliseconds = _outcome(turn)
    return [
        _short(turn.item.name),
        [_short(folder) for folder in turn.item.path[:20]],
        _short(exchange.request.method) if exchange else "",
        _short(exchange.request.url) if exchange else "",
        status,
        said,
        milliseconds,
        size,
        turn.cursor.iteration,
        _short(turn.row_name),
        len(turn.asserted),
        len(turn.failed),
        turn.main.attempt if turn.main else 1,
        round((turn.began - began) * 1000),
        _found_by(turn),
    ]


def _outcome(turn: Turn) -> tuple[int, str, int, float]:
    """Status, what is said beside it, bytes of the answer, milliseconds; 0 for no answer, -1 where nothing was sent."""
    exchange = turn.exchange
    if exchange is None:
        return -1, "skipped" if turn.skipped else "not sent", 0, 0
    milliseconds = round(exchange.timings.total, 1)
    match exchange.outcome:
        case Answered(response=response):
            return response.status, _short(response.reason), response.sizes.body or len(response.body), milliseconds
        case Unanswered(code=code):
            return 0, _short(code), 0, milliseconds


def _found_by(turn: Turn) -> str:
    """What a search should find beside the names: the assertions, and what failed ones say."""
    failed = [f"{event.name} {event.error.message}" for event in turn.asserted if event.error]
    raised = [f"{event.error.name} {event.error.message}" for event in turn.raised]
    passed = [event.name for event in turn.asserted[:50] if event.passed]
    return line(" ".join((*failed[:20], *raised[:20], *passed))[:LONGEST])


def _short(text: str) -> str:
    return line(cut(text, LONGEST))
