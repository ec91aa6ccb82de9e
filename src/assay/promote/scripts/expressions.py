"""Translates expressions: each kind of node to a value, in the names of the block around it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assay.promote.scripts import functions, members, operators
from assay.promote.scripts.calls.tables import CALLS, GLOBALS, METHODS, PROPERTIES
from assay.promote.scripts.context import Bound, Closure, Context, Special, Validator
from assay.promote.scripts.javascript.literals import number_of, string_of
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.patterns import pattern_arguments, regex_source
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.truth import falsity, is_one_of, truth
from assay.promote.scripts.value import (
    ARRAY,
    BOOLEAN,
    MATCH,
    NOTHING,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    Value,
    boolean,
    number,
    text,
)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the script: what it is of, and its arguments."""

    node: Node
    args: tuple[Node, ...]

    @property
    def name(self) -> str:
        """The method that is called."""
        function = self.node.get("function")
        part = function.get("property") if function is not None else None
        return part.text if part is not None else ""


class Expressions:
    """Writes the expressions of one block."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.properties = PROPERTIES
        self.called: Callable[[Closure, Sequence[Bound], Node], Value] = _no_functions
        """Calls a function of several statements: who writes statements can."""

    @property
    def level(self) -> int:
        """How odd an answer is still to be told apart: see `Scope.careful`."""
        return self.context.scope.careful

    @property
    def careful(self) -> bool:
        """Whether odd answers are to be told apart as well."""
        return self.context.scope.careful > 0

    @property
    def thorough(self) -> bool:
        """Whether very odd answers are to be told apart too: objects that are none."""
        return self.context.scope.careful > 1

    def value(self, node: Node) -> Value:
        """The expression as a Python value; Untranslatable where it has none."""
        found = self.bound(node)
        if isinstance(found, Value):
            return self.context.refined(found)
        raise Untranslatable(f"{node.text[:60]!r} is no value that Python knows", node)

    def bound(self, node: Node) -> Bound:
        """The expression, which may also be a function or a library."""
        node = unwrapped(node)
        handler = _HANDLERS.get(node.kind)
        if handler is None:
            raise Untranslatable(f"{node.kind.replace('_', ' ')} is not translated", node)
        return handler(self, node)

    def truth(self, node: Node, *, exact: bool = False) -> ast.expr:
        """The condition that holds where the expression is truthy."""
        return truth(self.value(node), careful=self.level, exact=exact)

    def falsity(self, node: Node) -> ast.expr:
        """The condition that holds where the expression is falsy."""
        return falsity(self.value(node), careful=self.level)

    def text_of(self, node: Node) -> str:
        """A string that is known while translating."""
        value = self.value(node)
        if isinstance(value.node, ast.Constant) and isinstance(value.node.value, str):
            return value.node.value
        raise Untranslatable(f"{node.text[:60]!r} is known only as the script runs", node)

    def as_text(self, value: Value) -> ast.expr:
        """`String(value)`."""
        if value.is_only(STRING):
            return value.node
        if isinstance(value.node, ast.Constant) and isinstance(value.node.value, int) and value.is_only(NUMBER):
            return py.const(str(value.node.value))
        if value.is_only(BOOLEAN):
            return py.method(py.call("str", value.node), "lower")
        if value.may_be(ARRAY | OBJECT) and value.is_only(ARRAY | OBJECT):
            raise Untranslatable("an object or array as text is not translated")
        return py.call("str", value.node)

    def items(self, value: Value) -> ast.expr:
        """The list to loop over; carefully, it is made sure first that it is one."""
        self.require(value, ARRAY)
        return value.node

    def iterable(self, value: Value) -> ast.expr:
        """The same, for who goes through it once: a view of an object needs no list."""
        node = self.items(value)
        is_list = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "list"
        return node.args[0] if is_list and isinstance(node, ast.Call) else node

    def of_fields(self, function: str, value: ast.expr, *key: ast.expr) -> ast.Call:
        """A call of `field_of`, `has_field`, `fields_of` or `number_of`, for values that may be of any kind."""
        self.context.imports.add(f"from assay.testing.fields import {function}")
        return py.call(function, value, *key)

    def require(self, value: Value, kinds: frozenset[str]) -> Value:
        """Make sure, where a careful reader would and JavaScript throws otherwise, that the value is one of these."""
        if value.is_only(kinds):
            return value
        if self.careful and not self.context.lazy:
            self.context.emit(py.check(is_one_of(value.node, kinds)))
            self.context.make_sure(value, value.kinds & kinds)
        return value.known_as(value.kinds & kinds or kinds)


def _no_functions(_: Closure, __: Sequence[Bound], node: Node) -> Value:
    raise Untranslatable("a function of several statements as a value is not translated", node)


def _identifier(t: Expressions, node: Node) -> Bound:
    name = node.text
    if name in t.context.names:
        return t.context.names[name]
    if name == "undefined":
        return NOTHING
    if name in PROPERTIES:
        found: Bound = PROPERTIES[name](t, node)
        return found
    if name in GLOBALS:
        return Special(GLOBALS[name])
    raise Untranslatable(f"{name} is not known", node)


def _string(_: Expressions, node: Node) -> Value:
    return text(string_of(node))


def _number(_: Expressions, node: Node) -> Value:
    found = number_of(node.text)
    if found is None:
        raise Untranslatable(f"the number {node.text[:40]} is not translated", node)
    return number(found)


def _template(t: Expressions, node: Node) -> Value:
    parts: list[str | ast.expr] = []
    for child in node.children:
        if child.kind == "template_substitution":
            value = t.value(child.children[0])
            parts.append(t.as_text(value) if value.is_only(BOOLEAN) else value.node)
        else:
            parts.append(string_of(child))
    return Value(py.f_string(parts), STRING, literal=all(isinstance(part, str) for part in parts))


def _array(t: Expressions, node: Node) -> Value:
    elements: list[ast.expr] = []
    literal = True
    for child in node.children:
        if child.kind == "spread_element":
            inner = t.value(child.children[0])
            elements.append(ast.Starred(t.items(inner), ast.Load()))
            literal = False
        else:
            value = t.value(child)
            elements.append(value.exact)
            literal = literal and value.literal
    if len(elements) == 1 and isinstance(elements[0], ast.Starred):
        return Value(py.call("list", elements[0].value), ARRAY, fresh=True)
    return Value(ast.List(elements, ast.Load()), ARRAY, literal=literal, fresh=True)


def _object(t: Expressions, node: Node) -> Value:
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    literal = True
    for child in node.children:
        key, value = _pair(t, child)
        keys.append(key)
        values.append(value.exact)
        literal = literal and value.literal and key is not None
    return Value(ast.Dict(keys, values), OBJECT, literal=literal, fresh=True)


def _pair(t: Expressions, child: Node) -> tuple[ast.expr | None, Value]:
    if child.kind == "shorthand_property_identifier":
        return py.const(child.text), t.value(_as_identifier(child))
    if child.kind == "spread_element":
        return None, t.value(child.children[0])
    if child.kind != "pair":
        raise Untranslatable("methods of objects are not translated", child)
    return _key(t, child["key"]), t.value(child["value"])


def _key(t: Expressions, node: Node) -> ast.expr:
    if node.kind == "computed_property_name":
        return t.as_text(t.value(node.children[0]))
    name = string_of(node) if node.kind == "string" else node.text
    if name == "__proto__" or node.kind == "private_property_identifier":
        raise Untranslatable(f"the property {name} is not translated", node)
    found = number_of(name) if node.kind == "number" else None
    return py.const(name if found is None else str(found))


def _as_identifier(node: Node) -> Node:
    return Node("identifier", node.text, node.start, node.end, node.line, node.last_line)


def _regex(_: Expressions, node: Node) -> Special:
    return Special(node.text)


def _ternary(t: Expressions, node: Node) -> Value:
    test = t.truth(node["condition"], exact=True)
    with t.context.lazily():
        then, otherwise = t.value(node["consequence"]), t.value(node["alternative"])
    soft = py.conditional(test, then.exact, otherwise.exact) if then.soft or otherwise.soft else None
    return Value(py.conditional(test, then.node, otherwise.node), then.kinds | otherwise.kinds, soft)


def _call(t: Expressions, node: Node) -> Bound:
    args = node["arguments"]
    if args.kind != "arguments":
        raise Untranslatable("tagged templates are not translated", node)
    call = Call(node, args.children)
    function = unwrapped(node["function"])
    if function.kind in ("member_expression", "subscript_expression"):
        return _method(t, function, call)
    return _apply(t, t.bound(function), call)


def _method(t: Expressions, function: Node, call: Call) -> Bound:
    if source := regex_source(t, function["object"]):
        return _of_regex(t, source, function, call)
    owner = t.bound(function["object"])
    if isinstance(owner, Special | Validator) or function.kind == "subscript_expression":
        return _apply(t, members.member(t, function), call)
    if not isinstance(owner, Value):
        raise Untranslatable(f"{function.text[:60]!r} is not translated", function)
    name = function["property"].text
    method = METHODS.get(name)
    if method is None:
        raise Untranslatable(f"the method {name}() is not translated", function)
    owner = t.context.refined(owner)
    if "?." in function.marks and owner.may_be_undefined:
        return _guarded(t, owner, method, call)
    called: Value = method(t, owner, call)
    return called


def _guarded(t: Expressions, owner: Value, method: Callable[[Expressions, Value, Call], Value], call: Call) -> Value:
    """`owner?.method()`."""
    with t.context.lazily():
        found = method(t, owner, call)
    there = py.compare(owner.exact, "is not", py.const(None))
    return Value(found.node, found.kinds, py.conditional(there, found.exact, py.const(None)), there)


def _of_regex(t: Expressions, source: tuple[str, str], function: Node, call: Call) -> Value:
    name = function["property"].text if "property" in function.fields else ""
    if name not in ("test", "exec") or len(call.args) != 1 or "g" in source[1] or "y" in source[1]:
        raise Untranslatable(f"{name}() of this regular expression is not translated", function)
    subject = t.value(call.args[0])
    plain = subject.is_only(STRING) or not t.careful
    searched = subject.node if plain else subject.text or py.call("str", subject.node)
    found = py.call("re.search", *_placed(pattern_arguments(t, *source), searched))
    return boolean(found) if name == "test" else Value(found, MATCH | NULL)


def _placed(arguments: Sequence[ast.expr], subject: ast.expr) -> list[ast.expr]:
    return [arguments[0], subject, *arguments[1:]]


def _apply(t: Expressions, function: Bound, call: Call) -> Bound:
    if isinstance(function, Special) and (handler := CALLS.get(function.path)):
        with t.context.answering(function):
            found: Bound = handler(t, call)
        return found
    if isinstance(function, Closure):
        return functions.inlined(t, function, [t.bound(arg) for arg in call.args], call.node)
    if isinstance(function, Validator) and function.schema is not None:
        verdict: Value = CALLS["Ajv.compiled"](t, call)
        return verdict
    named = function.path if isinstance(function, Special) else call.node["function"].text
    raise Untranslatable(f"{named[:60]}() is not translated", call.node)


def _await(t: Expressions, node: Node) -> Bound:
    """What is there is not waited for."""
    return t.bound(node.children[0])


def _new(t: Expressions, node: Node) -> Bound:
    args = node["arguments"].children if "arguments" in node.fields else ()
    constructor = t.bound(node["constructor"])
    path = f"new {constructor.path}" if isinstance(constructor, Special) else ""
    handler = CALLS.get(path)
    if handler is None:
        raise Untranslatable(f"new {node['constructor'].text[:40]} is not translated", node)
    made: Bound = handler(t, Call(node, args))
    return made


def _function(t: Expressions, node: Node) -> Closure:
    if "*" in node.marks:
        raise Untranslatable("generators run in the sandbox", node)
    return Closure(node, dict(t.context.names))


_HANDLERS: dict[str, Callable[[Expressions, Node], Bound]] = {
    "identifier": _identifier,
    "string": _string,
    "number": _number,
    "template_string": _template,
    "true": lambda _, __: Value(py.const(True), BOOLEAN, literal=True),
    "false": lambda _, __: Value(py.const(False), BOOLEAN, literal=True),
    "null": lambda _, __: Value(py.const(None), NULL, literal=True),
    "undefined": lambda _, __: NOTHING,
    "array": _array,
    "object": _object,
    "regex": _regex,
    "ternary_expression": _ternary,
    "call_expression": _call,
    "await_expression": _await,
    "new_expression": _new,
    "arrow_function": _function,
    "function_expression": _function,
    "member_expression": lambda t, node: members.member(t, node),
    "subscript_expression": lambda t, node: members.member(t, node),
    "binary_expression": lambda t, node: operators.binary(t, node),
    "unary_expression": lambda t, node: operators.unary(t, node),
}
