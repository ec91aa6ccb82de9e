"""A session that was ended, and an account that was disabled or removed, are let in no more."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Basis, Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.log_ins import log_ins, name_in, password_of
from assay.probes.objects import Made
from assay.probes.permissions.entering import entered, reader_for
from assay.probes.probe import Probe
from assay.probes.providing import ready, succeeded
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.state.making import begun
from assay.probes.state.prose import quoted, says
from assay.probes.state.things import is_gone, itself, read, status_of
from assay.probes.target import Target

ENDED = Rule(
    name="ended-session-accepted",
    title="A session goes on after its log-out",
    law="Credentials that a log-out ended are refused (OWASP API2:2023)",
    severity="high",
    basis="declared",
    assumes="A log-in of the contract gives a bearer token or a cookie, and a log-out takes it. Where the contract "
    "does not say that the log-out ends anything, tokens may live on until they expire: that is only inferred.",
)
ACCOUNT = Rule(
    name="ended-account-accepted",
    title="An account that was disabled or removed is let in",
    law="Who was disabled, blocked or removed logs in no more, and their sessions end where the contract says so",
    severity="critical",
    basis="effect",
    assumes="What is made with a password and the name that a log-in wants is an account. The log-in lets a new one in "
    "before it is disabled or removed. A session that goes on is only inferred, unless the contract ends it in words.",
)
LOCKS = frozenset({"disable", "deactivate", "suspend", "block", "ban", "lock", "freeze"})
_OUT = frozenset({"logout", "signout", "logoff"})
ENDS = (
    r"\bafterwards?\b.{0,80}\b(?:401|refused|rejected|invalid)\b",
    r"\b(?:ends?|closes?|invalidates?|revokes?|terminates?|destroys?|deletes?)\b.{0,40}\b(?:sessions?|tokens?)\b",
    r"\b(?:sessions?|tokens?)\b.{0,40}\b(?:is|are) (?:ended|closed|invalidated|revoked|terminated|refused)\b",
)


def cases(target: Target) -> Iterator[Case]:
    """Each log-in with each log-out, and with each way in which an account ends."""
    for entrance, _ in log_ins(target):
        for operation in target.operations:
            if is_log_out(operation):
                yield _case(ENDED, operation, entrance, "the session goes on", 6, "")
        for resource in target.resources.all:
            if resource.create is None or not password_of(resource.create, target.contract):
                continue
            for operation in _ends(target, resource):
                yield _case(ACCOUNT, operation, entrance, "the account logs in again", 9, "log-in")
                yield _case(ACCOUNT, operation, entrance, "its session goes on", 9, "session")


def is_log_out(operation: Operation) -> bool:
    words = words_of(operation.path.rstrip("/").rpartition("/")[2])
    if operation.method in ("POST", "DELETE") and "".join(words) in _OUT:
        return True
    return operation.method == "DELETE" and words[-1:] in (["session"], ["token"], ["login"])


def _ends(target: Target, resource: Resource) -> Iterator[Operation]:
    for operation in target.resources.all_below(resource):
        if operation.method in ("POST", "PUT") and LOCKS & set(words_of(operation.path.rpartition("/")[2])):
            yield operation
    if resource.remove is not None:
        yield resource.remove


def _case(rule: Rule, operation: Operation, entrance: Operation, what: str, sends: int, where: str) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=f"{what} ({entrance.name})",
        where=where,
        sends=sends,
        weight=83,
        writes=True,
        tags=operation.tags,
        data=entrance.name,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Log in anew, end that, and try again."""
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, session.target.operation(case.data))
    if draft is None or not isinstance(draft.call.body, dict):
        return ()
    if case.rule == ACCOUNT.name:
        return (yield from _account(session, case, operation, draft.call))
    return (yield from _ended(session, case, operation, draft.call))


def _ended(session: Session, case: Case, operation: Operation, entrance: Call) -> Program[tuple[Finding, ...]]:
    who = yield from entered(session, entrance)
    reader = (yield from reader_for(session, who)) if who is not None else None
    leaving = (yield from ready(session, operation, who)) if who is not None and reader is not None else None
    if leaving is None or reader is None:
        return ()
    left = yield from session.send(leaving.call.with_())
    if not succeeded(left):
        return ()
    again = yield from session.send(reader)
    if not succeeded(again):
        return ()
    said = says(operation, *ENDS)
    message = f"Expected what the log-in gave to be refused after the log-out; {reader.operation.name} still answers "
    basis: Basis = "declared" if said else "inferred"
    return (session.finding(ENDED, case, quoted(f"{message}{status_of(again)}.", said), (left, again), basis=basis),)


def _account(session: Session, case: Case, operation: Operation, entrance: Call) -> Program[tuple[Finding, ...]]:
    """On an account that is made for this, and known by a password of ours."""
    resource = session.target.resources.of(operation)
    actor = next(iter(session.able(operation.name)), None)
    if resource is None or actor is None:
        return ()
    made = yield from new_account(session, resource, actor)
    call = own_log_in(session, entrance, made) if made is not None else None
    who = (yield from entered(session, call)) if call is not None else None
    if made is None or call is None or who is None:
        return ()
    reader = (yield from reader_for(session, who)) if case.where == "session" else None
    ended = yield from _ending(session, operation, actor, made)
    if ended is None:
        return ()
    if case.where == "session":
        return (yield from _goes_on(session, case, operation, reader, ended))
    again = yield from session.send(call)
    if not succeeded(again):
        return ()
    message = f"Expected the log-in to refuse an account after {operation.name}; the answer is {status_of(again)}."
    return (session.finding(ACCOUNT, case, message, (ended, again)),)


def _goes_on(
    session: Session, case: Case, operation: Operation, reader: Call | None, ended: Exchange
) -> Program[tuple[Finding, ...]]:
    again = (yield from session.send(reader)) if reader is not None else None
    if again is None or reader is None or not succeeded(again):
        return ()
    said = says(operation, *ENDS)
    message = f"Expected the session of an account to end with {operation.name}; {reader.operation.name} still answers "
    basis: Basis = "declared" if said else "inferred"
    evidence = (ended, again)
    return (session.finding(ACCOUNT, case, quoted(f"{message}{status_of(again)}.", said), evidence, basis=basis),)


def new_account(session: Session, resource: Resource, actor: Identity) -> Program[Made | None]:
    """A new account, made by whoever is to end it, or by another one of the same tenant."""
    create = resource.create
    makers = session.able(create.name) if create is not None else ()
    for maker in sorted(makers, key=lambda one: one != actor):
        if create is not None and maker.tenant == actor.tenant:
            begin = yield from begun(session, create, maker)
            return begin.made if begin is not None and isinstance(begin.made.sent, dict) else None
    return None


def own_log_in(session: Session, entrance: Call, made: Made) -> Call | None:
    """The log-in with the name and the password of a new account; None where it is not known by them."""
    name, password = name_in(entrance.body), password_of(entrance.operation, session.target.contract)
    told = {**itself(made.content, made), **made.sent}
    if not isinstance(told.get(name), str) or password not in made.sent:
        return None
    return entrance.with_(body={**entrance.body, name: told[name], password: made.sent[password]})


def _ending(session: Session, operation: Operation, actor: Identity, made: Made) -> Program[Exchange | None]:
    """The action that ends an account, done; None where it was refused, only began, or left the account there."""
    draft = yield from ready(session, operation, actor, thing=made)
    if draft is None:
        return None
    ended = yield from session.send(draft.call.with_())
    if not succeeded(ended) or status_of(ended) == 202:
        return None
    if operation is made.resource.remove and made.resource.read is not None:
        if not is_gone((yield from read(session, made, actor))):
            return None
        session.gone.add((made.resource.item, made.id))
    return ended


PROBE = Probe(name="sessions", rules=(ENDED, ACCOUNT), cases=cases, run=run)
