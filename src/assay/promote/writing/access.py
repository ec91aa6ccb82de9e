"""Writes tests of who may not do what: strangers, lower roles, nobody; owner and stranger stand in each by name."""

from __future__ import annotations

import ast
from typing import Any

import msgspec

from assay.model.contract import Operation
from assay.promote.identity import ANONYMOUS, Identity
from assay.promote.naming import cut, singular, words
from assay.promote.node import Node
from assay.promote.people import strangers_to
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
from assay.promote.writing.addressing import address, ids_of
from assay.promote.writing.beyond import Beyond
from assay.promote.writing.drafting import Draft
from assay.promote.writing.scribe import group_of
from assay.promote.writing.tables import parametrized, table

PATH = "test_permissions.py"
MOST_STRANGERS = 2
LONG_ENOUGH = 6
"""Characters of an id that is looked for in a text."""
COLUMNS = {"method": "str", "path": "str", "body": "Any"}


def write_access(beyond: Beyond) -> None:
    """Object-level tests, then roles, then those whose credentials are no good any more, then nobody."""
    _introduce(beyond)
    for creator in sorted(beyond.flow.creators & set(beyond.promoted)):
        _strangers(beyond, _owned(beyond, creator))
    _roles(beyond)
    guarded_rows = _guarded(beyond)
    if guarded_rows:
        _shut_out(beyond, guarded_rows)


def _introduce(beyond: Beyond) -> None:
    """A client for each of the project's people, with the log-in that it needs."""
    for node in beyond.flow.nodes:
        if node.identity in beyond.flow.people and node.identity.kind != "none":
            beyond.scribe.wanted.add(node.identity.client)
            for name in node.identity.variables:
                if (login := beyond.flow.producers.get((node.index, name))) is not None:
                    beyond.fixture(beyond.flow.nodes[login])


def _owned(beyond: Beyond, creator: int) -> int:
    """The request as done by one of the project's people, where there is such a one."""
    found = [copy for (index, _), copy in beyond.flow.copies.items() if index == creator]
    if found and creator in beyond.writer.crowded:
        beyond.writer.crowded.update(found)
    return found[0] if found else creator


def _known_strangers(beyond: Beyond, creator: int, owner: Identity) -> list[Identity]:
    if creator in beyond.flow.copies.values():
        return strangers_to(owner, beyond.flow.people)
    return strangers(beyond.flow, owner, list(beyond.scribe.identities.values()))


def _called(beyond: Beyond, identity: Identity) -> str:
    """The user; but alice, where the project has a name for her."""
    return identity.name if identity in beyond.flow.people else f"the {identity.name}"


def _strangers(beyond: Beyond, creator: int) -> None:
    node = beyond.flow.nodes[creator]
    owner = beyond.scribe.identity(node)
    targets = [
        one for one in object_targets(beyond.flow, beyond.promises, creator) if _refuses(beyond, node, one.operation)
    ]
    if owner == ANONYMOUS or not targets:
        return
    for stranger in _known_strangers(beyond, creator, owner)[:MOST_STRANGERS]:
        _stranger(beyond, node, stranger, targets)
        _not_listed(beyond, node, stranger)


def _refuses(beyond: Beyond, node: Node, operation: Operation) -> Refused | None:
    """How an operation keeps others out; None where it does not, as far as the contract and the collection tell."""
    if operation.method == "GET" and _is_shared(beyond, node, operation):
        return None
    return refusal(beyond.promises, operation, 404, 403)


def _is_shared(beyond: Beyond, node: Node, operation: Operation) -> bool:
    """Whether a read may be for everybody: others have done it, or it shows what somebody with more rights has made,
    as a shop does, and neither a tenant nor a declared 403 says that it is kept back.
    """
    maker = beyond.flow.nodes[_original(beyond, node)].identity
    readers = [one for one in beyond.flow.nodes if beyond.promises.operations.get(one.index) is operation and one.good]
    if any(one.identity != maker and one.identity.name != node.identity.name for one in readers):
        return not node.identity.tenant
    kept = node.identity.tenant or refusal(beyond.promises, operation, 403)
    return node.identity.privileged and not kept


def _original(beyond: Beyond, node: Node) -> int:
    """The collection's own request, of which somebody's may be a copy."""
    return next((index for (index, _), copy in beyond.flow.copies.items() if copy == node.index), node.index)


def _stranger(beyond: Beyond, node: Node, stranger: Identity, targets: list[Target]) -> None:
    noun = singular(group_of(node))
    who, whose = _called(beyond, stranger), _called(beyond, beyond.scribe.identity(node))
    title = f"{who} does not reach the {noun} of {whose if whose != who else 'the owner'}"
    name = f"{noun}_of_somebody_else_for_{stranger.name}".upper()
    rows = [(one.operation.name, _row(beyond, node, one.operation, one.body, dict(one.headers))) for one in targets]
    columns = dict(COLUMNS)
    if any(one.headers for one in targets):
        columns["headers"] = "dict[str, str]"
    else:
        rows = [(key, row[:3]) for key, row in rows]
    draft = beyond.scribe.draft(node)
    response = beyond.fixture(node)
    ids = ids_of(beyond, draft, node, targets[0].operation, response)
    if ids is None:
        return
    owner_client = beyond.scribe.sender(draft, node)
    stranger_client = _client(beyond, draft, stranger)
    beyond.scribe.take(draft, response, beyond.scribe.client.response)
    reads = (one.operation for one in targets if one.operation.method == "GET" and one.operation.path.endswith("}"))
    reading = None if beyond.flow.moves_on(node.index) else next(reads, None)
    statements: list[ast.stmt] = []
    if reading is not None:
        statements.append(py.assign("own", address(beyond, draft, node, reading, response) or py.const(reading.path)))
        statements.append(
            py.assign("before", py.call(py.attr(py.call(py.attr(owner_client, "get"), py.name("own")), "json")))
        )
    named = {"json": py.name("body"), **({"headers": py.name("headers")} if "headers" in columns else {})}
    asked = py.method(py.name("path"), "format", *ids)
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
            doc=f"The {noun} of {whose} is out of reach for {who}" + (", and stays as it is" if reading else ""),
            body=[*draft.first, *source(statements)],
            marks=[parametrized(tuple(columns), name)],
        ),
    )


def _not_listed(beyond: Beyond, node: Node, stranger: Identity) -> None:
    """The list of what somebody may see does not hold what a stranger has made."""
    made = beyond.promises.operations[node.index]
    listing = beyond.promises.by_name.get(("GET", made.path))
    if listing is None or "{" in made.path or any(one.required and one.place == "query" for one in listing.parameters):
        return
    noun, response = singular(group_of(node)), beyond.fixture(node)
    draft = beyond.scribe.draft(node)
    item = next((one for one in beyond.promises.contract.operations if one.path.startswith(f"{made.path}/{{")), None)
    ids = ids_of(beyond, draft, node, item, response) if item is not None else None
    if not ids or not _telling(node) or _is_shared(beyond, node, listing):
        return
    client = _client(beyond, draft, stranger)
    beyond.scribe.take(draft, response, beyond.scribe.client.response)
    asked = py.call(py.attr(client, "get"), py.const(beyond.prefix(node) + made.path))
    told = py.compare(py.call("str", ids[-1]), "not in", py.dotted("response.text"))
    who, whose = _called(beyond, stranger), _called(beyond, beyond.scribe.identity(node))
    title = f"{who} sees no {noun} of {whose if whose != who else 'the owner'} in the list"
    beyond.add(
        PATH,
        beyond.writer.block(
            draft,
            PATH,
            name=f"test_{cut(title.replace('_', ' ').split(), 67)}",
            doc=f"What {whose} has made is in no list of {who}",
            body=[*draft.first, *source([py.assign("response", asked), py.check(told)])],
        ),
    )


def _telling(node: Node) -> bool:
    """Whether an id is long enough to stand in a text by nothing but itself."""
    value = node.answer.json() if node.answer else None
    inner = [value, *(one for one in value.values() if isinstance(one, dict))] if isinstance(value, dict) else []
    ids = [one for row in inner for name, one in row.items() if words(name)[-1:] in (["id"], ["uuid"], ["number"])]
    return any(len(str(one)) >= LONG_ENOUGH for one in ids)


def _row(beyond: Beyond, node: Node, operation: Operation, body: Any, headers: dict[str, str]) -> tuple[Any, ...]:
    segments = ["{}" if part.startswith("{") else part for part in operation.path.split("/")]
    return operation.method, beyond.prefix(node) + "/".join(segments), body, headers


def _client(beyond: Beyond, draft: Draft, identity: Identity) -> ast.expr:
    beyond.scribe.wanted.add(identity.client)
    return draft.takes(identity.client, beyond.scribe.client.session)


def _roles(beyond: Beyond) -> None:
    """What a privileged identity did, tried by one that is not."""
    targets = role_targets(beyond.flow, beyond.promises)
    lesser = _lesser(beyond)
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
            f"{_called(beyond, lesser)} has no right to it",
            "403, for the role",
            (403,),
            targets[0][1],
        )


def _lesser(beyond: Beyond) -> Identity | None:
    """Somebody with no more rights than most: one of the project's people, else of the collection."""
    people = [one for one in beyond.flow.people if not (one.privileged or one.expired or one.kind == "none")]
    with_role = [one for one in people if one.role]
    found = [*with_role, *people] or strangers(beyond.flow, ANONYMOUS, list(beyond.scribe.identities.values()))
    return next(iter(found), None)


def _guarded(beyond: Beyond) -> list[tuple[str, tuple[Any, ...]]]:
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
    return rows


def _shut_out(beyond: Beyond, rows: list[tuple[str, tuple[Any, ...]]]) -> None:
    """Without credentials, and with those that have expired."""
    first = guarded(beyond.promises)[0]
    title = "nobody gets in without credentials"
    _table_test(beyond, ANONYMOUS, "GUARDED", rows, title, "401 without credentials", (401,), first)
    for one in beyond.flow.people:
        if one.expired and one.kind != "none":
            title, doc = f"{one.name} gets in no more", "401 for credentials that have expired"
            _table_test(beyond, one, "GUARDED", rows, title, doc, (401,), first)


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
    if not any(block.name == name for block in beyond.blocks.get(PATH, ())):
        beyond.add(PATH, table(name, rows))
    beyond.add(
        PATH,
        beyond.writer.block(
            draft,
            PATH,
            name=f"test_{cut(title.replace('_', ' ').split(), 67)}",
            doc=f"The answer is {doc}",
            body=lines,
            marks=[parametrized(tuple(COLUMNS), name)],
        ),
    )
