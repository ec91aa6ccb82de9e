"""Writes tests of who may not do what: strangers, lower roles, nobody; owner and stranger stand in each by name."""

from __future__ import annotations

import ast
from typing import Any

import msgspec

from assay.model.contract import Operation
from assay.promote.flow import Node
from assay.promote.identity import ANONYMOUS, Identity
from assay.promote.naming import cut, singular
from assay.promote.permissions import (
    Target,
    example_body,
    example_path,
    guarded,
    object_targets,
    role_targets,
    strangers,
)
from assay.promote.promises import Refused, refusal
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.source import source
from assay.promote.writing.beyond import Beyond
from assay.promote.writing.drafting import Draft
from assay.promote.writing.scribe import group_of
from assay.promote.writing.tables import parametrized, table

PATH = "test_permissions.py"
COLUMNS = {"method": "str", "path": "str", "body": "Any"}


def write_access(beyond: Beyond) -> None:
    """Object-level tests, then roles, then nobody."""
    for creator in sorted(beyond.flow.creators & set(beyond.promoted)):
        _strangers(beyond, creator)
    _roles(beyond)
    _nobody(beyond)


def _strangers(beyond: Beyond, creator: int) -> None:
    node = beyond.flow.nodes[creator]
    owner = beyond.scribe.identity(node)
    value = node.answer.json() if node.answer else None
    targets = [one for one in object_targets(beyond.flow, beyond.promises, creator) if _refuses(beyond, one.operation)]
    if owner == ANONYMOUS or not targets or not isinstance(value, dict) or "id" not in value:
        return
    for stranger in strangers(beyond.flow, owner, list(beyond.scribe.identities.values()))[:2]:
        _stranger(beyond, node, stranger, targets)


def _refuses(beyond: Beyond, operation: Operation) -> Refused | None:
    return refusal(beyond.promises, operation, 404, 403)


def _stranger(beyond: Beyond, node: Node, stranger: Identity, targets: list[Target]) -> None:
    noun = singular(group_of(node))
    owner = beyond.scribe.identity(node).name
    title = f"the {stranger.name} does not reach the {noun} of the {owner if owner != stranger.name else 'owner'}"
    name = f"{noun}_of_somebody_else_for_{stranger.name}".upper()
    rows = [(one.operation.name, _row(beyond, node, one.operation, one.body, dict(one.headers))) for one in targets]
    columns = dict(COLUMNS)
    if any(one.headers for one in targets):
        columns["headers"] = "dict[str, str]"
    else:
        rows = [(key, row[:3]) for key, row in rows]
    draft = beyond.scribe.draft(node)
    response = beyond.fixture(node)
    ident = f"{noun}_id"
    draft.knows([f'{ident} = {response}.json()["id"]'])
    owner_client = beyond.scribe.sender(draft, node)
    stranger_client = _client(beyond, draft, stranger)
    beyond.scribe.take(draft, response, beyond.scribe.client.response)
    reads = (one.operation for one in targets if one.operation.method == "GET" and one.operation.path.endswith("}"))
    reading = None if beyond.flow.moves_on(node.index) else next(reads, None)
    statements: list[ast.stmt] = []
    if reading is not None:
        place = py.f_string([beyond.prefix(node) + reading.path.rpartition("/")[0] + "/", py.name(ident)])
        statements.append(py.assign("own", place))
        statements.append(
            py.assign("before", py.call(py.attr(py.call(py.attr(owner_client, "get"), py.name("own")), "json")))
        )
    named = {"json": py.name("body"), **({"headers": py.name("headers")} if "headers" in columns else {})}
    asked = py.method(py.name("path"), "format", py.name(ident))
    statements.append(
        py.assign("response", py.call(py.attr(stranger_client, "request"), py.name("method"), asked, **named))
    )
    statements.append(
        py.check(py.is_in(py.dotted("response.status_code"), py.const(403), py.const(404)), py.dotted("response.text"))
    )
    if reading is not None:
        again = py.call(py.attr(py.call(py.attr(owner_client, "get"), py.name("own")), "json"))
        statements.append(py.check(py.compare(again, "==", py.name("before"))))
    draft.needs(["from typing import Any"])
    for key, annotation in columns.items():
        draft.takes(key, annotation)
    beyond.add(
        PATH,
        table(name, rows),
        beyond.writer.block(
            draft,
            PATH,
            name=f"test_{cut(title.replace('_', ' ').split(), 67)}",
            doc=f"The {noun} of the {owner} is out of reach for the {stranger.name}"
            + (", and stays as it is" if reading else ""),
            body=[*draft.first, *source(statements)],
            marks=[parametrized(tuple(columns), name)],
        ),
    )


def _row(beyond: Beyond, node: Node, operation: Operation, body: Any, headers: dict[str, str]) -> tuple[Any, ...]:
    segments = ["{}" if part.startswith("{") else part for part in operation.path.split("/")]
    return operation.method, beyond.prefix(node) + "/".join(segments), body, headers


def _client(beyond: Beyond, draft: Draft, identity: Identity) -> ast.expr:
    beyond.scribe.wanted.add(identity.client)
    return draft.takes(identity.client, beyond.scribe.client.session)


def _roles(beyond: Beyond) -> None:
    """What a privileged identity did, tried by one that is not."""
    targets = role_targets(beyond.flow, beyond.promises)
    identities = list(beyond.scribe.identities.values())
    lesser = next(iter(strangers(beyond.flow, ANONYMOUS, identities)), None)
    if lesser is None or not targets:
        return
    rows = []
    for node, operation in targets:
        body = example_body(beyond.promises, operation)
        if body is not None:
            path = beyond.prefix(node) + example_path(beyond.promises, operation)
            rows.append((operation.name, (operation.method, path, body)))
    if rows:
        name = f"NOT_FOR_{lesser.name}".upper()
        _table_test(
            beyond,
            lesser,
            name,
            rows,
            f"the {lesser.name} has no right to it",
            "403, for the role",
            (403,),
            targets[0][1],
        )


def _nobody(beyond: Beyond) -> None:
    reached = {operation.name: index for index, operation in beyond.promises.operations.items()}
    rows = []
    for operation in guarded(beyond.promises):
        body = example_body(beyond.promises, operation)
        prefix = (
            beyond.prefix(beyond.flow.nodes[reached[operation.name]])
            if operation.name in reached
            else _some_prefix(beyond)
        )
        path = prefix + example_path(beyond.promises, operation)
        rows.append((operation.name, (operation.method, path, msgspec.UNSET if body is None else body)))
    if rows:
        first = guarded(beyond.promises)[0]
        _table_test(
            beyond,
            ANONYMOUS,
            "GUARDED",
            rows,
            "nobody gets in without credentials",
            "401 without credentials",
            (401,),
            first,
        )


def _some_prefix(beyond: Beyond) -> str:
    return next((beyond.prefix(beyond.flow.nodes[index]) for index in beyond.promises.operations), "")


def _table_test(
    beyond: Beyond,
    identity: Identity,
    name: str,
    rows: list[tuple[str, tuple[Any, ...]]],
    title: str,
    doc: str,
    statuses: tuple[int, ...],
    operation: Operation,
) -> None:
    draft = beyond.scribe.draft(beyond.flow.nodes[0])
    client = _client(beyond, draft, identity)
    call = py.call(py.attr(client, "request"), py.name("method"), py.name("path"), json=py.name("body"))
    status = py.compare(py.dotted("response.status_code"), "==", py.const(statuses[0]))
    lines = source([py.assign("response", call), py.check(status, py.dotted("response.text"))])
    refused = refusal(beyond.promises, operation, *statuses)
    if refused is not None and refused.schema is not None:
        beyond.writer.validator(draft)
        draft.needs(["import json", "from pathlib import Path"])
        lines.append(f"validate(response.json(), {beyond.schema(PATH, refused.schema, operation, refused.status)})")
    draft.needs(["from typing import Any"])
    for key, annotation in COLUMNS.items():
        draft.takes(key, annotation)
    beyond.add(
        PATH,
        table(name, rows),
        beyond.writer.block(
            draft,
            PATH,
            name=f"test_{cut(title.replace('_', ' ').split(), 67)}",
            doc=f"The answer is {doc}",
            body=lines,
            marks=[parametrized(tuple(COLUMNS), name)],
        ),
    )
