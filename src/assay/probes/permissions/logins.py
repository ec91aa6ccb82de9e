"""A log-in refuses a wrong password as it does an unknown name; a token for one use is refused the second time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.contract.kinds import properties
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Basis, Finding
from assay.model.rule import Rule
from assay.probes.bodies import media_of
from assay.probes.causes import likeness
from assay.probes.log_ins import log_ins, name_in
from assay.probes.pointer import joined, put
from assay.probes.probe import Probe
from assay.probes.providing import Draft, succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.state.prose import quoted, says
from assay.probes.target import Target

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
APART = Rule(
    name="accounts-told-apart",
    title="A log-in tells which accounts there are",
    law="An unknown name and a wrong password get the same answer (CWE-204)",
    severity="medium",
    basis="declared",
    assumes="A log-in takes a name and a password. Many APIs tell on purpose that there is no such account: unless the "
    "contract says that both answers are the same, only another status is inferred from.",
)
_SAME = (
    r"\b(?:unknown|no such|wrong|invalid|incorrect)\b.*\b(?:same|alike|identical|indistinguishable)\b",
    r"\b(?:same|alike|identical)\b.*\b(?:unknown|no such|wrong|invalid|incorrect)\b",
)
_ONCE = re.compile(
    r"\btokens? (?:is|works|can be used|may be used|is valid) (?:only )?once\b|\bsingle[- ]use\b", re.IGNORECASE
)


def cases(target: Target) -> Iterator[Case]:
    """Each log-in with a password, twice, and each trade of a token that works once."""
    yield from _trades(target)
    for operation, field in log_ins(target):
        yield _case(operation, PASSWORD, "a wrong password", joined(field), 90)
        yield _case(operation, APART, "an unknown name beside a wrong password", joined(field), 50)


def _case(operation: Operation, rule: Rule, what: str, where: str, weight: int) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        where=where,
        weight=weight,
        writes=True,
        sends=2 if rule is TOKEN else 3,
        tags=operation.tags,
    )


def _trades(target: Target) -> Iterator[Case]:
    for operation in target.operations:
        media = media_of(operation)
        fields = properties(media.schema, target.contract.definitions) if media else {}
        takes = operation.method == "POST" and any("token" in words_of(name) for name in fields)
        if takes and target.public(operation) and _ONCE.search(operation.description):
            yield _case(operation, TOKEN, "a token a second time", "", 80)


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """The right password is let in and told so, and another one is let in alike; or a token is taken twice."""
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None or not isinstance(draft.call.body, dict):
        return ()
    if case.rule == TOKEN.name:
        return (yield from _reused(case, session, draft))
    if case.rule == APART.name:
        return (yield from _told_apart(case, session, draft))
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


def _told_apart(case: Case, session: Session, draft: Draft) -> Program[tuple[Finding, ...]]:
    """One wrong password only, and a right one behind it, so that nobody is locked out."""
    body, name = draft.call.body, name_in(draft.call.body)
    if not name or f"/{name}" == case.where:
        return ()
    password = f"{session.token()}-Wrong1!"
    unknown = f"{session.token()}@example.com" if "@" in body[name] else session.token()
    wrong = yield from session.send(draft.call.with_(body=put(body, case.where, password)))
    nobody = yield from session.send(draft.call.with_(body={**put(body, case.where, password), name: unknown}))
    right = yield from session.send(draft.call)
    spent(session, draft, right)
    if not succeeded(right) or not refused_by_name(wrong) or not refused_by_name(nobody):
        return ()
    said = says(draft.call.operation, *_SAME)
    apart = _apart(wrong, nobody, (body[name], unknown), whole=bool(said))
    if not apart:
        return ()
    message = f"Expected an unknown name to be answered as a wrong password is; {apart}."
    basis: Basis = "declared" if said else "inferred"
    return (session.finding(APART, case, quoted(message, said), (wrong, nobody), basis=basis, where=joined(name)),)


def refused_by_name(exchange: Exchange) -> bool:
    """Whether the server refused a log-in; one that only asks for patience says nothing."""
    return exchange.response is not None and exchange.response.status in (400, 401, 403, 404, 410, 422)


def _apart(wrong: Exchange, nobody: Exchange, names: tuple[str, str], *, whole: bool) -> str:
    """How two refusals differ: in their status or, where they are to be the `whole` same, in what they say."""
    one, other = wrong.response, nobody.response
    if one is None or other is None:
        return ""
    if one.status != other.status:
        return f"the answers are {other.status} and {one.status}"
    both = zip((one.body, other.body), names, strict=True)
    said = [likeness(body.replace(name.encode(), b"~")) for body, name in both]
    return "the answers say different things" if whole and said[0] != said[1] else ""


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


PROBE = Probe(name="logins", rules=(PASSWORD, TOKEN, APART), cases=cases, run=run)
