"""How a client comes to show the credentials of an identity: a header when it is opened, or a line afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.promote.identity import Identity
from assay.promote.node import Node
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.source import source
from assay.promote.sessions import setter
from assay.promote.writing.drafting import Draft
from assay.promote.writing.scribe import Scribe

CLIENT = "client"


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """The head of the `with` that opens a client, and what its body begins with."""

    head: tuple[str, ...]
    first: tuple[str, ...] = ()


def opening(scribe: Scribe, draft: Draft, identity: Identity, node: Node | None) -> Opening:
    """A client in somebody's name; `node` is a request that it sends, which tells where the variables come from."""
    header = draft.text(identity.template) if identity.kind == "header" else None
    arguments = ["base_url"] if header is None else ["base_url", _header(identity.key, header)]
    flat = f"with connect({', '.join(arguments)}) as {CLIENT}:"
    head = [flat] if len(flat) <= 84 else ["with connect(", f"    {', '.join(arguments)}", f") as {CLIENT}:"]
    statements = list(_credentials(scribe, draft, identity, node))
    return Opening(head=tuple(head), first=tuple(source(statements, 4)))


def _header(name: str, value: ast.expr) -> str:
    return source([ast.Expr(ast.Dict([py.const(name)], [value]))], -200)[0]


def _credentials(scribe: Scribe, draft: Draft, identity: Identity, node: Node | None) -> Iterator[ast.stmt]:
    if identity.kind == "query":
        yield _set("params", ast.Dict([py.const(identity.key)], [draft.text(identity.template)]))
    elif identity.kind == "basic":
        account = [draft.text(identity.template), draft.text(identity.password)]
        yield _set("auth", ast.Tuple(account, ast.Load()))
    elif identity.kind == "digest":
        imported, kind = scribe.client.digest
        draft.needs([imported])
        yield _set("auth", py.call(kind, draft.text(identity.template), draft.text(identity.password)))
    elif identity.kind == "signed":
        draft.needs(["from assay.testing.signing import signing"])
        params = {key: _value(draft, value) for key, value in identity.params}
        yield _set("auth", py.call("signing", py.const(identity.key), **params))
    elif identity.kind == "cookie" and node is not None:
        yield from _cookies(scribe, draft, identity, node)


def _set(name: str, value: ast.expr) -> ast.stmt:
    statement = ast.parse(f"{CLIENT}.{name} = None").body[0]
    assert isinstance(statement, ast.Assign)
    statement.value = value
    return statement


def _value(draft: Draft, value: Any) -> ast.expr:
    return draft.json(value)


def _cookies(scribe: Scribe, draft: Draft, identity: Identity, node: Node) -> Iterator[ast.stmt]:
    """The cookies of each log-in; where it was redirected, those of the answers on the way."""
    for index in filter(None.__ne__, map(setter, identity.variables)):
        assert index is not None
        login = scribe.response_of(index, node.index)
        scribe.take(draft, login, scribe.client.response)
        answer = scribe.flow.nodes[index].answer
        if answer is not None and answer.redirected:
            loop = f"for answer in (*{login}.history, {login}):\n    {CLIENT}.cookies.update(answer.cookies)"
            yield from ast.parse(loop).body
        else:
            yield from ast.parse(f"{CLIENT}.cookies.update({login}.cookies)").body
