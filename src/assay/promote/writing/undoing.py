"""Removes by the contract what a fixture has made, where no request of the collection does."""

from __future__ import annotations

from assay.model.contract import Operation
from assay.promote.node import Node
from assay.promote.promises import Promises
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.source import source
from assay.promote.writing.addressing import address
from assay.promote.writing.beyond import Beyond
from assay.promote.writing.drafting import Draft
from assay.promote.writing.steps import NO_MORE, RESPONSE


class Undoing:
    """Knows the DELETE of each object that a request makes."""

    def __init__(self, beyond: Beyond) -> None:
        self._beyond = beyond

    def removes(self, index: int) -> bool:
        """Whether the fixture of a node can remove what it made."""
        node = self._beyond.flow.nodes[index]
        return bool(self(self._beyond.scribe.draft(node), node))

    def __call__(self, draft: Draft, node: Node) -> list[str]:
        """The lines that do so, by the client that made it; none where the contract has nothing for that."""
        beyond, scribe = self._beyond, self._beyond.scribe
        operation = remover(beyond.promises, node)
        if operation is None:
            return []
        inner = scribe.draft(node)
        sender = scribe.sender(inner, node)
        path = address(beyond, inner, node, operation, RESPONSE)
        if path is None:
            return []
        made = scribe.fixtures[node.index]
        for fixture, annotation in inner.parameters.items():
            if fixture not in (made, RESPONSE):
                draft.takes(fixture, annotation)
        draft.needs(inner.imports)
        first = [line.replace(f"{made}.", f"{RESPONSE}.") for line in inner.first]
        removed = py.is_in(py.dotted("removed.status_code"), *map(py.const, (*_successes(operation), *NO_MORE)))
        done = [
            py.assign("removed", py.call(py.attr(sender, "delete"), path)),
            py.check(removed, py.dotted("removed.text")),
        ]
        return [*(line for line in first if line not in draft.first), *source(done)]


def remover(promises: Promises, node: Node) -> Operation | None:
    """The DELETE of just the object that a request made: one variable below where it was made, or where it was put."""
    made = promises.operations.get(node.index)
    if made is None or not node.changes or node.answer is None:
        return None
    for operation in promises.contract.operations:
        if operation.method == "DELETE" and _is_of(operation, made, node.answer.status):
            return operation if _can_be_sent(operation, made) else None
    return None


def _is_of(operation: Operation, made: Operation, status: int) -> bool:
    if made.method == "PUT" and status == 201:
        return operation.path == made.path
    above, _, last = operation.path.rstrip("/").rpartition("/")
    return made.method == "POST" and above == made.path.rstrip("/") and last[:1] == "{" and last.count("{") == 1


def _can_be_sent(operation: Operation, made: Operation) -> bool:
    """Whether it is guarded as the making is, and wants nothing but the path."""
    wants = any(one.required and one.place != "path" for one in operation.parameters)
    wants |= operation.body is not None and operation.body.required
    alike = operation.security == made.security and operation.scopes == made.scopes
    return alike and not wants and operation.servers == made.servers and _refuses(operation) <= _refuses(made)


def _refuses(operation: Operation) -> bool:
    """Whether it is declared to be for some of those only whose credentials are good."""
    return any(answer.status == "403" for answer in operation.answers)


def _successes(operation: Operation) -> list[int]:
    found = [int(one.status) for one in operation.answers if one.status.isdigit() and one.status[:1] == "2"]
    return found or [204]
