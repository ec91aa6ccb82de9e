"""A log-in refuses a wrong password, and a token that the contract lets be used once a second use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assay.contract.kinds import properties
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Contract, Operation
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.bodies import media_of
from assay.probes.pointer import joined, put
from assay.probes.probe import Probe
from assay.probes.providing import Draft, succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

PASSWORDS = frozenset({"password", "passwd", "passphrase", "pin"})
_IN = frozenset({"login", "signin", "logon", "session", "sessions", "token", "tokens", "authenticate"})
_OTHER = frozenset({"register", "registration", "signup", "reset", "forgot", "change", "activate", "invite", "users"})
PASSWORD = Rule(
    name="accepts-wrong-password",
    title="A log-in takes a wrong password",
    law="A log-in refuses every password but the right one",
    severity="critical",
    basis="effect",
    assumes="What takes a password from anybody and is called login, session or token is a log-in. A registration "
    "takes any password, and is none.",
)


TOKEN = Rule(
    name="token-reused",
    title="A token that works once works twice",
    law="What the contract lets be used once is refused the second time",
    severity="high",
    basis="declared",
    assumes="A public operation takes a token, and its description says that one works once or is for single use.",
)
_ONCE = re.compile(
    r"\btokens? (?:is|works|can be used|may be used|is valid) (?:only )?once\b|\bsingle[- ]use\b", re.IGNORECASE
)


def cases(target: Target) -> Iterator[Case]:
    """Each log-in with a password, and each trade of a token that works once."""
    yield from _trades(target)
    for operation in target.operations:
        field = _password(operation, target.contract)
        if field and _is_log_in(operation) and target.public(operation):
            yield Case(
                probe=PROBE.name,
                rule=PASSWORD.name,
                operation=operation.name,
                what="a wrong password",
                where=joined(field),
                weight=90,
                writes=True,
                sends=3,
                tags=operation.tags,
            )


def _trades(target: Target) -> Iterator[Case]:
    for operation in target.operations:
        media = media_of(operation)
        fields = properties(media.schema, target.contract.definitions) if media else {}
        takes = operation.method == "POST" and any("token" in words_of(name) for name in fields)
        if takes and target.public(operation) and _ONCE.search(operation.description):
            yield Case(
                probe=PROBE.name,
                rule=TOKEN.name,
                operation=operation.name,
                what="a token a second time",
                weight=80,
                writes=True,
                sends=2,
                tags=operation.tags,
            )


def _is_log_in(operation: Operation) -> bool:
    """Whether its path or name says so: a registration takes any password, and rightly."""
    words = words_of(operation.path) + words_of(operation.id)
    joined_words = {*words, *("".join(pair) for pair in pairwise(words))}
    return operation.method == "POST" and bool(joined_words & _IN) and not joined_words & _OTHER


def _password(operation: Operation, contract: Contract) -> str:
    media = media_of(operation)
    fields = properties(media.schema, contract.definitions) if media else {}
    return next((name for name in fields if name.lower() in PASSWORDS), "")


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """The right password is let in and told so, and another one is let in alike; or a token is taken twice."""
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None or not isinstance(draft.call.body, dict):
        return ()
    if case.rule == TOKEN.name:
        return (yield from _reused(case, session, draft))
    right = yield from session.send(draft.call)
    call = draft.call.with_(body=put(draft.call.body, case.where, f"{session.token()}-Wrong1!"))
    wrong = yield from session.send(call)
    spent(session, draft, wrong, call)
    if not succeeded(right) or not succeeded(wrong) or right.response is None or wrong.response is None:
        return ()
    if right.response.status != wrong.response.status or not right.response.body:
        return ()
    message = f"Expected a wrong password to be refused; the log-in answered {wrong.response.status}."
    return (session.finding(PASSWORD, case, message, (right, wrong)),)


def _reused(case: Case, session: Session, draft: Draft) -> Program[tuple[Finding, ...]]:
    first = yield from session.send(draft.call)
    if not succeeded(first):
        return ()
    second = yield from session.send(draft.call.with_())
    if not succeeded(second):
        return ()
    sentence = next(one for one in _sentences(session, case) if _ONCE.search(one))
    message = f'Expected the second use of a token to be refused; it succeeded. The contract says: "{sentence}"'
    return (session.finding(TOKEN, case, message, (first, second)),)


def _sentences(session: Session, case: Case) -> list[str]:
    text = " ".join(session.target.operation(case.operation).description.split())
    return re.split(r"(?<=[.!?])\s+", text)


PROBE = Probe(name="logins", rules=(PASSWORD, TOKEN), cases=cases, run=run)
