"""Finds where an object is: the path of an operation filled from the request that made or changed it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from assay.model.contract import Operation
from assay.promote.naming import identifier, words
from assay.promote.node import Node
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.expression import quoted
from assay.promote.templates import names_in
from assay.promote.writing.beyond import Beyond
from assay.promote.writing.drafting import Draft

ENVELOPES = ("data", "result", "item")
"""Fields that hold the whole object, beside what is said about the answer."""


def ids_of(beyond: Beyond, draft: Draft, node: Node, operation: Operation, response: str) -> list[ast.expr] | None:
    """The value of each parameter of the path, in order: as the request had it, else as its answer gives it."""
    mine = beyond.promises.operations.get(node.index)
    if mine is None:
        return None
    known = mine.path.strip("/").split("/")
    own = dict(enumerate(node.shape.segments[len(node.shape.segments) - len(known) :]))
    found: list[ast.expr] = []
    for at, part in enumerate(operation.path.strip("/").split("/")):
        if not part.startswith("{"):
            continue
        if at in own and known[at].startswith("{"):
            found.append(draft.text(own[at]))
        elif (made := _made(beyond, draft, node, part.strip("{}"), response)) is not None:
            found.append(made)
        else:
            return None
    return found


def address(beyond: Beyond, draft: Draft, node: Node, operation: Operation, response: str) -> ast.expr | None:
    """The whole path, as one text."""
    ids = ids_of(beyond, draft, node, operation, response)
    if ids is None:
        return None
    waiting = iter(ids)
    pieces: list[str | ast.expr] = [beyond.prefix(node)]
    for part in operation.path.strip("/").split("/"):
        pieces += ["/", next(waiting) if part.startswith("{") else part]
    return py.f_string(list(_flat(pieces)))


def _flat(pieces: list[str | ast.expr]) -> Iterator[str | ast.expr]:
    """Literals as text, so that they are part of the f-string."""
    for one in pieces:
        yield str(one.value) if isinstance(one, ast.Constant) else one


def _made(beyond: Beyond, draft: Draft, node: Node, parameter: str, response: str) -> ast.expr | None:
    """What names the object that a request made: as later requests take it, else a field of the answer."""
    for other in beyond.flow.nodes[node.index + 1 :]:
        names = [name for part in other.shape.segments for name in names_in(part)]
        for name in names:
            if beyond.flow.producers.get((other.index, name)) == node.index:
                return beyond.scribe.produced(draft, other, name, node.index)
    place = _place(node, parameter)
    if place is None:
        return None
    beyond.scribe.take(draft, response, beyond.scribe.client.response)
    local = beyond.scribe.local(f"{response}_{place[-1]}")
    draft.knows([f"{local} = {response}.json()" + "".join(f"[{quoted(one)}]" for one in place)])
    return py.name(local)


def _place(node: Node, parameter: str) -> list[str] | None:
    """Where the answer has the parameter's value: the field of its name, or the id; inside of an envelope too."""
    value, around = content(node.answer.json() if node.answer else None)
    if not isinstance(value, dict):
        return None
    wanted = identifier(parameter)
    names = [one for one in value if isinstance(value[one], str | int) and identifier(one) == wanted]
    names += [one for one in ("id", "uuid", "_id") if isinstance(value.get(one), str | int)]
    names += [one for one in value if wanted.endswith("_".join(words(one))) and isinstance(value[one], str | int)]
    return [*around, names[0]] if names else None


def content(document: Any) -> tuple[Any, list[str]]:
    """The object that an answer is about, and the field that it stands in."""
    if isinstance(document, dict) and "id" not in document:
        for name in ENVELOPES:
            if isinstance(document.get(name), dict):
                return document[name], [name]
    return document, []
