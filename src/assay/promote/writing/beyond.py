"""Shared by the writers of tests that the collection does not have: where they stand, what they take and name."""

from __future__ import annotations

from collections.abc import Callable

from assay.model.contract import Operation, Schema
from assay.promote.flow import Flow
from assay.promote.naming import identifier
from assay.promote.node import Node
from assay.promote.promises import Promises, schema_name
from assay.promote.writing.code import Block
from assay.promote.writing.scribe import Scribe
from assay.promote.writing.steps import RESPONSE, StepWriter


class Beyond:
    """Gathers blocks by file, the schemas that they name, and the requests that have to be fixtures for them."""

    def __init__(self, writer: StepWriter, promises: Promises, promoted: list[int], needed: set[int]) -> None:
        self.writer = writer
        self.scribe: Scribe = writer.scribe
        self.flow: Flow = writer.scribe.flow
        self.promises = promises
        self.promoted = promoted
        self.needed = needed
        """Requests that have a fixture; whoever takes another one adds it."""
        self.blocks: dict[str, list[Block]] = {}
        self.schemas: dict[str, dict[str, object]] = {}

    def add(self, path: str, *blocks: Block) -> None:
        """Blocks of a file, in order."""
        self.blocks.setdefault(path, []).extend(blocks)

    def schema(self, path: str, schema: Schema, operation: Operation, status: int) -> str:
        """The constant for a schema of the contract, in a file of tests."""
        name = identifier(schema_name(schema, operation, status), "answer").upper().strip("_") + "_SCHEMA"
        self.schemas.setdefault(path, {})[name] = self.promises.whole(schema)
        return name

    def fixture(self, node: Node) -> str:
        """The fixture with the answer of a request, which so comes to be one."""
        waiting = [node.index]
        while waiting:
            index = waiting.pop()
            if index not in self.needed:
                self.needed.add(index)
                waiting.extend(self.flow.before(index))
        return self.scribe.fixtures[node.index]

    def response(self, node: Node) -> str:
        """The name of the answer in a test: of the fixture where there is one anyway."""
        return self.scribe.fixtures[node.index] if node.index in self.needed else RESPONSE

    def prefix(self, node: Node) -> str:
        """What stands before the contract's paths: the path of the server."""
        operation = self.promises.operations[node.index]
        extra = len(node.shape.segments) - len(operation.path.strip("/").split("/"))
        return "".join(f"/{part}" for part in node.shape.segments[: max(0, extra)])


Writer = Callable[[Beyond], None]
