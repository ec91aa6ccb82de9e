"""What a creation sent and its answer told is what the next reads show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.model.case import Case
from assay.model.command import Program
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.objects import Made
from assay.probes.pointer import joined
from assay.probes.probe import Probe
from assay.probes.providing import content_of
from assay.probes.session import Session
from assay.probes.state.making import begun
from assay.probes.state.things import is_cached, is_gone, itself, moves_alone, resource_at, settled, shown, status_of
from assay.probes.state.values import alike, is_default
from assay.probes.target import Target

UNLIKE = Rule(
    name="created-unlike-sent",
    title="What was made is another thing than its answer told",
    law="What a creation sent and its answer told is what the next reads show",
    severity="high",
    basis="effect",
    assumes="A server may keep a value otherwise than it was sent, and says so in its answer; or answer with what it "
    "will be, 202. It is claimed only where sent and answered are the same and the reads of a second show another, or "
    "where nothing is to be read at all.",
)


def cases(target: Target) -> Iterator[Case]:
    """Each creation of what can be read."""
    for resource in target.resources.all:
        operation = resource.create
        if operation is not None and resource.read is not None and operation.body is not None:
            yield Case(
                probe=PROBE.name,
                rule=UNLIKE.name,
                operation=operation.name,
                what="what is sent is read afterwards",
                sends=2,
                weight=77,
                writes=True,
                tags=operation.tags,
                data=resource.item,
            )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Make a thing, and read it as whoever made it."""
    operation = session.target.operation(case.operation)
    able = session.able(operation.name)
    begin = (yield from begun(session, operation, able[0])) if able else None
    if begin is None or not isinstance(begin.call.body, dict):
        return ()
    call, made, exchange = begin.call, begin.made, begin.exchange
    if made.resource.item != resource_at(session.target, case.data).item or status_of(exchange) == 202:
        return ()
    return (yield from _compared(session, case, made, call.identity, call.body, exchange))


def _compared(
    session: Session, case: Case, made: Made, who: Identity, sent: dict[str, Any], exchange: Exchange
) -> Program[tuple[Finding, ...]]:
    told = itself(content_of(exchange), made)
    same = [name for name, value in sent.items() if name in told and alike(told[name], value)]
    same = [name for name in same if not is_default(told[name], None) and not moves_alone(told[name], name)]

    def other(read: Exchange) -> list[str]:
        now = shown(read, made)
        return [name for name in same if name in now and not alike(now[name], told[name])]

    after = yield from settled(session, made, who, lambda read: bool(shown(read, made)) and not other(read))
    if is_cached(after):
        return ()
    if is_gone(after):
        return _nothing(session, case, made, who, (exchange, after))
    names = other(after)
    if not names:
        return ()
    message = f"Expected the reads to show {', '.join(names[:3])} as sent and answered; they show another value."
    where = joined(names[0]) if len(names) == 1 else ""
    return (session.finding(UNLIKE, case, message, (exchange, after), where=where),)


def _nothing(
    session: Session, case: Case, made: Made, who: Identity, evidence: tuple[Exchange, ...]
) -> tuple[Finding, ...]:
    """A thing that its maker cannot read is claimed only where the maker reads other ones."""
    assert made.resource.read is not None, "only what can be read is compared"
    if who not in session.able(made.resource.read.name):
        return ()
    message = f"Expected the {made.resource.name} to be there, since its answer was a success; its read is "
    return (session.finding(UNLIKE, case, f"{message}{status_of(evidence[1])}.", evidence),)


PROBE = Probe(name="creations", rules=(UNLIKE,), cases=cases, run=run)
