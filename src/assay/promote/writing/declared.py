"""Writes tests of the contract: each answer has its declared shape, and what was written can be read."""

from __future__ import annotations

import re

from assay.model.contract import Operation
from assay.promote.identity import ANONYMOUS
from assay.promote.naming import cut, words
from assay.promote.node import Node
from assay.promote.promises import refusal
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.expression import quoted
from assay.promote.scripts.python.source import source
from assay.promote.writing.addressing import address, content
from assay.promote.writing.beyond import Beyond
from assay.promote.writing.drafting import Draft

PATH = "test_contracts.py"
_ITEM = re.compile(r"(.*)/\{[^{}/]+\}")


def write_declared(beyond: Beyond) -> None:
    """One test for each operation and status that the collection reaches."""
    seen: set[tuple[str, int]] = set()
    for index in beyond.promoted:
        node = beyond.flow.nodes[index]
        operation = beyond.promises.operations.get(index)
        if operation is None or node.answer is None or (operation.name, node.answer.status) in seen:
            continue
        seen.add((operation.name, node.answer.status))
        _answer(beyond, node, operation, node.answer.status)
    for index in beyond.promoted:
        _read_back(beyond, beyond.flow.nodes[index])


def _answer(beyond: Beyond, node: Node, operation: Operation, status: int) -> None:
    answer = beyond.promises.declared(node)
    if answer is None:
        return
    schema = beyond.promises.schema_of(answer)
    headers = [one for one in answer.headers if one.required and node.answer and _has(node, one.name)]
    if schema is None and not headers:
        return
    response = beyond.response(node)

    def judged(draft: Draft) -> list[str]:
        lines = source([py.check(py.compare(py.dotted(f"{response}.status_code"), "==", py.const(status)))])
        for one in headers:
            lines += source([py.check(py.compare(py.const(one.name), "in", py.dotted(f"{response}.headers")))])
        if schema is not None:
            beyond.writer.validator(draft)
            draft.needs(["import json", "from pathlib import Path"])
            name = beyond.schema(PATH, schema, operation, status)
            lines += [f"validate({response}.json(), {name})"]
        return lines

    said = words(operation.summary or operation.id or operation.name)
    beyond.add(
        PATH,
        beyond.writer.test(
            node,
            response,
            PATH,
            name=f"test_{cut(said, 54)}_answers_{status}",
            doc=f"{operation.name}: the answer {status} is as the contract declares it",
            judged=judged,
        ),
    )


def _has(node: Node, header: str) -> bool:
    return node.answer is not None and any(name.lower() == header.lower() for name, _ in node.answer.headers)


def _read_back(beyond: Beyond, node: Node) -> None:
    """What a write answered, and what a read says afterwards."""
    operation = beyond.promises.operations.get(node.index)
    if operation is None or not node.changes or node.answer is None or node.index in beyond.flow.logins:
        return
    reading = _reader(beyond, operation)
    if reading is None or beyond.flow.moves_on(node.index) or node.index in beyond.flow.replays:
        return
    same = beyond.promises.schema_of(beyond.promises.declared(node)) == _read_schema(beyond, reading)
    gone = node.shape.method == "DELETE" and refusal(beyond.promises, reading, 404, 410)
    if gone and reading.path != operation.path:
        return
    written, around = content(node.answer.json())
    if not (gone or (same and isinstance(written, dict))):
        return
    response = beyond.fixture(node)
    maker = next((one for one in beyond.flow.feeders(node.index) if one in beyond.flow.creators), node.index)
    draft = beyond.scribe.draft(node)
    owner = beyond.flow.nodes[maker] if beyond.flow.nodes[maker].identity != ANONYMOUS else node
    sender = beyond.scribe.sender(draft, owner)
    path = address(beyond, draft, node, reading, response)
    if path is None:
        return
    beyond.scribe.take(draft, response, beyond.scribe.client.response)
    lines = list(draft.first) + source([py.assign("read", py.call(py.attr(sender, "get"), path))])
    if gone:
        lines += source([py.check(py.compare(py.dotted("read.status_code"), "==", py.const(gone.status)))])
    else:
        lines += source([py.check(py.compare(py.dotted("read.status_code"), "==", py.const(200)))])
        inner = "".join(f"[{quoted(one)}]" for one in around)
        lines.append(f"assert read.json(){inner} == {response}.json(){inner}")
    noun = "is gone" if gone else "can be read back"
    beyond.add(
        PATH,
        beyond.writer.block(
            draft,
            PATH,
            name=f"test_{cut([*response.split('_'), *noun.split()], 67)}",
            doc=f"{operation.name}: what was written {noun}",
            body=lines,
        ),
    )


def _reader(beyond: Beyond, operation: Operation) -> Operation | None:
    """The read of what an operation writes: of the object that it makes, or of the one in its path."""
    reads = beyond.promises.by_name
    path = operation.path
    if operation.method == "POST":
        for (method, other), one in reads.items():
            found = _ITEM.fullmatch(other)
            if method == "GET" and found and found[1] == path.rstrip("/"):
                return one
    while path:
        if ("GET", path) in reads and path.endswith("}"):
            return reads["GET", path]
        path = path.rpartition("/")[0]
    return None


def _read_schema(beyond: Beyond, reading: Operation) -> object:
    answer = next((one for one in reading.answers if one.status == "200"), None)
    return beyond.promises.schema_of(answer)
