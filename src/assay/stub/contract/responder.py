"""Answers as an OpenAPI document says: examples first, else made values, with what was sent echoed in them."""

from __future__ import annotations

import json
import uuid
from typing import Any

import msgspec

from assay.contract.content import UNJUDGED, Unreadable, value_of
from assay.contract.matching import Match, Miss, Routes
from assay.contract.media_ranges import declared, is_json
from assay.contract.mismatch import Mismatch
from assay.contract.requests import judge_request
from assay.contract.responses import declared_answer
from assay.contract.styles import ABSENT, pairs_of, read_path, read_query
from assay.contract.validation import Validators
from assay.contract.written import write_header
from assay.formats.json_text import is_deeper
from assay.model.contract import Contract, Media, Operation, Schema
from assay.model.http import BytesPart, Header, Request
from assay.model.stub.answer import Answer
from assay.model.stub.mapping import Address, Expected, Mapping
from assay.model.stub.received import Received
from assay.stub.contract.choosing import Chosen, chosen, media_for, preference
from assay.stub.contract.echo import Echo
from assay.stub.contract.making import Making
from assay.stub.contract.problems import refused, undeclared, unknown
from assay.stub.contract.values import Values
from assay.stub.journal import Served

_SPACE = uuid.UUID("0b9d3f9e-6c0c-5a53-9f4e-3c5d8f3b7a11")
_DEEPEST = 60
"""Levels of a body that is looked into."""
_NO_BODY = frozenset({204, 205, 304})


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A request in the contract's terms."""

    received: Received
    match: Match
    body: Any = None
    """The value of its body; None where there is none, or none that can be looked into."""
    parameters: dict[str, Any] = {}
    """Path and query parameters that came, by name."""

    @property
    def operation(self) -> Operation:
        """What it reaches."""
        return self.match.operation

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of its body."""
        return self.body if isinstance(self.body, dict) else {}


class ContractStub:
    """Answers requests from a contract. `bases` are paths below which it is found beside the contract's servers;
    `lenient` answers requests that the contract does not allow; `seed` makes other values."""

    def __init__(
        self, contract: Contract, *, seed: int = 0, lenient: bool = False, bases: tuple[str, ...] = ()
    ) -> None:
        self.contract = contract
        self.lenient = lenient
        self._routes = Routes(contract, bases)
        self._validators = Validators(contract)
        self._values = Values(contract, self._validators, seed)
        self._echo = Echo(contract, self._values.is_valid)
        self._making = Making(contract, self._values, seed)
        self._mappings = {id(one): _mapping(one, contract) for one in contract.operations}

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """What it answers, an operation each."""
        return tuple(self._mappings.values())

    def reset(self) -> None:
        """Forget what was made."""
        self._making.memory.clear()

    def said(self, received: Received, answer: Answer) -> tuple[Schema, dict[str, Schema]]:
        """The schema of an answer's body, and the definitions that it refers to."""
        found = self._routes.find(received.method, received.url)
        promised = declared_answer(found.operation, answer.status) if isinstance(found, Match) else None
        media = declared(promised.media, answer.header("Content-Type") or "") if promised is not None else None
        return (media.schema if media is not None else True), self.contract.definitions

    def __call__(self, received: Received) -> Served:
        """One request with its answer; `report` says what was wrong with it."""
        found = self._routes.find(received.method, received.url)
        if isinstance(found, Miss):
            answer = unknown(received.method, found)
            return Served(received=received, status=answer.status, answer=answer, report=_detail(answer))
        mapping = self._mappings[id(found.operation)]
        wrong = () if self.lenient else self._wrong(found, received)
        answer = refused(found.operation, wrong) if wrong else self._answered(self._call(found, received))
        report = _detail(answer) if wrong else ""
        return Served(received=received, mapping=mapping, status=answer.status, answer=answer, report=report)

    def _wrong(self, match: Match, received: Received) -> tuple[Mismatch, ...]:
        found = judge_request(self.contract, match, request_of(received), self._validators)
        return tuple(one for one in found if not one.info)

    def _call(self, match: Match, received: Received) -> Call:
        definitions, pairs = self.contract.definitions, pairs_of(received.target.partition("?")[2])
        parameters: dict[str, Any] = {}
        for one in match.operation.parameters:
            value: Any = ABSENT
            if one.place == "query":
                value = read_query(one, pairs, definitions)
            elif one.place == "path" and one.name in match.values:
                value = read_path(one, match.values[one.name], definitions)
            if value is not ABSENT:
                parameters[one.name] = value
        return Call(received=received, match=match, body=self._body(match.operation, received), parameters=parameters)

    def _body(self, operation: Operation, received: Received) -> Any:
        media = operation.body.media if operation.body is not None else ()
        content_type = received.header("Content-Type") or (media[0].type if media else "")
        found = declared(media, content_type)
        if found is None or not received.body or received.truncated:
            return None
        try:
            value = value_of(received.body, content_type, found.schema, self.contract.definitions)
        except Unreadable:
            return None
        return None if value is UNJUDGED or is_deeper(value, _DEEPEST) else value

    def _answered(self, call: Call) -> Answer:
        wanted = preference(call.received)
        given = chosen(call.operation, wanted)
        if given is None:
            return undeclared(call.operation, wanted.code or 0)
        if wanted.code is None and (missing := self._missing(call)) is not None:
            given = missing
        media = media_for(given.answer.media, call.received.header("Accept") or "")
        if media is None or given.status in _NO_BODY:
            if given.status < 300:
                self._making.done(call, None)
            return Answer(status=given.status, headers=self._headers(given, call, None))
        value = self._value(call, given, media, dynamic=wanted.dynamic)
        headers = (Header("Content-Type", _media_name(media)), *self._headers(given, call, value))
        return Answer(status=given.status, headers=headers, body=_written(media, value))

    def _missing(self, call: Call) -> Chosen | None:
        """The declared answer 404 for a thing that was removed here."""
        found = declared_answer(call.operation, 404)
        if found is None or found.status == "default" or not self._making.is_gone(call):
            return None
        return Chosen(status=404, answer=found)

    def _value(self, call: Call, given: Chosen, media: Media, *, dynamic: bool) -> Any:
        value = self._values.of(media, dynamic=dynamic)
        if given.status >= 300:
            return value
        path = {**call.parameters, **self._making.identity(call, value)}
        value = self._echo.put(value, media.schema, call.fields, path)
        value = self._making.remembered(call, media, value)
        self._making.done(call, value)
        return value

    def _headers(self, given: Chosen, call: Call, value: Any) -> tuple[Header, ...]:
        headers = []
        for one in given.answer.headers:
            if one.name.lower() in ("content-type", "content-length", "transfer-encoding"):
                continue
            made = one.examples[0] if one.examples else self._values.made(one.schema, 0, name=one.name)
            if one.name.lower() == "location" and not one.examples and (place := self._making.place(call, value)):
                made = place
            headers.append(Header(one.name, write_header(one, made)))
        return tuple(headers)


def request_of(received: Received) -> Request:
    """A request that arrived, as judges see it."""
    body = (BytesPart(data=received.body),) if received.body else ()
    headers = tuple(Header(*one) for one in received.headers)
    return Request(id=received.id, method=received.method, url=received.url, headers=headers, body=body)


def _detail(answer: Answer) -> str:
    return str(json.loads(answer.body)["detail"])


def _media_name(media: Media) -> str:
    """A type that can be sent, also for a range."""
    return "application/json" if "*" in media.type or not media.type else media.type


def _written(media: Media, value: Any) -> bytes:
    if is_json(_media_name(media)):
        return msgspec.json.encode(value)
    return value.encode("utf-8", "replace") if isinstance(value, str) else msgspec.json.encode(value)


def _mapping(operation: Operation, contract: Contract) -> Mapping:
    """What stands for an operation among the mappings of a stub."""
    return Mapping(
        id=str(uuid.uuid5(_SPACE, operation.name)),
        name=operation.name,
        when=Expected(method=operation.method, address=Address(kind="path_template", text=operation.path)),
        source=contract.source,
        metadata={"operation": operation.name},
    )
