"""An update that succeeded is seen in the next reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.pointer import MISSING, joined
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.state.things import Held, is_cached, settled, shown, status_of
from assay.probes.state.updating import Update, all_updates, asked, updated
from assay.probes.state.values import alike
from assay.probes.target import Target

LOST = Rule(
    name="update-lost",
    title="An update is answered with success and is not kept",
    law="What an update sent is what the next reads show (RFC 9110, 9.3.4)",
    severity="high",
    basis="effect",
    assumes="A change is visible to who made it within a second, or is answered 202. A value may be kept in another "
    "spelling. A field that keeps its old value is claimed where the answer told the new one, or where nothing at all "
    "that was sent moved: some APIs ignore the fields that are set only once, and say so by their answer. A free text "
    "that is empty afterwards is neither: nobody means that.",
)


def cases(target: Target) -> Iterator[Case]:
    """Each update of a thing that can be read."""
    for operation, resource in all_updates(target):
        yield Case(
            probe=PROBE.name,
            rule=LOST.name,
            operation=operation.name,
            what="what is sent is read afterwards",
            sends=5,
            weight=82,
            writes=True,
            tags=operation.tags,
            data=resource.item,
        )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """As an update is asked."""
    return (yield from asked(session, case, _lost))


def _lost(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    update = yield from updated(session, operation, held)
    if update is None or status_of(update.exchange) == 202:
        return ()

    def old(exchange: Exchange) -> list[str]:
        after = shown(exchange, held.thing)
        kept = [one for one in update.fields if one.name in after and after[one.name] == update.before[one.name]]
        return [one.name for one in kept]

    after = yield from settled(session, held.thing, held.who, lambda exchange: not old(exchange))
    if is_cached(after):
        return ()
    gone = _gone(update, shown(after, held.thing))
    if gone:
        message = f"Expected the next reads to show the new {gone[0]}; neither it nor the old one is there."
        return (session.finding(LOST, case, message, (update.exchange, after), where=joined(gone[0])),)
    lost = old(after)
    if not lost:
        return ()
    told = shown(update.exchange, held.thing)
    answered = [one.name for one in update.fields if one.name in lost and alike(told.get(one.name, MISSING), one.new)]
    if not answered and len(lost) < len(update.fields):
        return ()
    names = answered or lost
    where = joined(names[0]) if len(names) == 1 else ""
    message = _lost_message(", ".join(names[:3]), bool(answered))
    return (session.finding(LOST, case, message, (update.exchange, after), where=where),)


def _gone(update: Update, after: dict[str, Any]) -> list[str]:
    """Free texts that had a value and were sent another one, and are empty now."""
    texts = [one for one in update.fields if isinstance(one.new, str) and not {"enum", "format"} & one.schema.keys()]
    return [one.name for one in texts if update.before.get(one.name) and after.get(one.name, MISSING) in (None, "")]


def _lost_message(names: str, answered: bool) -> str:
    said = "the answer told it" if answered else "the answer was a success"
    return f"Expected the next reads to show the new {names}: {said}, and the old is still there a second later."


PROBE = Probe(name="updates", rules=(LOST,), cases=cases, run=run)
