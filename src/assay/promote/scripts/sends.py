"""`pm.sendRequest` as a call of the client: callback, `then` and `await` go on with its answer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assay.promote.scripts import functions
from assay.promote.scripts.context import Bound, Closure, Received
from assay.promote.scripts.javascript.bodies import FUNCTIONS, body_of
from assay.promote.scripts.javascript.literals import string_of
from assay.promote.scripts.javascript.tree import Node, unwrapped, walk
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import NOTHING, NULL, Value

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions
    from assay.promote.scripts.statements import Statements

SEND = "pm.sendRequest"
NO_ERROR = Value(py.const(None), NULL, literal=True)
"""What a callback gets as its error: a client that cannot send raises."""
_GOING_ON = frozenset({"then", "catch", "finally"})
_PARTS = frozenset({"url", "method", "header", "headers", "body", "auth"})
_IDLE = frozenset({"name", "description", "proxy", "strictSSL", "timeout"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_METHODS = _WITH_BODY | {"GET", "HEAD", "OPTIONS", "DELETE"}
_PLACEHOLDER = re.compile(r"\{\{([^{}]{1,200})\}\}")


def is_sending(node: Node) -> bool:
    """Whether it is a call of pm.sendRequest, with all that goes on after it."""
    node = unwrapped(node)
    if node.kind == "await_expression":
        return is_sending(node.children[0])
    if node.kind != "call_expression":
        return False
    function = unwrapped(node["function"])
    goes_on = function.kind == "member_expression" and function["property"].text in _GOING_ON
    return is_sending(function["object"]) if goes_on else function.text == SEND


def is_request(node: Node) -> bool:
    """Whether an object looks like what pm.sendRequest is given."""
    keys = [child["key"].text.strip("\"'") for child in node.children if child.kind == "pair"]
    return node.kind == "object" and "url" in keys and set(keys) <= _PARTS | _IDLE


def callbacks(node: Node) -> Iterator[tuple[Node, Node]]:
    """Each function that goes on with an answer, and the call that it is handed to, in the order in which they run."""
    node = unwrapped(node)
    if node.kind == "await_expression":
        yield from callbacks(node.children[0])
        return
    function, args = unwrapped(node["function"]), node["arguments"].children
    if function.text == SEND:
        yield from ((one, node) for one in args[1:2] if one.kind in FUNCTIONS)
        return
    yield from callbacks(function["object"])
    if function["property"].text == "then":
        yield from ((one, node) for one in args[:1] if one.kind in FUNCTIONS)


def run(s: Statements, node: Node) -> Bound:
    """Send, and do what the script does with the answer."""
    node = unwrapped(node)
    if node.kind == "await_expression":
        return run(s, node.children[0])
    function, args = unwrapped(node["function"]), node["arguments"].children
    if function.text != SEND:
        before = run(s, function["object"])
        is_then = function["property"].text == "then" and args
        return _continued(s, functions.closure(s.t, args[0]), before) if is_then else before
    received = send(s.t, node)
    if len(args) > 1:
        from assay.promote.scripts import calling

        calling.inline(s, functions.closure(s.t, args[1]), [NO_ERROR, received])
    return received


def _continued(s: Statements, callback: Closure, answer: Bound) -> Bound:
    """`then(callback)`; where that sends again, what follows goes on with the new answer."""
    from assay.promote.scripts import calling

    body = body_of(callback.node)
    last = body[-1] if body else None
    returned = last.children[0] if last is not None and last.children and last.kind != "lexical_declaration" else None
    if last is None or returned is None or last in s.slice.skipped or not is_sending(returned):
        calling.inline(s, callback, [answer])
        return NOTHING
    found: list[Bound] = []
    calling.inline(s, callback, [answer], body=body[:-1], then=lambda: found.append(run(s, returned)))
    return found[0]


def send(t: Expressions, node: Node) -> Received:
    """The call of the client, and the name that its answer gets."""
    if t.context.lazy:
        raise Untranslatable("a request in the midst of an expression is not translated", node)
    args = node["arguments"].children
    if not args:
        raise Untranslatable("pm.sendRequest() of nothing is not translated", node)
    request = _written(t, args[0])
    call = _call(t, request)
    name = t.context.fresh("answer")
    t.context.emit(py.assign(name, call))
    t.context.sends = True
    return Received("pm.response", name)


def _written(t: Expressions, node: Node) -> Node:
    """The object that stands there, or that the name stands for."""
    node = unwrapped(node)
    return t.context.literals.get(node.text, node) if node.kind == "identifier" else node


def _call(t: Expressions, node: Node) -> ast.expr:
    sender = py.name(t.context.scope.sender)
    if node.kind != "object":
        return py.call(py.attr(sender, "get"), _filled(t, node))
    parts = _members(node)
    if odd := sorted(parts.keys() - _PARTS - _IDLE):
        raise Untranslatable(f"a request with {odd[0]} of its own is not translated", node)
    if "url" not in parts:
        raise Untranslatable("a request without a URL is not translated", node)
    method = t.text_of(parts["method"]).upper() if "method" in parts else "GET"
    named = _body(t, parts["body"]) if "body" in parts else {}
    if "auth" in parts:
        named = {**_auth(t, parts["auth"]), **named}
    headers = _headers(t, parts.get("header") or parts.get("headers"), is_json="json" in named)
    if headers.keys:
        named = {"headers": headers, **named}
    url = _filled(t, parts["url"])
    if method not in _METHODS or (method not in _WITH_BODY and named.keys() - {"headers", "auth"}):
        return py.call(py.attr(sender, "request"), py.const(method), url, **named)
    return py.call(py.attr(sender, method.lower()), url, **named)


def _members(node: Node) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for child in node.children:
        if child.kind == "shorthand_property_identifier":
            found[child.text] = Node("identifier", child.text, child.start, child.end, child.line, child.last_line)
        elif child.kind == "pair" and child["key"].kind in ("property_identifier", "string"):
            key = child["key"]
            found[string_of(key) if key.kind == "string" else key.text] = child["value"]
        else:
            raise Untranslatable("a request whose parts are made as the script runs is not translated", child)
    return found


def _filled(t: Expressions, node: Node) -> ast.expr:
    """A text in which {{variables}} have their values."""
    if unwrapped(node).kind == "object":
        raise Untranslatable("a URL in parts is not translated", node)
    written = t.value(node).node
    pieces = written.values if isinstance(written, ast.JoinedStr) else [written]
    parts: list[str | ast.expr] = []
    for piece in pieces:
        is_text = isinstance(piece, ast.Constant) and isinstance(piece.value, str)
        parts += _split(t, str(piece.value), node) if is_text and isinstance(piece, ast.Constant) else [piece]
    if len(parts) == 1 and not isinstance(parts[0], str):
        return parts[0]
    return py.f_string([one.value if isinstance(one, ast.FormattedValue) else one for one in parts])


def _split(t: Expressions, text: str, node: Node) -> list[str | ast.expr]:
    """The text and the variables in it."""
    parts: list[str | ast.expr] = []
    for index, piece in enumerate(_PLACEHOLDER.split(text)):
        if index % 2 and piece.startswith("$"):
            raise Untranslatable(f"the dynamic variable {piece} is not translated", node)
        if index % 2:
            parts.append(t.context.use(piece).node)
        elif piece or len(text) == 0:
            parts.append(piece)
    return parts


def _headers(t: Expressions, node: Node | None, *, is_json: bool) -> ast.Dict:
    """`{name: value}`; the type of a JSON body is the client's affair."""
    pairs = [] if node is None else list(_header_pairs(t, _written(t, node)))
    kept = [
        (name, value) for name, value in pairs
        if not (is_json and name.lower() == "content-type" and _constant(value) == "application/json")
    ]  # fmt: skip
    return ast.Dict([py.const(name) for name, _ in kept], [value for _, value in kept])


def _header_pairs(t: Expressions, node: Node) -> Iterator[tuple[str, ast.expr]]:
    match node.kind:
        case "object":
            yield from ((name, _filled(t, value)) for name, value in _members(node).items())
        case "array":
            for one in node.children:
                yield from _header_row(t, one)
        case _:
            yield from _header_lines(t, node)


def _header_row(t: Expressions, node: Node) -> Iterator[tuple[str, ast.expr]]:
    if node.kind != "object":
        yield from _header_lines(t, node)
        return
    row = _members(node)
    if "disabled" in row and row["disabled"].kind == "true":
        return
    if not {"key", "value"} <= row.keys():
        raise Untranslatable("this header is not translated", node)
    yield t.text_of(row["key"]), _filled(t, row["value"])


def _header_lines(t: Expressions, node: Node) -> Iterator[tuple[str, ast.expr]]:
    for line in t.text_of(node).splitlines():
        name, sign, value = line.partition(":")
        if not sign:
            raise Untranslatable("this header is not translated", node)
        yield name.strip(), py.const(value.strip())


def _auth(t: Expressions, node: Node) -> dict[str, ast.expr]:
    """`auth: {type: "basic", basic: […]}`; other kinds are not the client's affair."""
    parts = _members(_written(t, node))
    kind = t.text_of(parts["type"]) if "type" in parts else ""
    if kind == "noauth":
        return {}
    if kind != "basic" or "basic" not in parts:
        raise Untranslatable(f"a request with {kind or 'this'} auth of its own is not translated", node)
    basic = parts["basic"]
    given = dict(_header_pairs(t, basic)) if basic.kind in ("array", "object") else {}
    if not {"username", "password"} <= given.keys():
        raise Untranslatable("this auth is not translated", node)
    return {"auth": py.tuple_of(given["username"], given["password"])}


def _constant(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else ...


def _body(t: Expressions, node: Node) -> dict[str, ast.expr]:
    node = _written(t, node)
    if node.kind != "object":
        return _raw(t, node)
    parts = _members(node)
    mode = t.text_of(parts["mode"]) if "mode" in parts else "raw"
    content = parts.get(mode)
    if content is None:
        return {}
    if mode == "raw":
        return _raw(t, _written(t, content))
    if mode != "urlencoded" or content.kind != "array":
        raise Untranslatable(f"a body of the kind {mode} is not translated", node)
    rows = [_members(one) for one in content.children if one.kind == "object"]
    if not all({"key", "value"} <= row.keys() and "disabled" not in row for row in rows):
        raise Untranslatable("this form is not translated", node)
    keys: list[ast.expr | None] = [_filled(t, row["key"]) for row in rows]
    return {"data": ast.Dict(keys, [_filled(t, row["value"]) for row in rows])}


def _raw(t: Expressions, node: Node) -> dict[str, ast.expr]:
    if node.kind == "call_expression" and node["function"].text == "JSON.stringify":
        return {"json": t.value(node["arguments"].children[0]).exact}
    if node.kind == "object":
        return {"json": t.value(node).exact}
    return {"content" if t.context.scope.client.startswith("httpx") else "data": _filled(t, node)}


def _awaited(t: Expressions, call: Call) -> Received:
    """`await pm.sendRequest(…)` as a value."""
    if len(call.args) > 1:
        raise Untranslatable("pm.sendRequest() with a callback is no value", call.node)
    return send(t, call.node)


def is_pause(node: Node) -> bool:
    """`new Promise((resolve) => setTimeout(resolve, 500))`: time that passes."""
    node = unwrapped(node)
    if node.kind == "await_expression":
        return is_pause(node.children[0])
    if node.kind != "new_expression" or node["constructor"].text != "Promise":
        return False
    calls = [one["function"].text for one in walk(node) if one.kind == "call_expression"]
    names = [one.text for function in node["arguments"].children[:1] for one in functions.parameters(function)]
    return all(one in ("setTimeout", *names) for one in calls) and "setTimeout" in calls


CALLS = {SEND: _awaited}
