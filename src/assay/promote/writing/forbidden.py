"""Writes tests of what the contract forbids, as the tables that a person would write by hand."""

from __future__ import annotations

import ast

import msgspec

from assay.model.contract import Operation
from assay.promote.naming import cut, identifier, words
from assay.promote.negative import Case, Paging, body_cases, paging_of, query_cases
from assay.promote.node import Node
from assay.promote.permissions import example_path
from assay.promote.promises import Refused, refusal
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.source import source
from assay.promote.writing.beyond import Beyond
from assay.promote.writing.code import Block, Parameter
from assay.promote.writing.drafting import Draft
from assay.promote.writing.sending import call_of
from assay.promote.writing.tables import parametrized, table

PATH = "test_validation.py"


def write_forbidden(beyond: Beyond) -> None:
    """A table for each operation with a body, and for each with a query; a test for its pages."""
    seen: set[str] = set()
    for index in beyond.promoted:
        node = beyond.flow.nodes[index]
        operation = beyond.promises.operations.get(index)
        if operation is None or operation.name in seen or not node.good or index in beyond.flow.fresh:
            continue
        seen.add(operation.name)
        refused = refusal(beyond.promises, operation, 422, 400)
        if refused is not None:
            _bodies(beyond, node, operation, refused)
            _queries(beyond, node, operation, refused)
        if (paging := paging_of(beyond.promises, operation)) is not None and node.shape.reads:
            _pages(beyond, node, operation, paging)
    _unknown_ids(beyond)


def _bodies(beyond: Beyond, node: Node, operation: Operation, refused: Refused) -> None:
    cases = body_cases(beyond.promises, operation, node.shape.json if node.shape.json is not msgspec.UNSET else None)
    if not cases:
        return
    if not any(block.name == "changed" for block in beyond.blocks.get(PATH, ())):
        beyond.add(PATH, _missing(), _changed())
    subject = words(operation.summary or node.source.step.name)
    name = cut([*subject, "bad", "bodies"], 60).upper()
    draft = beyond.scribe.draft(node)
    sender = beyond.scribe.sender(draft, node)
    body = draft.json(node.shape.json)
    bare = call_of(
        draft,
        msgspec.structs.replace(node.shape, json=msgspec.UNSET),
        sender,
        beyond.scribe.client,
        beyond.scribe.settings.base,
    )
    assert isinstance(bare, ast.Call)
    bare.keywords.append(ast.keyword("json", py.call("changed", py.name("body"), py.name("where"), py.name("value"))))
    beyond.writer.states(draft, node)
    lines = [*draft.first, *source([py.assign("body", body), py.assign("response", bare)])]
    lines += _refused(beyond, draft, operation, refused)
    _take(draft, where="tuple[str | int, ...]", value="object")
    beyond.add(
        PATH,
        table(name, [(case.why, (case.where, case.value)) for case in _told(cases)]),
        beyond.writer.block(
            draft,
            PATH,
            name=f"test_{cut([*subject, 'refuses', 'a', 'bad', 'body'], 67)}",
            doc=f"{operation.name} refuses a body that the contract forbids",
            body=lines,
            marks=[parametrized(("where", "value"), name)],
        ),
    )


def _told(cases: list[Case]) -> list[Case]:
    """Each case once by its words, which are its id."""
    return list({case.why: case for case in cases}.values())


def _take(draft: Draft, **parameters: str) -> None:
    for name, annotation in parameters.items():
        draft.takes(name, annotation)


def _refused(beyond: Beyond, draft: Draft, operation: Operation, refused: Refused) -> list[str]:
    status = py.compare(py.dotted("response.status_code"), "==", py.const(refused.status))
    lines = source([py.check(status, py.dotted("response.text"))])
    if refused.schema is not None:
        beyond.writer.validator(draft)
        draft.needs(["import json", "from pathlib import Path"])
        lines.append(f"validate(response.json(), {beyond.schema(PATH, refused.schema, operation, refused.status)})")
    return lines


def _missing() -> Block:
    return Block(name="MISSING", kind="constant", body=("MISSING = object()",))


def _changed() -> Block:
    return Block(
        name="changed",
        kind="function",
        parameters=(
            Parameter(name="body", annotation="Any"),
            Parameter(name="where", annotation="tuple[str | int, ...]"),
            Parameter(name="value", annotation="object"),
        ),
        returns="Any",
        doc="A copy of the body with one value changed, or taken out.",
        body=(
            "copied = copy.deepcopy(body)",
            "place = copied",
            "for part in where[:-1]:",
            "    place = place[part]",
            "if value is MISSING:",
            "    place.pop(where[-1], None)",
            "else:",
            "    place[where[-1]] = value",
            "return copied",
        ),
        imports=("import copy", "from typing import Any"),
    )


def _queries(beyond: Beyond, node: Node, operation: Operation, refused: Refused) -> None:
    cases = query_cases(beyond.promises, operation) if node.shape.reads else []
    if not cases:
        return
    subject = words(operation.summary or node.source.step.name)
    name = cut([*subject, "bad", "queries"], 60).upper()
    draft = beyond.scribe.draft(node)
    sender = beyond.scribe.sender(draft, node)
    bare = call_of(
        draft, msgspec.structs.replace(node.shape, query=()), sender, beyond.scribe.client, beyond.scribe.settings.base
    )
    assert isinstance(bare, ast.Call)
    required = {one.name for one in operation.parameters if one.required}
    base = [(key, value) for key, value in node.shape.query if key in required]
    keys: list[ast.expr | None] = [*(py.const(key) for key, _ in base), py.name("parameter")]
    params = ast.Dict(keys, [*(draft.text(value) for _, value in base), py.name("value")])
    bare.keywords.insert(0, ast.keyword("params", params))
    lines = [*draft.first, *source([py.assign("response", bare)]), *_refused(beyond, draft, operation, refused)]
    _take(draft, parameter="str", value="str")
    beyond.add(
        PATH,
        table(name, [(case.why, (case.name, case.value)) for case in cases]),
        beyond.writer.block(
            draft,
            PATH,
            name=f"test_{cut([*subject, 'refuses', 'a', 'bad', 'query'], 67)}",
            doc=f"{operation.name} refuses a query that the contract forbids",
            body=lines,
            marks=[parametrized(("parameter", "value"), name)],
        ),
    )


def _pages(beyond: Beyond, node: Node, operation: Operation, paging: Paging) -> None:
    """Two pages of one are the page of two: only of lists that no test adds to."""
    grown = {beyond.promises.operations[one].path for one in beyond.flow.creators if one in beyond.promises.operations}
    if (
        operation.path in grown
        or beyond.flow.states.get(node.index)
        or set(beyond.flow.feeders(node.index)) & beyond.flow.creators
    ):
        return  # it grows while the tests run
    subject = words(operation.summary or node.source.step.name)
    draft = beyond.scribe.draft(node)
    sender = beyond.scribe.sender(draft, node)
    required = {one.name for one in operation.parameters if one.required}
    query = tuple((key, value) for key, value in node.shape.query if key in required)

    def page(limit: int, offset: int) -> ast.expr:
        shape = msgspec.structs.replace(
            node.shape, query=(*query, (paging.limit, str(limit)), (paging.offset, str(offset)))
        )
        return call_of(draft, shape, sender, beyond.scribe.client, beyond.scribe.settings.base)

    statements: list[ast.stmt] = [
        py.assign("both", page(2, 0)),
        py.assign("first", page(1, 0)),
        py.assign("second", page(1, 1)),
        py.check(
            py.compare(
                _items("both", paging), "==", py.arithmetic(_items("first", paging), "+", _items("second", paging))
            )
        ),
    ]
    beyond.writer.states(draft, node)
    lines = [*draft.first, *source(statements)]
    beyond.add(
        PATH,
        beyond.writer.block(
            draft,
            PATH,
            name=f"test_{cut([*subject, 'page', 'by', 'page'], 67)}",
            doc=f"{operation.name}: two pages of one item hold what a page of two holds",
            body=lines,
        ),
    )


def _items(response: str, paging: Paging) -> ast.expr:
    return py.item(py.call(f"{response}.json"), py.const(paging.items))


def _unknown_ids(beyond: Beyond) -> None:
    """Well-formed ids that name nothing, by who could read them."""
    found: dict[str, tuple[Node, list[tuple[str, tuple[str]]], Operation, Refused]] = {}
    for index in beyond.promoted:
        node, operation = beyond.flow.nodes[index], beyond.promises.operations.get(index)
        if operation is None or operation.method != "GET" or "{" not in operation.path or index in beyond.flow.fresh:
            continue
        refused = refusal(beyond.promises, operation, 404)
        if refused is None or not node.good:
            continue
        who = beyond.scribe.identity(node)
        path = beyond.prefix(node) + example_path(beyond.promises, operation)
        rows = found.setdefault(who.client, (node, [], operation, refused))[1]
        if (operation.path, (path,)) not in rows:
            rows.append((operation.path, (path,)))
    for client, (node, rows, operation, refused) in found.items():
        name = f"{identifier(client.removesuffix('_client')).upper()}_UNKNOWN"
        draft = beyond.scribe.draft(node)
        sender = beyond.scribe.sender(draft, node)
        lines = source([py.assign("response", py.call(py.attr(sender, "get"), py.name("path")))])
        lines += _refused(beyond, draft, operation, refused)
        _take(draft, path="str")
        beyond.add(
            PATH,
            table(name, rows),
            beyond.writer.block(
                draft,
                PATH,
                name=f"test_an_unknown_id_is_not_found_by_the_{client.removesuffix('_client')}",
                doc="A well-formed id that names nothing is refused with 404",
                body=lines,
                marks=[parametrized(("path",), name)],
            ),
        )
