"""What a log-out and a new password end for good: the token that renews a session, and the password before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.contract.kinds import properties
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Contract, Operation
from assay.model.finding import Basis, Finding
from assay.model.identity import NOBODY, Identity
from assay.model.rule import Rule
from assay.probes.bodies import media_of
from assay.probes.call import Call
from assay.probes.log_ins import log_ins, password_of
from assay.probes.permissions.entering import credentials_of, entered
from assay.probes.permissions.sessions import ENDS, is_log_out, new_account, own_log_in
from assay.probes.pointer import joined
from assay.probes.probe import Probe
from assay.probes.providing import content_of, ready, succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.state.prose import quoted, says
from assay.probes.state.things import status_of
from assay.probes.target import Target

RENEWED = Rule(
    name="ended-session-renewed",
    title="A session is renewed after its log-out",
    law="The token that renews a session ends with it (RFC 9700, 4.14.2)",
    severity="high",
    basis="declared",
    assumes="A log-in gives a refresh token that another operation takes: one of another session is taken just before. "
    "Where the contract does not say that the log-out ends anything, it is only inferred.",
)
OLD = Rule(
    name="old-password-accepted",
    title="The old password lets in after a change",
    law="A log-in refuses the password that was changed (OWASP API2:2023)",
    severity="critical",
    basis="effect",
    assumes="What takes the old and the new password changes it: the new one is let in afterwards.",
)


def cases(target: Target) -> Iterator[Case]:
    """Each log-in with each way to renew and to leave, and with each change of a password."""
    for entrance, _ in log_ins(target):
        for operation in target.operations:
            if renewing(operation, target.contract):
                for out in filter(is_log_out, target.operations):
                    yield _case(RENEWED, operation, (entrance.name, out.name), "a session that was left", 6)
            if all(changing(operation, target.contract)):
                yield _case(OLD, operation, (entrance.name, ""), "the old password after a change", 7)


def _case(rule: Rule, operation: Operation, data: tuple[str, str], what: str, sends: int) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=f"{what} ({' and '.join(filter(None, data))})",
        sends=sends,
        weight=70,
        writes=True,
        tags=operation.tags,
        data=data,
    )


def renewing(operation: Operation, contract: Contract) -> str:
    """The field of a body that takes a refresh token; empty where none does, or the operation is a log-out."""
    if operation.method != "POST" or is_log_out(operation):
        return ""
    return next((name for name in _fields(operation, contract) if words_of(name)[-2:] == ["refresh", "token"]), "")


def changing(operation: Operation, contract: Contract) -> tuple[str, str]:
    """The fields of the old and of the new password; empty where there are not both."""
    named = [one for one in _fields(operation, contract) if {"password", "passwd"} & set(words_of(one))]
    old = next((one for one in named if {"old", "current", "previous", "existing"} & set(words_of(one))), "")
    new = next((one for one in named if "new" in words_of(one)), "")
    return old, new or next((one for one in named if one != old and old), "")


def _fields(operation: Operation, contract: Contract) -> tuple[str, ...]:
    media = media_of(operation)
    return tuple(properties(media.schema, contract.definitions)) if media is not None else ()


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """With a log-in that is known to be good."""
    entrance = yield from standing(session, session.target.operation(case.data[0]))
    if entrance is None or not isinstance(entrance.call.body, dict):
        return ()
    ask = _renewed if case.rule == RENEWED.name else _old
    return (yield from ask(session, case, entrance.call))


def _renewed(session: Session, case: Case, entrance: Call) -> Program[tuple[Finding, ...]]:
    """A session that goes on is renewed, then one that was left."""
    out = session.target.operation(case.data[1])
    control = yield from _renewal(session, case, entrance)
    if control is None or not succeeded((yield from session.send(control[0]))):
        return ()
    call, token, who = (yield from _renewal(session, case, entrance)) or (None, "", None)
    leaving = (yield from ready(session, out, who)) if who is not None else None
    if call is None or leaving is None:
        return ()
    left = yield from session.send(_leaving(leaving.call, token))
    if not succeeded(left):
        return ()
    renewed = yield from session.send(call)
    if not succeeded(renewed):
        return ()
    said = says(out, *ENDS)
    basis: Basis = "declared" if said else "inferred"
    message = f"Expected the refresh token to end with {out.name}; it is taken with {status_of(renewed)} afterwards."
    return (session.finding(RENEWED, case, quoted(message, said), (left, renewed), basis=basis),)


def _renewal(session: Session, case: Case, entrance: Call) -> Program[tuple[Call, str, Identity] | None]:
    """A new session: what renews it, unsent, its refresh token, and who is in. None where the log-in gives none."""
    operation = session.target.operation(case.operation)
    inside = yield from session.send(entrance.with_())
    who, token = credentials_of(inside), refresh_in(content_of(inside))
    draft = (yield from ready(session, operation, who)) if who is not None and token and succeeded(inside) else None
    if draft is None or who is None or not isinstance(draft.call.body, dict):
        return None
    field = renewing(operation, session.target.contract)
    caller = NOBODY if session.target.public(operation) else who
    return draft.call.as_(caller).with_(body={**draft.call.body, field: token}), token, who


def _leaving(call: Call, token: str) -> Call:
    """The log-out, with the refresh token where it wants that."""
    if not isinstance(call.body, dict):
        return call.with_()
    return call.with_(body={name: token if "token" in name.lower() else one for name, one in call.body.items()})


def refresh_in(content: Any, depth: int = 2) -> str:
    """The refresh token in an answer; empty where it holds none."""
    if not isinstance(content, dict):
        return ""
    own = (one for name, one in content.items() if words_of(name)[-2:] == ["refresh", "token"] and isinstance(one, str))
    inner = (refresh_in(one, depth - 1) for one in content.values() if depth)
    return next((one for one in (*own, *inner) if one), "")


def _old(session: Session, case: Case, entrance: Call) -> Program[tuple[Finding, ...]]:
    """On an account that is made for this: its password is changed, the new one is shown, then the old one."""
    contract, operation = session.target.contract, session.target.operation(case.operation)
    for resource in session.target.resources.all:
        if resource.create is None or not password_of(resource.create, contract):
            continue
        actor = next(iter(session.able(resource.create.name)), None)
        made = (yield from new_account(session, resource, actor)) if actor is not None else None
        call = own_log_in(session, entrance, made) if made is not None else None
        who = (yield from entered(session, call)) if call is not None else None
        draft = (yield from ready(session, operation, who, thing=made)) if who is not None else None
        if call is None or draft is None or not isinstance(draft.call.body, dict):
            continue
        key = password_of(entrance.operation, contract)
        old, new = changing(operation, contract)
        before, after = call.body[key], f"{call.body[key]}-Qz9!"
        again = [one for one in draft.call.body if "password" in words_of(one) and one != old]
        body = {**draft.call.body, **dict.fromkeys(again, after), old: before, new: after}
        changed = yield from session.send(draft.call.with_(body=body))
        let_in = (yield from session.send(call.with_(body={**call.body, key: after}))) if succeeded(changed) else None
        if let_in is None or not succeeded(let_in):
            return ()
        still = yield from session.send(call)
        if not succeeded(still):
            return ()
        message = f"Expected the old password to be refused after {operation.name}; the answer is {status_of(still)}."
        return (session.finding(OLD, case, message, (changed, let_in, still), where=joined(new)),)
    return ()


PROBE = Probe(name="renewals", rules=(RENEWED, OLD), cases=cases, run=run)
