"""`pm.response` and its legacy names as the response of an HTTP client that speaks as `requests` does."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from assay.promote.scripts.context import Special
from assay.promote.scripts.javascript.tree import Node
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import JSON, NUMBER, STRING, Value, boolean, text

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions


def attribute(t: Expressions, name: str) -> ast.expr:
    """`response.name`."""
    return py.dotted(f"{t.context.scope.response}.{name}")


def _code(t: Expressions, _: Node) -> Value:
    return Value(attribute(t, "status_code"), NUMBER)


def _reason(t: Expressions, _: Node) -> Value:
    return Value(attribute(t, t.context.scope.reason), STRING)


def body_text(t: Expressions, _: object) -> Value:
    """The body as text."""
    return Value(attribute(t, "text"), STRING)


def milliseconds(t: Expressions, _: object) -> Value:
    """The response time."""
    seconds = py.method(attribute(t, "elapsed"), "total_seconds")
    return Value(py.arithmetic(seconds, "*", py.const(1000)), NUMBER)


def _size(t: Expressions, _: object) -> Value:
    return Value(py.call("len", attribute(t, "content")), NUMBER)


def _json(t: Expressions, call: Call) -> Value:
    if call.args:
        raise Untranslatable("json() with a reviver is not translated", call.node)
    return t.context.json_body()


def header(t: Expressions, name: ast.expr) -> Value:
    """A header of the answer."""
    headers = attribute(t, "headers")
    return t.context.refined(
        Value(py.item(headers, name), STRING, py.method(headers, "get", name), py.compare(name, "in", headers))
    )


def _header(t: Expressions, call: Call) -> Value:
    return header(t, t.as_text(t.value(call.args[0])))


def _has_header(t: Expressions, call: Call) -> Value:
    name = t.as_text(t.value(call.args[0]))
    if len(call.args) > 1:
        found = py.method(attribute(t, "headers"), "get", name)
        return boolean(py.compare(found, "==", t.value(call.args[1]).node))
    return boolean(py.compare(name, "in", attribute(t, "headers")))


def _legacy_header(t: Expressions, _: Node, name: str) -> Value:
    return header(t, py.const(name))


def _cookie(t: Expressions, call: Call) -> Value:
    """`pm.cookies.get(name)`: of those that the answer sets."""
    name, cookies = t.as_text(t.value(call.args[0])), attribute(t, "cookies")
    return Value(py.item(cookies, name), STRING, py.method(cookies, "get", name), py.compare(name, "in", cookies))


def _has_cookie(t: Expressions, call: Call) -> Value:
    return boolean(py.compare(t.as_text(t.value(call.args[0])), "in", attribute(t, "cookies")))


def _parse(t: Expressions, call: Call) -> Value:
    """`JSON.parse(text)`; of the body it is `response.json()`."""
    if call.args[0].text == "pm.request.body.raw":
        return _sent_json(t)
    value = t.value(call.args[0])
    if py.same(value.node, attribute(t, "text")):
        return t.context.json_body()
    t.context.imports.add("import json")
    return Value(py.call("json.loads", value.node), JSON)


def _sent_json(t: Expressions) -> Value:
    """The body of the request, parsed."""
    t.context.imports.add("import json")
    if t.context.scope.client.startswith("httpx"):
        return Value(py.call("json.loads", attribute(t, "request.content")), JSON)
    return Value(py.call("json.loads", py.either(attribute(t, "request.body"), py.const(""))), JSON)


def _stringify(t: Expressions, call: Call) -> Value:
    value = t.value(call.args[0])
    indented = len(call.args) > 1
    if value.is_only(NUMBER):
        return Value(t.as_text(value), STRING)
    if indented:
        raise Untranslatable("JSON.stringify with a layout is not translated", call.node)
    t.context.imports.add("import json")
    named: dict[str, ast.expr] = {
        "separators": py.tuple_of(py.const(","), py.const(":")),
        "ensure_ascii": py.const(False),
    }
    return Value(py.call("json.dumps", value.exact, **named), STRING)


def _sent_url(t: Expressions, _: object) -> Value:
    url = attribute(t, "request.url")
    return Value(py.call("str", url) if t.context.scope.client.startswith("httpx") else url, STRING)


def _sent_scheme(t: Expressions, _: object) -> Value:
    t.context.imports.add("from urllib.parse import urlsplit")
    return Value(py.attr(py.call("urlsplit", py.call("str", attribute(t, "url"))), "scheme"), STRING)


def _sent_method(t: Expressions, _: object) -> Value:
    return Value(attribute(t, "request.method"), STRING)


def _sent_header(t: Expressions, call: Call) -> Value:
    name = t.as_text(t.value(call.args[0]))
    headers = attribute(t, "request.headers")
    return Value(py.item(headers, name), STRING, py.method(headers, "get", name), py.compare(name, "in", headers))


def _starts(t: Expressions, call: Call) -> Value:
    text, start = (t.value(arg) for arg in call.args[:2])
    return boolean(py.method(text.node, "startswith", start.node))


def _require(t: Expressions, call: Call) -> Any:
    name = t.text_of(call.args[0])
    if name not in MODULES:
        raise Untranslatable(f"the library {name} runs in the sandbox", call.node)
    return Special(MODULES[name])


MODULES: dict[str, str] = {
    "lodash": "_", "moment": "moment", "tv4": "tv4", "ajv": "Ajv", "chai": "chai", "assert": "node.assert",
    "crypto-js": "CryptoJS", "atob": "atob", "btoa": "btoa",
}  # fmt: skip
"""Libraries by the name that `require` knows them by."""
PROPERTIES: dict[str, Any] = {
    "pm.response.code": _code,
    "responseCode.code": _code,
    "pm.response.status": _reason,
    "responseCode.name": _reason,
    "pm.response.responseTime": milliseconds,
    "responseTime": milliseconds,
    "pm.response.responseSize": _size,
    "responseBody": body_text,
    "responseHeaders.*": _legacy_header,
    "pm.request.method": _sent_method,
    "request.method": _sent_method,
    "request.url": _sent_url,
    "pm.request.url.protocol": _sent_scheme,
    "pm.info.requestName": lambda t, _: text(t.context.scope.request_name),
    "pm.info.eventName": lambda _, __: text("test"),
}
CALLS: dict[str, Any] = {
    "pm.response.json": _json,
    "pm.response.text": body_text,
    "pm.response.reason": _reason,
    "pm.response.headers.get": _header,
    "pm.response.headers.has": _has_header,
    "responseHeaders.hasOwnProperty": _has_header,
    "postman.getResponseHeader": _header,
    "pm.cookies.get": _cookie,
    "pm.cookies.has": _has_cookie,
    "pm.response.cookies.get": _cookie,
    "pm.response.cookies.has": _has_cookie,
    "_.startsWith": _starts,
    "pm.request.url.toString": _sent_url,
    "pm.request.headers.get": _sent_header,
    "JSON.parse": _parse,
    "JSON.stringify": _stringify,
    "require": _require,
}
