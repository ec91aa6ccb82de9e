"""Short words for the parts of Python that translations are built of."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

Expr = ast.expr


def name(text: str) -> ast.Name:
    """A variable."""
    return ast.Name(text, ast.Load())


def const(value: Any) -> ast.Constant:
    """A literal: str, int, float, bool or None."""
    return ast.Constant(value)


def attr(value: Expr, text: str) -> ast.Attribute:
    """`value.text`."""
    return ast.Attribute(value, text, ast.Load())


def call(function: Expr | str, *args: Expr, **named: Expr) -> ast.Call:
    """`function(args)`; a function as text may have dots."""
    keywords = [ast.keyword(key, value) for key, value in named.items()]
    return ast.Call(dotted(function) if isinstance(function, str) else function, list(args), keywords)


def method(value: Expr, text: str, *args: Expr) -> ast.Call:
    """`value.text(args)`."""
    return ast.Call(attr(value, text), list(args), [])


def with_default(found: Expr, default: Expr) -> ast.Call | None:
    """`owner.get(key, default)` from `owner.get(key)`, and `field_of` likewise; None where it is neither."""
    match found:
        case ast.Call(func=ast.Attribute(attr="get"), args=[_]) | ast.Call(func=ast.Name(id="field_of"), args=[_, _]):
            return ast.Call(found.func, [*found.args, default], [])
    return None


def dotted(text: str) -> Expr:
    """`response.headers` from its text."""
    first, *rest = text.split(".")
    found: Expr = name(first)
    for part in rest:
        found = attr(found, part)
    return found


def item(value: Expr, key: Expr) -> ast.Subscript:
    """`value[key]`."""
    return ast.Subscript(value, key, ast.Load())


def part(value: Expr, start: Expr | None, stop: Expr | None = None) -> ast.Subscript:
    """`value[start:stop]`."""
    return ast.Subscript(value, ast.Slice(start, stop), ast.Load())


_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq, "!=": ast.NotEq, "<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE,
    "is": ast.Is, "is not": ast.IsNot, "in": ast.In, "not in": ast.NotIn,
}  # fmt: skip
_SIGNS = {kind: sign for sign, kind in _COMPARISONS.items()}
_OPPOSITE = {"==": "!=", "!=": "==", "is": "is not", "is not": "is", "in": "not in", "not in": "in"}


def compare(left: Expr, sign: str, right: Expr) -> ast.Compare:
    """`left sign right`."""
    return ast.Compare(left, [_COMPARISONS[sign]()], [right])


def between(low: Expr, value: Expr, high: Expr) -> ast.Compare:
    """`low <= value <= high`."""
    return ast.Compare(low, [ast.LtE(), ast.LtE()], [value, high])


def sign_of(operator: ast.cmpop) -> str:
    """How a comparison is written."""
    return _SIGNS[type(operator)]


def is_in(value: Expr, *members: Expr) -> ast.Compare:
    """`value in (members)`."""
    return compare(value, "in", ast.Tuple(list(members), ast.Load()))


def negate(value: Expr) -> Expr:
    """`not value`, as short as it can be said with the same meaning."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
        return value.operand
    if isinstance(value, ast.Constant) and isinstance(value.value, bool):
        return const(not value.value)
    if isinstance(value, ast.Compare) and len(value.ops) == 1 and (sign := sign_of(value.ops[0])) in _OPPOSITE:
        return compare(value.left, _OPPOSITE[sign], value.comparators[0])
    return ast.UnaryOp(ast.Not(), value)


def both(*values: Expr) -> Expr:
    """`a and b`."""
    return _joined(ast.And(), values)


def either(*values: Expr) -> Expr:
    """`a or b`."""
    return _joined(ast.Or(), values)


def _joined(op: ast.boolop, values: Sequence[Expr]) -> Expr:
    flat: list[Expr] = []
    for value in values:
        same = isinstance(value, ast.BoolOp) and type(value.op) is type(op)
        flat.extend(value.values if same and isinstance(value, ast.BoolOp) else [value])
    return flat[0] if len(flat) == 1 else ast.BoolOp(op, flat)


_ARITHMETIC: dict[str, type[ast.operator]] = {
    "+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "%": ast.Mod, "**": ast.Pow, "|": ast.BitOr,
    "&": ast.BitAnd, "//": ast.FloorDiv,
}  # fmt: skip
ARITHMETIC_SIGNS = {kind: sign for sign, kind in _ARITHMETIC.items()}


def arithmetic(left: Expr, sign: str, right: Expr) -> ast.BinOp:
    """`left sign right`."""
    return ast.BinOp(left, _ARITHMETIC[sign](), right)


def isinstance_of(value: Expr, *kinds: str) -> ast.Call:
    """`isinstance(value, a | b)`."""
    joined: Expr = name(kinds[0])
    for kind in kinds[1:]:
        joined = arithmetic(joined, "|", name(kind))
    return call("isinstance", value, joined)


def tuple_of(*values: Expr) -> ast.Tuple:
    """`(a, b)`."""
    return ast.Tuple(list(values), ast.Load())


def store(text: str) -> ast.Name:
    """A variable that is assigned."""
    return ast.Name(text, ast.Store())


def assign(text: str, value: Expr) -> ast.Assign:
    """`text = value`."""
    return ast.Assign([store(text)], value, lineno=0)


def check(test: Expr, message: Expr | None = None) -> ast.Assert:
    """`assert test, message`."""
    return ast.Assert(test, message)


def generator(element: Expr, target: Expr, iterable: Expr, *conditions: Expr) -> ast.GeneratorExp:
    """`(element for target in iterable if conditions)`."""
    return ast.GeneratorExp(element, [ast.comprehension(target, iterable, list(conditions), 0)])


def listed(element: Expr, target: Expr, iterable: Expr, *conditions: Expr) -> ast.ListComp:
    """`[element for target in iterable if conditions]`."""
    return ast.ListComp(element, [ast.comprehension(target, iterable, list(conditions), 0)])


def conditional(test: Expr, then: Expr, otherwise: Expr) -> ast.IfExp:
    """`then if test else otherwise`."""
    return ast.IfExp(test, then, otherwise)


def lambda_of(names: Sequence[str], body: Expr) -> ast.Lambda:
    """`lambda names: body`."""
    return ast.Lambda(arguments(names), body)


def arguments(names: Sequence[str]) -> ast.arguments:
    """Positional parameters."""
    return ast.arguments([], [ast.arg(one) for one in names], None, [], [], None, [])


def f_string(parts: Sequence[str | Expr]) -> Expr:
    """An f-string; without expressions a plain one."""
    merged: list[str | Expr] = []
    for piece in parts:
        piece = _without_str(piece)
        if isinstance(piece, ast.Constant):
            piece = _as_text(piece.value)
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        elif isinstance(piece, ast.JoinedStr):
            merged.extend(one if isinstance(one, ast.Constant) else one.value for one in piece.values)  # type: ignore[attr-defined]
        else:
            merged.append(piece)
    if all(isinstance(piece, str) for piece in merged):
        return const("".join(piece for piece in merged if isinstance(piece, str)))
    return ast.JoinedStr(
        [const(one) if isinstance(one, str) else _formatted(one) for one in merged if not isinstance(one, str) or one]
    )


def _without_str(piece: str | Expr) -> str | Expr:
    """A value that an f-string makes a text of anyway."""
    match piece:
        case ast.Call(func=ast.Name(id="str"), args=[value], keywords=[]) if not isinstance(value, ast.Constant):
            return value
    return piece


def _as_text(value: Any) -> str:
    """A literal as JavaScript would say it."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


def _formatted(value: Expr) -> Expr:
    return value if isinstance(value, ast.Constant) else ast.FormattedValue(value, -1, None)


def same(left: Expr, right: Expr) -> bool:
    """Whether the two are written alike."""
    return ast.dump(left) == ast.dump(right)
