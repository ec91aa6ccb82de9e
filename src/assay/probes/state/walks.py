"""Jobs looked at until they end: the states that they go through, and what they tell."""

from __future__ import annotations

from typing import Any

from assay.model.command import Program, Sleep
from assay.model.exchange import Exchange
from assay.model.identity import Identity
from assay.probes.objects import Made
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.state.things import read, shown

WAITING = frozenset(
    {
        "accepted",
        "created",
        "enqueued",
        "in_progress",
        "inprogress",
        "new",
        "pending",
        "processing",
        "queued",
        "running",
    }
    | {"scheduled", "started", "submitted", "waiting", "working"}
)
GOOD = frozenset({"complete", "completed", "done", "finished", "ok", "ready", "succeeded", "success", "successful"})
PAUSES = (0.05, 0.05, 0.1, 0.1, 0.2, 0.5, 1.0, 2.0, 2.0, 2.0, 2.0)
"""Seconds between looks at a job: ten in all."""


class Walk:
    """A job looked at until it ends, or ten seconds have passed."""

    def __init__(self, made: Made, fields: tuple[str, ...]) -> None:
        self.made = made
        self.fields = fields
        self.states: list[str] = []
        self.looks: list[dict[str, Any]] = []
        self.last: Exchange | None = None
        self.patient = True
        """Whether the server never asked for more time than we give it."""

    def go(self, session: Session, who: Identity) -> Program[None]:
        for pause in (*PAUSES, None):
            self.last = yield from read(session, self.made, who)
            if not self.take(self.last) or pause is None:
                return
            yield Sleep(seconds=pause)

    def take(self, exchange: Exchange) -> bool:
        """Note what an answer tells of the job; whether it is still going on."""
        told = shown(exchange, self.made)
        state = next((told[name].lower() for name in self.fields if isinstance(told.get(name), str)), "")
        later = exchange.response.header("retry-after") if exchange.response else None
        self.patient = self.patient and (later is None or (later.strip().isdigit() and int(later) <= 2))
        if state and (not self.states or self.states[-1] != state):
            self.states.append(state)
        self.looks.append({name: one for name, one in told.items() if "at" not in words_of(name)})
        return state.replace("-", "_").replace(" ", "_") in WAITING

    @property
    def ended(self) -> str:
        """The state in which it ended; empty where it did not."""
        last = self.states[-1] if self.states else ""
        return "" if last.replace("-", "_").replace(" ", "_") in WAITING else last
