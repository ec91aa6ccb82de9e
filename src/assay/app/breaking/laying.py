"""Lays a fault on the answer of a dependency: acts on the connection, or the answer with one thing changed."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from assay.contract.matching import Match
from assay.contract.responses import declared_answer, judge_response
from assay.contract.validation import Validators
from assay.faults.fault import Variant
from assay.faults.registry import named
from assay.faults.sending import whole
from assay.model.contract import Contract, Operation, Schema
from assay.model.dependency import Trouble
from assay.model.http import Header, Response
from assay.model.stub.acts import Acts
from assay.model.stub.answer import Answer

FRAMING = frozenset({"connection", "content-length", "content-encoding", "keep-alive", "transfer-encoding", "trailer"})


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with one thing changed, and whether the dependency's contract lets it be so."""

    answer: Answer
    response: Response
    valid: bool


class Laying:
    """For one dependency."""

    def __init__(self, contract: Contract | None) -> None:
        self._contract = contract
        self._validators = Validators(contract) if contract is not None else None
        self._operations = {one.name: one for one in contract.operations} if contract is not None else {}

    def sent(self, answer: Answer) -> bytes:
        """The answer as it is."""
        return whole(answer)

    def acts(self, trouble: Trouble, answer: Answer, earlier: Answer | None = None) -> Acts:
        """What a fault does on the connection."""
        return named(trouble.fault.name).acts(answer, trouble.fault.settings, earlier=earlier)

    def variants(self, fault: str, answer: Answer, call: str) -> tuple[Variant, ...]:
        """The ways in which a semantic fault can change an answer."""
        schema, definitions = self._schema(answer, call)
        return named(fault).changes(answer, schema=schema, definitions=definitions)

    def changed(self, trouble: Trouble, answer: Answer, call: str) -> Changed:
        """The answer with the change at the place, as that is in this answer; unchanged where it has no such place."""
        made = [one for one in self.variants(trouble.fault.name, answer, call) if one.pointer == trouble.pointer]
        chosen = next((one for one in made if one.name == trouble.change), made[0] if made else None)
        changed = chosen.answer if chosen is not None else answer
        response = response_of(changed)
        return Changed(answer=changed, response=response, valid=self.is_valid(response, call))

    def is_valid(self, response: Response, call: str) -> bool:
        """Whether the dependency's contract lets an answer be so; True where it says nothing."""
        operation = self._operations.get(call)
        if operation is None or self._contract is None:
            return True
        found = judge_response(self._contract, Match(operation=operation), response, self._validators)
        return not any(one.place == "body" and not one.info for one in found)

    def _schema(self, answer: Answer, call: str) -> tuple[Schema, dict[str, Schema]]:
        operation = self._operations.get(call)
        if operation is None or self._contract is None:
            return True, {}
        return _json_schema(operation, answer.status), self._contract.definitions


def _json_schema(operation: Operation, status: int) -> Schema:
    declared = declared_answer(operation, status)
    for media in declared.media if declared is not None else ():
        if "json" in media.type and media.schema is not None:
            return media.schema
    return True


def answer_of(response: Response) -> Answer:
    """An answer that came, to be given on: framed anew."""
    headers = tuple(one for one in response.headers if one[0].lower() not in FRAMING)
    return Answer(status=response.status, reason=response.reason, headers=headers, body=response.body)


def response_of(answer: Answer) -> Response:
    """An answer as it will come."""
    headers = tuple(Header(*one) for one in answer.headers)
    return Response(status=answer.status, reason=answer.reason, headers=headers, body=answer.body)


def parsed(answer: Answer) -> Any:
    """The body as JSON; None where it is none."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
