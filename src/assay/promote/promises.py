"""What the contract says about a collection: which operation each request reaches, which schema its answer has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from assay.contract.direction import directed
from assay.contract.matching import Match, Routes
from assay.contract.responses import declared_answer
from assay.contract.subschemas import changed
from assay.model.contract import Answer, Contract, Operation, Schema
from assay.promote.flow import Flow
from assay.promote.node import Node

_REFERENCE = "#/$defs/"


class Promises:
    """A contract beside a flow."""

    def __init__(self, contract: Contract, flow: Flow, *, strict: bool = False) -> None:
        self.contract = contract
        self.flow = flow
        self.strict = strict
        routes = Routes(contract, tuple(_bases(flow)))
        self.operations: dict[int, Operation] = {}
        for node in flow.nodes:
            if node.answer is not None:
                found = routes.find(node.answer.method, node.answer.url)
                if isinstance(found, Match):
                    self.operations[node.index] = found.operation
        self.by_name: Mapping[tuple[str, str], Operation] = {(one.method, one.path): one for one in contract.operations}

    def declared(self, node: Node) -> Answer | None:
        """The answer that is declared for what was recorded."""
        operation = self.operations.get(node.index)
        return declared_answer(operation, node.answer.status) if operation and node.answer else None

    def schema_of(self, answer: Answer | None) -> Schema | None:
        """The schema of a JSON answer, as written in the contract."""
        media = next((one for one in answer.media if "json" in one.type), None) if answer else None
        return media.schema if media is not None and media.schema is not True else None

    def whole(self, schema: Schema) -> Schema:
        """A schema that stands alone, open to further fields unless it is to be strict."""
        turned = self._turned(directed(schema, self.contract.definitions, "response"))
        needed = self._needed(schema)
        if not needed or isinstance(turned, bool):
            return turned
        definitions = {
            name: self._turned(directed(self.contract.definitions[name], self.contract.definitions, "response"))
            for name in sorted(needed)
        }
        return {**turned, "$defs": definitions}

    def request_schema(self, operation: Operation) -> dict[str, Any] | None:
        """The schema of a JSON body, its reference followed."""
        media = next((one for one in operation.body.media if "json" in one.type), None) if operation.body else None
        schema = self.resolved(media.schema) if media else None
        return schema if isinstance(schema, dict) else None

    def resolved(self, schema: Schema) -> Schema:
        """The schema that a reference stands for, with what stands beside it."""
        for _ in range(20):
            if isinstance(schema, bool) or not str(schema.get("$ref", "")).startswith(_REFERENCE):
                break
            target = self.contract.definitions.get(schema["$ref"].removeprefix(_REFERENCE), True)
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**target, **beside} if isinstance(target, dict) else target
        return schema

    def _turned(self, schema: Schema) -> Schema:
        if isinstance(schema, bool):
            return schema
        result = changed(schema, self._turned)
        if not self.strict:
            for name in ("additionalProperties", "unevaluatedProperties"):
                if result.get(name) is False:
                    del result[name]
        return {
            key: value
            for key, value in result.items()
            if key not in ("example", "examples", "description", "title", "discriminator", "xml")
        }

    def _needed(self, schema: Schema) -> set[str]:
        found: set[str] = set()
        waiting: list[Any] = [schema]
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                name = str(one.get("$ref", "")).removeprefix(_REFERENCE)
                if (
                    str(one.get("$ref", "")).startswith(_REFERENCE)
                    and name not in found
                    and name in self.contract.definitions
                ):
                    found.add(name)
                    waiting.append(self.contract.definitions[name])
                waiting.extend(one.values())
            elif isinstance(one, list):
                waiting.extend(one)
        return found


def _bases(flow: Flow) -> list[str]:
    """The origins that were sent to."""
    found: dict[str, None] = {}
    for node in flow.nodes:
        if node.answer:
            scheme, _, rest = node.answer.url.partition("://")
            found[f"{scheme}://{rest.partition('/')[0]}"] = None
    return list(found)


def schema_name(schema: Schema, operation: Operation, status: int) -> str:
    """What to call a schema: as the contract does, else by operation and status."""
    if isinstance(schema, dict) and str(schema.get("$ref", "")).startswith(_REFERENCE):
        return str(schema["$ref"]).removeprefix(_REFERENCE)
    return f"{operation.id or operation.method + ' ' + operation.path} {status}"


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """How an operation refuses: the status, and the schema of the error."""

    status: int
    schema: Schema | None = None


def refusal(promises: Promises, operation: Operation, *statuses: int) -> Refused | None:
    """The first of these statuses that the operation declares."""
    declared = {answer.status: answer for answer in operation.answers}
    for status in statuses:
        if (answer := declared.get(str(status))) is not None:
            return Refused(status=status, schema=promises.schema_of(answer))
    return None
