"""Mass assignment: fields that the server owns are sent along, and what the thing says afterwards tells whether it took
them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.contract.kinds import kinds
from assay.formats.openapi.sampling import sample
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.bodies import media_of, resolved
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.negative.owned import ENVELOPES, Owned, owned
from assay.probes.objects import Made
from assay.probes.permissions.pairs import rank
from assay.probes.pointer import at, put
from assay.probes.probe import Probe
from assay.probes.providing import Draft, content_of, fresh, noted, ready, succeeded, thing_of
from assay.probes.resources import Resource
from assay.probes.session import Session
from assay.probes.target import Target
from assay.probes.tenancy import is_given

ASSIGNED = Rule(
    name="mass-assignment",
    title="A client writes what only the server should",
    law="A field that no request declares, or that is readOnly, keeps the server's value (OWASP API3:2023)",
    severity="medium",
    basis="effect",
    assumes="The schemas for requests name all that a client may write. Sending more is fine where it is ignored or "
    "refused. A field that any request for the same kind of thing declares counts as writable; so does everything "
    "where a schema takes additional properties in so many words.",
)
_SINGLY = 14
"""Fields that are sent one by one where all together are refused."""


def cases(target: Target) -> Iterator[Case]:
    """Every operation that makes or changes something and tells of it."""
    for operation in target.operations:
        resource = target.resources.of(operation)
        if operation.method not in ("POST", "PUT", "PATCH") or ends_the_caller(operation):
            continue
        if not _makes_or_changes(target, operation, resource) or not _is_json(operation):
            continue
        found = tuple(owned(operation, resource, target.contract))
        if found:
            yield Case(
                probe=PROBE.name,
                rule=ASSIGNED.name,
                operation=operation.name,
                what="fields that the server owns are sent along",
                sends=4 + min(len(found), _SINGLY),
                weight=78,
                writes=True,
                tags=operation.tags,
                data=found,
            )


def _is_json(operation: Operation) -> bool:
    media = media_of(operation)
    return media is not None and "json" in media.type


def _makes_or_changes(target: Target, operation: Operation, resource: Resource | None) -> bool:
    """Making, replacing, patching; or changing something without an id that can be read at the same path."""
    if target.resources.made_by(operation) is not None:
        return True
    if resource is not None and operation in resource.changes:
        return True
    return _reader(target, operation) is not None and operation.method in ("PUT", "PATCH")


def _reader(target: Target, operation: Operation) -> Operation | None:
    return next((one for one in target.operations if one.path == operation.path and one.method == "GET"), None)


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """All fields at once; one by one where that is refused."""
    operation = session.target.operation(case.operation)
    who = min(session.able(operation.name), key=lambda one: -rank(one), default=None)
    if who is None:
        return ()
    attempt = _Attempt(session, case, operation, who)
    if not (yield from attempt.begin()):
        return ()
    fields = [one for one in case.data if attempt.value(one) is not None]
    if not fields:
        return ()
    together = yield from attempt.send(fields)
    if together is None:
        return ()
    if succeeded(together):
        return (yield from attempt.judged(fields, together))
    found: list[Finding] = [*crash(session, case, together)]
    for one in fields[:_SINGLY] if len(fields) > 1 else ():
        exchange = yield from attempt.send([one])
        if exchange is not None and succeeded(exchange):
            found += yield from attempt.judged([one], exchange)
    return tuple(found)


class _Attempt:
    """One operation with a control: what the server itself writes into the fields."""

    def __init__(self, session: Session, case: Case, operation: Operation, who: Identity) -> None:
        self._session = session
        self._case = case
        self._operation = operation
        self._who = who
        self._resource = session.target.resources.made_by(operation) or session.target.resources.of(operation)
        self._makes = session.target.resources.made_by(operation) is not None
        self._thing: Made | None = None
        self._control: Any = None
        self._evidence: Exchange | None = None
        self._values: dict[str, Any] = {}

    def begin(self) -> Program[bool]:
        """The honest request, and what it left behind; whether that could be seen."""
        if not self._makes and "{" in self._operation.path:
            assert self._resource is not None
            owner = self._session.owners.get((self._operation.name, self._who.name), self._who)
            self._thing = yield from fresh(self._session, self._resource, owner)
            if self._thing is None and not is_given(self._resource):
                return False
        draft = yield from self._draft()
        if draft is None:
            return False
        exchange = yield from self._session.send(draft.call)
        if not succeeded(exchange):
            return False
        noted(self._session, draft, exchange)
        self._evidence, self._control = yield from self._left(draft, exchange)
        return isinstance(self._control, dict)

    def value(self, field: Owned) -> Any:
        """What to send: of the right kind, and neither what the server writes nor null; None where there is none."""
        if field.pointer not in self._values:
            self._values[field.pointer] = self._other(field, at(self._control, field.pointer))
        return self._values[field.pointer]

    def send(self, fields: list[Owned]) -> Program[Exchange | None]:
        """A good request with these fields besides."""
        draft = yield from self._draft()
        if draft is None:
            return None
        body = draft.call.body
        for one in fields:
            body = put(body, one.pointer, self.value(one))
        self._draft_sent = msgspec.structs.replace(draft, call=draft.call.with_(body=body))
        return (yield from self._session.send(self._draft_sent.call))

    def judged(self, fields: list[Owned], exchange: Exchange) -> Program[tuple[Finding, ...]]:
        """Findings for the fields that stand there now as they were sent."""
        if self._makes and (thing := thing_of(self._session, self._draft_sent, exchange)) is not None:
            self._session.made.append(thing)
        read, content = yield from self._left(self._draft_sent, exchange)
        found = []
        for one in fields:
            before, sent, after = at(self._control, one.pointer), self.value(one), at(content, one.pointer)
            if after == sent and type(after) is type(sent) and before != sent:
                found.append(self._finding(one, before, (exchange, read)))
        if found and not self._makes and self._thing is None:
            yield from self._restored(fields)
        return tuple(found)

    def _finding(self, field: Owned, before: Any, evidence: tuple[Exchange, ...]) -> Finding:
        why = "is readOnly" if field.origin == "readOnly" else "no request declares"
        name = field.pointer.rpartition("/")[2]
        message = (
            f"Expected the server to write {name} itself ({_short(before)} without it), which {why}; "
            f"it keeps {_short(self.value(field))}, as it was sent."
        )
        return self._session.finding(
            ASSIGNED, self._case, message, evidence, where=field.pointer, severity=field.severity
        )

    def _restored(self, fields: list[Owned]) -> Program[None]:
        """The fields as they were, where nothing can be made anew: who we are shall not change for other probes."""
        draft = yield from self._draft()
        if draft is not None:
            body = draft.call.body
            for one in fields:
                before = at(self._control, one.pointer)
                body = body if before is None else put(body, one.pointer, before)
            yield from self._session.send(draft.call.with_(body=body))

    def _draft(self) -> Program[Draft | None]:
        variant = self._session.variants.get(self._operation.name, 0)
        draft: Draft | None = yield from ready(
            self._session, self._operation, self._who, variant=variant, thing=self._thing
        )
        return draft if draft is not None and isinstance(draft.call.body, dict) else None

    def _left(self, draft: Draft, exchange: Exchange) -> Program[tuple[Exchange, Any]]:
        """The thing as it is read afterwards; as the answer tells it, where it cannot be read."""
        call = self._read(draft, exchange)
        if call is not None:
            read = yield from self._session.send(call)
            if succeeded(read):
                return read, _inner(content_of(read))
        return exchange, _inner(content_of(exchange))

    def _read(self, draft: Draft, exchange: Exchange) -> Call | None:
        thing = thing_of(self._session, draft, exchange) if self._makes else self._thing
        if thing is not None and thing.resource.read is not None:
            return Call(operation=thing.resource.read, identity=self._who, path=thing.path)
        reader = None if self._makes else _reader(self._session.target, self._operation)
        return None if reader is None else Call(operation=reader, identity=self._who, path=draft.call.path)

    def _other(self, field: Owned, before: Any) -> Any:
        """Another value, where the control has one: of somebody else's thing, of the enumeration, else a near one."""
        if before is None or isinstance(before, dict | list):
            return None
        for value in (*self._of_others(field), *self._made_up(field, before)):
            if value != before and type(value) is type(before) and self._fits(field, value):
                return value
        return None

    def _of_others(self, field: Owned) -> Iterator[Any]:
        """What stands there in things of other tenants and users: ids of people who exist."""
        if not isinstance(self._resource, Resource) or not self._makes_sense_shared(field):
            return
        for foreign in (True, False):
            for made in reversed(self._session.made):
                if made.resource.name != self._resource.name or made.owner.name == self._who.name:
                    continue
                if foreign == (made.owner.tenant != self._who.tenant):
                    yield at(_inner(made.content), field.pointer)

    def _makes_sense_shared(self, field: Owned) -> bool:
        """Ids of the thing itself are not taken from others: they are taken."""
        return field.pointer.rpartition("/")[2].lower() not in ("id", "_id", "uuid", "number", "key", "slug")

    def _made_up(self, field: Owned, before: Any) -> Iterator[Any]:
        schema = resolved(field.schema, self._session.target.contract)
        if isinstance(before, bool):
            yield not before
        elif isinstance(before, int | float):
            yield from (before + 4_211, before + 1, before - 1)
        yield from sorted(schema.get("enum", ()), key=_mightiest)
        if isinstance(before, str):
            yield from _like(before, self._session.token())
            for seed in range(1, 4):
                yield sample(field.schema, self._session.target.contract, seed=seed)

    def _fits(self, field: Owned, value: Any) -> bool:
        contract, validators = self._session.target.contract, self._session.target.validators
        return bool(kinds(field.schema, contract.definitions)) and not validators.check(field.schema, value, "response")


def _like(before: str, token: str) -> Iterator[str]:
    """Texts of the same form: another year, other last characters of the same kinds."""
    if before[:2] == "20" and before[4:5] == "-":
        yield f"2001{before[4:]}"
        return
    digits, letters = str(int.from_bytes(token.encode()) % 10**6).zfill(6), token[-6:]
    if not before.isupper() and any(char.isdigit() for char in before[-6:]) and len(before) > 8:
        yield before[:-6] + "".join(new if old.isdigit() else old for old, new in zip(before[-6:], digits, strict=True))
    yield before[:-6] + letters if len(before) > 10 else token


def _mightiest(value: Any) -> int:
    words = ("admin", "owner", "superadmin", "manager", "paid", "approved", "published", "active", "completed")
    return words.index(value) if value in words else len(words)


def _inner(content: Any) -> Any:
    """The thing in an answer, without its envelope."""
    if isinstance(content, dict) and "id" not in content:
        for name in ENVELOPES:
            if isinstance(content.get(name), dict):
                return content[name]
    return content


def _short(value: Any) -> str:
    text = repr(value) if not isinstance(value, str) else value
    return f"{text[:40]}…" if len(text) > 40 else text


PROBE = Probe(name="mass-assignment", rules=(ASSIGNED,), cases=cases, run=run)
