"""Paths and their methods as operations, each with all that it inherits from its path and from the document."""

from __future__ import annotations

from collections.abc import Iterator

from assay.formats.openapi import swagger
from assay.formats.openapi.answers import read_answers, read_body
from assay.formats.openapi.node import Node
from assay.formats.openapi.parameters import merged, read_parameters
from assay.formats.openapi.reading import Reading
from assay.formats.openapi.security import read_requirements, read_scopes
from assay.formats.openapi.servers import read_servers
from assay.model.contract import Answer, Body, Operation, Parameter
from assay.model.errors import InputError

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
MAX_OPERATIONS = 10_000


def read_operations(reading: Reading) -> tuple[Operation, ...]:
    """Every operation, in the document's order. InputError where they are more than MAX_OPERATIONS."""
    found: list[Operation] = []
    for path, member in reading.root.child("paths").members():
        if path.startswith("x-"):
            continue
        item = reading.references.follow(member)
        if item is None or not isinstance(item.value, dict):
            reading.notes.warn(member, "this is no path item; it was left out.")
            continue
        for method, node in _methods(item):
            if not isinstance(node.value, dict):
                reading.notes.warn(node, "this is no operation; it was left out.")
                continue
            if len(found) >= MAX_OPERATIONS:
                raise InputError(f"This contract has more than {MAX_OPERATIONS:,} operations.", where=member.file)
            found.append(_operation(path, method, item, node, reading))
    return tuple(found)


def _methods(item: Node) -> Iterator[tuple[str, Node]]:
    for key, node in item.members():
        if key.lower() in METHODS:
            yield key.upper(), node
    yield from item.child("additionalOperations").members()


def _operation(path: str, method: str, item: Node, node: Node, reading: Reading) -> Operation:
    reading.notes.count(node)
    own = node.child("security")
    security = reading.root.child("security") if read_requirements(own) is None else own
    tags = node.fields.get("tags")
    parameters, body, answers = (_old_parts if reading.is_swagger else _parts)(item, node, reading)
    return Operation(
        method=method,
        path=path if path.startswith("/") else f"/{path}",
        id=node.text("operationId"),
        summary=node.text("summary") or item.text("summary"),
        description=node.text("description") or item.text("description"),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        parameters=parameters,
        body=body,
        answers=answers,
        security=read_requirements(security),
        scopes=read_scopes(security),
        deprecated=node.flag("deprecated"),
        servers=read_servers(node.child("servers")) or read_servers(item.child("servers")),
    )


_Parts = tuple[tuple[Parameter, ...], Body | None, tuple[Answer, ...]]


def _parts(item: Node, node: Node, reading: Reading) -> _Parts:
    shared, own = (read_parameters(one.child("parameters"), reading) for one in (item, node))
    body = read_body(node.child("requestBody"), reading)
    return merged((*shared, *own)), body, read_answers(node.child("responses"), reading)


def _old_parts(item: Node, node: Node, reading: Reading) -> _Parts:
    listed = [*item.child("parameters").items(), *node.child("parameters").items()]
    given = swagger.read_given(listed, swagger.media_types(node, reading.root, "consumes"), reading)
    produces = swagger.media_types(node, reading.root, "produces")
    return given.parameters, given.body, swagger.read_answers(node.child("responses"), produces, reading)
