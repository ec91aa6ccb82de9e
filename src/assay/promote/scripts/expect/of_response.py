"""What Postman's plugin for chai asserts of a whole response (`pm.response.to.…`)."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assay.promote.scripts.calls import response
from assay.promote.scripts.calls.lodash import at_path
from assay.promote.scripts.calls.schemas import named_schema, refused, validated
from assay.promote.scripts.expect import assertions, equality
from assay.promote.scripts.expect.chain import FLAGS, WORDS, Link
from assay.promote.scripts.expect.emitter import Emitter, message_of
from assay.promote.scripts.patterns import pattern_arguments, regex_source
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import NUMBER, STRING, Value, constant

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Expressions

CODES = {
    "ok": 200, "accepted": 202, "withoutContent": 204, "badRequest": 400, "unauthorised": 401, "unauthorized": 401,
    "forbidden": 403, "notFound": 404, "notAcceptable": 406, "rateLimited": 429,
}  # fmt: skip
CLASSES = {"info": (100, 200), "success": (200, 300), "redirection": (300, 400), "clientError": (400, 500),
           "serverError": (500, 600), "error": (400, 600)}  # fmt: skip
REASONS = {
    "OK": 200, "Created": 201, "Accepted": 202, "No Content": 204, "Moved Permanently": 301, "Found": 302,
    "Not Modified": 304, "Bad Request": 400, "Unauthorized": 401, "Payment Required": 402, "Forbidden": 403,
    "Not Found": 404, "Method Not Allowed": 405, "Not Acceptable": 406, "Conflict": 409, "Gone": 410,
    "Unsupported Media Type": 415, "Unprocessable Entity": 422, "Too Many Requests": 429,
    "Internal Server Error": 500, "Bad Gateway": 502, "Service Unavailable": 503,
}  # fmt: skip


def run(t: Expressions, links: tuple[Link, ...]) -> None:
    """Write a chain of `pm.response.to`."""
    negated = False
    for index, link in enumerate(links):
        if link.name in WORDS and link.args is None:
            continue
        if link.name == "not":
            negated = True
            continue
        if link.name in ("responseTime", "responseSize") and not link.args:
            _measured(t, link.name, negated, links[index + 1 :])
            return
        _one(t, link, negated)


def _measured(t: Expressions, name: str, negated: bool, links: tuple[Link, ...]) -> None:
    if name == "responseSize":
        raise Untranslatable("the size with its headers is not translated")
    e = Emitter(t, response.milliseconds(t, None))
    if negated:
        e.flags.add("not")
    assertions.run(e, links, WORDS, FLAGS)


def _one(t: Expressions, link: Link, negated: bool) -> None:
    emit = Emitter(t, Value(response.attribute(t, "status_code"), NUMBER))
    code = response.attribute(t, "status_code")
    if link.name in CODES and link.args is None:
        emit.check(py.compare(code, "!=" if negated else "==", py.const(CODES[link.name])))
    elif link.name in CLASSES and link.args is None:
        emit.check(_in_class(code, *CLASSES[link.name], negated))
    elif (handler := _HANDLERS.get(link.name)) is not None:
        handler(emit, link, negated)
    else:
        raise Untranslatable(f"pm.response.to.….{link.name} is not translated", link.node)


def _in_class(code: ast.expr, low: int, high: int, negated: bool) -> ast.expr:
    found = ast.Compare(py.const(low), [ast.LtE(), ast.Lt()], [code, py.const(high)])
    return py.negate(found) if negated else found


def _status(e: Emitter, link: Link, negated: bool) -> None:
    wanted = e.t.value(_first(link))
    if len(link.args or ()) > 1:
        e.message = message_of(e.t, (link.args or ())[1])
    sign = "!=" if negated else "=="
    known = constant(wanted)
    if isinstance(known, str):
        if known in REASONS:
            e.check(py.compare(e.subject.node, sign, py.const(REASONS[known])))
        else:
            e.check(py.compare(response.attribute(e.t, e.t.context.scope.reason), sign, wanted.node))
    elif wanted.is_only(NUMBER):
        e.check(py.compare(e.subject.node, sign, wanted.node))
    else:
        raise Untranslatable("a status that is made as the script runs is not translated", link.node)


def _status_code(e: Emitter, link: Link, negated: bool) -> None:
    wanted = e.t.value(_first(link))
    if not wanted.is_only(NUMBER):
        raise Untranslatable("a status that is made as the script runs is not translated", link.node)
    e.check(py.compare(e.subject.node, "!=" if negated else "==", wanted.node))


def _code_class(e: Emitter, link: Link, negated: bool) -> None:
    digit = constant(e.t.value(_first(link)))
    if not isinstance(digit, int):
        raise Untranslatable("a class that is made as the script runs is not translated", link.node)
    e.check(_in_class(e.subject.node, digit * 100, digit * 100 + 100, negated))


def _header(e: Emitter, link: Link, negated: bool) -> None:
    args = link.args or ()
    name = e.t.as_text(e.t.value(_first(link)))
    found = response.header(e.t, name)
    assert found.present is not None, "a header may be missing"
    if len(args) > 1:
        if negated:
            raise Untranslatable("that a header has not this value is not translated", link.node)
        equality.strict(Emitter(e.t, found), e.t.value(args[1]), link)
        return
    e.check(py.negate(found.present) if negated else found.present)


def _with_body(e: Emitter, _: Link, negated: bool) -> None:
    text = response.attribute(e.t, "text")
    e.check(py.negate(text) if negated else text)


def _json(e: Emitter, link: Link, negated: bool) -> None:
    if negated:
        raise Untranslatable("that a body is no JSON is not translated", link.node)
    if not e.t.context.body:
        e.t.context.json_body()


def _body(e: Emitter, link: Link, negated: bool) -> None:
    args = link.args or ()
    if not args:
        return _with_body(e, link, negated)
    subject = Value(response.attribute(e.t, "text"), STRING)
    if source := regex_source(e.t, args[0]):
        pattern, *flags = pattern_arguments(e.t, *source)
        found = py.call("re.search", pattern, subject.node, *flags)
        e.check(py.negate(found) if negated else found)
        return None
    wanted = e.t.value(args[0])
    if isinstance(wanted.node, ast.Dict):
        if negated:
            raise Untranslatable("that a body is not this is not translated", link.node)
        equality.deep(Emitter(e.t, e.t.context.json_body()), wanted)
        return None
    if not wanted.is_only(STRING):
        raise Untranslatable("a body that is made as the script runs is not translated", link.node)
    e.check(py.compare(subject.node, "!=" if negated else "==", wanted.node))
    return None


def _json_body(e: Emitter, link: Link, negated: bool) -> None:
    args = link.args or ()
    if not args:
        return _json(e, link, negated)
    if args[0].kind not in ("string", "template_string"):
        if args[0].kind == "object":
            return None  # whatever is no path is asserted of nothing
        raise Untranslatable("a path that is made as the script runs is not translated", link.node)
    path = e.t.text_of(args[0])
    if negated:
        raise Untranslatable("that a place is missing is not translated", link.node)
    found = at_path(e.t, e.t.context.json_body(), path)
    if len(args) > 1:
        equality.deep(Emitter(e.t, found), e.t.value(args[1]))
        return None
    assert found.present is not None, "places may be missing"
    e.check(found.present)
    return None


def _schema(e: Emitter, link: Link, negated: bool) -> None:
    schema, name = named_schema(e.t, _first(link))
    validation = validated(e.t, e.t.context.json_body().node, schema, name)
    e.t.context.emit(refused(e.t, validation) if negated else ast.Expr(validation))


def _first(link: Link) -> Any:
    if not link.args:
        raise Untranslatable(f".{link.name} without its arguments is not translated", link.node)
    return link.args[0]


_HANDLERS: dict[str, Callable[[Emitter, Link, bool], None]] = {
    "status": _status,
    "statusCode": _status_code,
    "statusReason": _status,
    "statusCodeClass": _code_class,
    "header": _header,
    "withBody": _with_body,
    "json": _json,
    "body": _body,
    "jsonBody": _json_body,
    "jsonSchema": _schema,
}
