"""The same request a second time: one thing for one key, and what is unique only once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from assay.contract.kinds import properties
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation, Parameter
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.bodies import media_of
from assay.probes.call import Call
from assay.probes.objects import Made
from assay.probes.pointer import MISSING, joined
from assay.probes.probe import Probe
from assay.probes.providing import Draft, content_of, ready, succeeded, thing_of
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.state.prose import quoted, says, sentences
from assay.probes.state.things import itself, read, refused
from assay.probes.state.values import changes
from assay.probes.target import Target

_KEY = "The contract names a header for keys of repeated requests (Idempotency-Key or a name like it)."
KEY = Rule(
    name="idempotency-key-ignored",
    title="The same request with the same key makes a second thing",
    law="A request that is sent again with its Idempotency-Key does nothing a second time",
    severity="high",
    basis="declared",
    assumes=f"{_KEY} The second request may be answered as the first, or refused.",
)
SHARED = Rule(
    name="idempotency-key-shared",
    title="A key gives the thing of another caller",
    law="A key is its caller's: another caller with the same key gets nothing of the first one's",
    severity="critical",
    basis="effect",
    assumes=f"{_KEY} Keys may be shared by those who may read each other's things; it is claimed only where a direct "
    "read of the thing is refused.",
)
OTHER = Rule(
    name="idempotency-key-reused",
    title="Another request with the same key gets the first answer",
    law="A key that was used for another body is refused, as the contract says",
    severity="medium",
    basis="declared",
    assumes="The contract says in words that another body with the same key is refused. Where a second thing is made, "
    "the key itself is not looked at, which is another rule's.",
)
DUPLICATE = Rule(
    name="duplicate-accepted",
    title="What may be there once is made twice",
    law="A second thing that may be there only once is refused, as the contract says",
    severity="high",
    basis="declared",
    assumes="The contract says which field is unique, or that a second one is refused. The one who made the first "
    "makes the second, at the same path: whatever `unique` is within, it holds both.",
)
NUMBER = Rule(
    name="number-repeated",
    title="Two things have the same value of a unique field",
    law="A field that the server sets and the contract calls unique is different in every thing",
    severity="high",
    basis="declared",
    assumes="The contract's words name the field just before they call it unique.",
)
KEYS = frozenset({"idempotencykey", "xidempotencykey", "idempotentkey", "xrequestkey"})
REUSED = (
    r"\b(?:other|another|different|changed)\b.{0,40}\b(?:body|payload|request|content|parameters)\b.{0,60}\b(?:4\d\d|refused|rejected|conflict|error)\b",
)
ONCE = (
    r"\ba second (?:one|time)\b.{0,30}\b(?:409|422|400|refused|conflict|rejected)\b",
    r"\balready exists?\b.{0,40}\b(?:409|422|400|refused|conflict|rejected)\b",
    r"\b(?:409|422|400|conflict)\b.{0,40}\b(?:already exists?|a second one)\b",
    r"\bthe same again\b.{0,30}\b(?:gives|returns|answers|gets) (?:the|that|what)\b",
)
Ask = Callable[[Session, Case, Operation, Identity], Program[tuple[Finding, ...]]]


def cases(target: Target) -> Iterator[Case]:
    """Creations with a key, creations of what is unique, and the unique fields that the server sets."""
    for operation in target.operations:
        if target.resources.made_by(operation) is None or operation.method != "POST":
            continue
        if key_of(operation) is not None:
            yield _case(operation, KEY, "the same twice with one key", 4, 84, "")
            yield _case(operation, SHARED, "another's key", 5, 86, "")
            if says(operation, *REUSED):
                yield _case(operation, OTHER, "another body with the same key", 4, 66, "")
        for field in unique_fields(operation, _sent(target, operation)):
            yield _case(operation, DUPLICATE, f"a second one with the same {field}", 4, 79, joined(field))
        if says(operation, *ONCE):
            yield _case(operation, DUPLICATE, "the same a second time", 4, 78, "")
        for field in _set_by_the_server(target, operation):
            yield _case(operation, NUMBER, f"two with the same {field}", 2, 60, joined(field))


def key_of(operation: Operation) -> Parameter | None:
    """The header that names a request, so that it can be sent again."""
    named = ((one, one.name.lower().replace("-", "").replace("_", "")) for one in operation.parameters)
    return next((one for one, name in named if one.place == "header" and name in KEYS), None)


def _sent(target: Target, operation: Operation) -> tuple[str, ...]:
    media = media_of(operation)
    return tuple(properties(media.schema, target.contract.definitions)) if media else ()


def _set_by_the_server(target: Target, operation: Operation) -> tuple[str, ...]:
    sent = set(_sent(target, operation))
    for one in operation.answers:
        if one.status in ("200", "201") and one.media:
            fields = tuple(properties(one.media[0].schema, target.contract.definitions))
            return unique_fields(operation, tuple(name for name in fields if name not in sent and name != "id"))
    return ()


def unique_fields(operation: Operation, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that the contract's words call unique: `An SKU is unique`, `username must be unique`."""
    found = []
    for sentence in sentences(operation):
        for clause in re.split(r"[;,:]", sentence):
            before, sign, after = clause.lower().partition("unique")
            if not sign or "idempotency" in before or re.search(r"\bnot (?:be )?$", before.strip()):
                continue
            named = words_of(before) if re.search(r"\b(?:is|are|be|stays?)\s*$", before) else words_of(after)[:2]
            found += [name for name in fields if _ends_with(named, words_of(name))]
    return tuple(dict.fromkeys(found))


def _ends_with(words: list[str], name: list[str]) -> bool:
    """Whether words, without `must`, `is` and the like at their end, end with a name."""
    while words and words[-1] in ("is", "are", "be", "must", "has", "have", "to", "should", "stays", "stay", "always"):
        words = words[:-1]
    return bool(name) and words[-len(name) :] == name


def _case(operation: Operation, rule: Rule, what: str, sends: int, weight: int, where: str) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        where="Idempotency-Key" if rule in (KEY, SHARED, OTHER) else where,
        sends=sends,
        weight=weight,
        writes=True,
        tags=operation.tags,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """In the name of whoever can make such things."""
    operation = session.target.operation(case.operation)
    able = session.able(operation.name)
    if not able:
        return ()
    return (yield from _ASKS[case.rule](session, case, operation, able[0]))


def made_by(session: Session, call: Call, exchange: Exchange) -> Made | None:
    """The thing that an answer tells of, remembered so that it is removed in the end."""
    if not succeeded(exchange):
        return None
    made = thing_of(session, Draft(call=call), exchange)
    if made is not None and all(one.id != made.id or one.resource != made.resource for one in session.made):
        session.made.append(made)
    return made


def good(session: Session, operation: Operation, who: Identity) -> Program[Call | None]:
    """A call that makes a thing, unsent."""
    draft = yield from ready(session, operation, who, variant=session.variants.get(operation.name, 0))
    return None if draft is None else draft.call


def keyed(session: Session, operation: Operation, who: Identity) -> Program[Call | None]:
    """A call that makes a thing, with a key of its own."""
    call, key = (yield from good(session, operation, who)), key_of(operation)
    if call is None or key is None:
        return None
    return call.with_header(key.name, call.headers.get(key.name) or session.token())


def _twice(session: Session, case: Case, operation: Operation, who: Identity) -> Program[tuple[Finding, ...]]:
    call = yield from keyed(session, operation, who)
    if call is None:
        return ()
    first = yield from session.send(call)
    second = yield from session.send(call)
    one, other = made_by(session, call, first), made_by(session, call, second)
    if one is None or other is None or one.id == other.id:
        return ()
    name = one.resource.name
    message = f"Expected the same request with the same key to make one {name}; the second answer tells of another one."
    said = says(operation, r"\bidempoten", r"\bsame request\b")
    return (session.finding(KEY, case, quoted(message, said), (first, second)),)


def _shared(session: Session, case: Case, operation: Operation, who: Identity) -> Program[tuple[Finding, ...]]:
    for stranger in _strangers(session, operation, who):
        call = yield from keyed(session, operation, who)
        if call is None:
            return ()
        first = yield from session.send(call)
        made = made_by(session, call, first)
        if made is None or made.resource.read is None or not refused((yield from read(session, made, stranger))):
            continue
        for attempt in (yield from _attempts(session, operation, call, stranger)):
            other = made_by(session, call.as_(stranger), attempt)
            if other is not None and other.id == made.id:
                message = (
                    f"Expected {stranger.name} to get nothing of {who.name}'s with the same key; the answer is the "
                    f"{made.resource.name} of {who.name}, which {stranger.name} may not read."
                )
                return (session.finding(SHARED, case, message, (first, attempt)),)
    return ()


def _strangers(session: Session, operation: Operation, who: Identity) -> list[Identity]:
    """Others who can make such things: a colleague and a foreigner."""
    others = [one for one in session.able(operation.name) if one.name != who.name]
    same = [one for one in others if one.tenant == who.tenant][:1]
    return same + [one for one in others if one.tenant != who.tenant][:1]


def _attempts(session: Session, operation: Operation, call: Call, stranger: Identity) -> Program[list[Exchange]]:
    """The stranger with the key: first with the same request, then with an own one."""
    sent = [(yield from session.send(call.as_(stranger)))]
    key = key_of(operation)
    own = yield from good(session, operation, stranger)
    if own is not None and key is not None:
        sent.append((yield from session.send(own.with_header(key.name, call.headers.get(key.name)))))
    return sent


def _other(session: Session, case: Case, operation: Operation, who: Identity) -> Program[tuple[Finding, ...]]:
    call, key = (yield from keyed(session, operation, who)), key_of(operation)
    if call is None or key is None or not isinstance(call.body, dict):
        return ()
    fields = [one for one in changes(session, operation, call.body) if call.body.get(one.name) is not None]
    if not fields:
        return ()
    first = yield from session.send(call)
    second = yield from session.send(call.with_(body={**call.body, fields[0].name: fields[0].new}))
    one, other = made_by(session, call, first), made_by(session, call, second)
    if one is None or other is None or one.id != other.id:
        return ()
    message = f"Expected another {fields[0].name} with the same key to be refused; the answer is the first one."
    return (session.finding(OTHER, case, quoted(message, says(operation, *REUSED)), (first, second)),)


def again(session: Session, operation: Operation, who: Identity, first: Call, field: str) -> Program[Call | None]:
    """A second creation: the whole as it was, or another one with the value of one field."""
    key = key_of(operation)
    call: Call | None = first.with_()
    if field:
        fresh = yield from good(session, operation, who)
        call = _with_field(fresh, first, field) if fresh is not None else None
    if call is None or key is None or key.name not in call.headers:
        return call
    return call.with_header(key.name, session.token())


def _with_field(fresh: Call, first: Call, field: str) -> Call | None:
    if not isinstance(fresh.body, dict) or not isinstance(first.body, dict) or field not in first.body:
        return None
    return fresh.with_(body={**fresh.body, field: first.body[field]}, path=first.path)


def field_of(case: Case) -> str:
    """The field that a case is about; empty where it is the whole."""
    return case.where.lstrip("/").replace("~1", "/").replace("~0", "~")


def _duplicate(session: Session, case: Case, operation: Operation, who: Identity) -> Program[tuple[Finding, ...]]:
    field = field_of(case)
    call = yield from good(session, operation, who)
    if call is None:
        return ()
    first = yield from session.send(call)
    one = made_by(session, call, first)
    second_call = (yield from again(session, operation, who, call, field)) if one is not None else None
    if one is None or second_call is None:
        return ()
    second = yield from session.send(second_call)
    other = made_by(session, second_call, second)
    if other is None or other.id == one.id or not _both_kept(content_of(first), content_of(second), one, other, field):
        return ()
    said = unique_sentence(operation, field) if field else says(operation, *ONCE)
    what = f"with the same {field}" if field else "of the same"
    message = f"Expected a second {one.resource.name} {what} to be refused; it was made."
    return (session.finding(DUPLICATE, case, quoted(message, said), (first, second)),)


def _both_kept(first: Any, second: Any, one: Made, other: Made, field: str) -> bool:
    """Whether the second thing really has the same value: an API may make another one of it."""
    told, again_told = itself(first, one).get(field, MISSING), itself(second, other).get(field, MISSING)
    return not field or told == again_told


def unique_sentence(operation: Operation, field: str) -> str:
    """The sentence that calls a field unique."""
    for sentence in sentences(operation):
        if "unique" in sentence.lower() and words_of(field)[-1] in words_of(sentence):
            return sentence[:300]
    return ""


def _number(session: Session, case: Case, operation: Operation, who: Identity) -> Program[tuple[Finding, ...]]:
    field = field_of(case)
    found = []
    for _ in range(2):
        call = yield from good(session, operation, who)
        exchange = (yield from session.send(call)) if call is not None else None
        made = made_by(session, call, exchange) if call is not None and exchange is not None else None
        if made is None or exchange is None:
            return ()
        found.append((made, exchange, itself(content_of(exchange), made).get(field)))
    (one, first, value), (other, second, same) = found
    if value is None or value != same or one.id == other.id:
        return ()
    message = f"Expected {field} to be different in every {one.resource.name}; two that were made now have the same."
    said = unique_sentence(operation, field)
    return (session.finding(NUMBER, case, quoted(message, said), (first, second)),)


_ASKS: dict[str, Ask] = {
    KEY.name: _twice,
    SHARED.name: _shared,
    OTHER.name: _other,
    DUPLICATE.name: _duplicate,
    NUMBER.name: _number,
}
PROBE = Probe(name="repeats", rules=(KEY, SHARED, OTHER, DUPLICATE, NUMBER), cases=cases, run=run)
