"""What nobody reads by its id, judged by the lists of its owner: parts that a stranger adds or removes."""

from __future__ import annotations

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.probes.objects import Made
from assay.probes.permissions.pairs import Pair
from assay.probes.permissions.rules import ACTION, REMOVAL
from assay.probes.permissions.sharing import holds, listed_by_owner, listed_for, newest_first, tells
from assay.probes.providing import Draft, ready, succeeded
from assay.probes.session import Session

LETTERS = frozenset(
    {"message", "request", "report", "review", "complaint", "application", "invitation", "invite", "feedback",
     "comment", "mail", "letter", "offer", "bid", "event", "notification", "rating", "vote", "payment",
     "donation", "submission"}
)  # fmt: skip
"""What people may add to things of others that they cannot read."""


def call_on(session: Session, operation: Operation, identity: Identity, thing: Made) -> Program[Draft | None]:
    """A call on the thing, made in the way that went through before."""
    variant = session.variants.get(operation.name, 0)
    return (yield from ready(session, operation, identity, variant=variant, thing=thing))


def added(
    session: Session, case: Case, pair: Pair, thing: Made, lists: Operation
) -> Program[tuple[Finding, ...]]:  # fmt: skip
    """A part that a stranger adds to what it may not read: its owner finds it there."""
    draft = yield from call_on(session, session.target.operation(case.operation), pair.writer, thing)
    look = yield from ready(session, lists, pair.owner, thing=thing)
    if draft is None or look is None or not draft.canaries:
        return ()
    attempt = yield from session.send(pair.tried(draft.call))
    if not succeeded(attempt):
        return ()
    for call in newest_first(look.call):
        after = yield from session.send(call)
        if succeeded(after) and holds(after, draft.canaries):
            message = (
                f"Expected nothing to be added by {pair.stranger.name} to what {pair.owner.name} made and "
                f"{pair.stranger.name} may not read; {pair.owner.name} finds it there."
            )
            return (session.finding(ACTION, case, message, (attempt, after)),)
    return ()


def removed_from_list(session: Session, case: Case, pair: Pair, thing: Made) -> Program[tuple[Finding, ...]]:
    """What nobody reads by its id stands in its owner's list, and is not in that of a foreigner, who removes it."""
    if pair.relation != "foreigner" or (yield from listed_for(session, pair, thing)) is not False:
        return ()
    draft = yield from call_on(session, session.target.operation(case.operation), pair.writer, thing)
    before = yield from listed_by_owner(session, pair, thing)
    if draft is None or before is None:
        return ()
    attempt = yield from session.send(pair.tried(draft.call))
    after = yield from session.send(before[0])
    if not succeeded(attempt) or not succeeded(after) or tells(after, thing):
        return ()
    session.gone.add((thing.resource.item, thing.id))
    message = f"Expected what {pair.owner.name} made to stay when {pair.stranger.name} removes it; it left the list."
    return (session.finding(REMOVAL, case, message, (before[1], after, attempt)),)
