"""Breaks one statement into lines as ruff's formatter does: at the last bracket first, then member by member."""

from __future__ import annotations

import ast

from assay.promote.scripts.python.build import sign_of
from assay.promote.scripts.python.expression import AND, BIT_OR, OR, Expression

WIDTH = 88
_WRITER = Expression()


def laid_out(node: ast.stmt, indent: int) -> list[str]:
    """The lines of an assert, assignment, return, raise or bare expression."""
    width = WIDTH - indent
    match node:
        case ast.Assert():
            return _assert(node, width)
        case ast.Assign():
            return _after(f"{_target(node.targets[0])} = ", node.value, width)
        case ast.AugAssign():
            sign = "+" if isinstance(node.op, ast.Add) else "-"
            return _after(f"{_WRITER.text(node.target)} {sign}= ", node.value, width)
        case ast.Return():
            return _after("return ", node.value, width) if node.value else ["return"]
        case ast.Raise():
            assert node.exc is not None, "no translation raises again"
            return _after("raise ", node.exc, width)
        case ast.Expr():
            return _after("", node.value, width)
    raise TypeError(f"no translation is built of {type(node).__name__}")


def _target(node: ast.expr) -> str:
    return ", ".join(map(_WRITER.text, node.elts)) if isinstance(node, ast.Tuple) else _WRITER.text(node)


def _assert(node: ast.Assert, width: int) -> list[str]:
    flat = f"assert {_WRITER.text(node.test)}"
    if node.msg is None:
        return _after("assert ", node.test, width)
    message = _WRITER.text(node.msg)
    if len(flat) + 2 + len(message) <= width:
        return [f"{flat}, {message}"]
    if len(flat) + 3 <= width:
        return [f"{flat}, (", f"    {message}", ")"]
    lines = _after("assert ", node.test, width)
    return [*lines[:-1], f"{lines[-1]}, {message}"]


def _after(prefix: str, node: ast.expr, width: int) -> list[str]:
    """`prefix` and the expression, broken where one line is too short."""
    flat = prefix + _WRITER.text(node)
    if len(flat) <= width:
        return [flat]
    if (split := _at_last_bracket(prefix, node, width)) is not None:
        return split
    inner = _operands(node)
    if inner is None:
        text = _WRITER.text(node)
        return [f"{prefix}(", f"    {text}", ")"] if prefix and len(text) + 4 <= width else [flat]
    return [f"{prefix}(", *(f"    {line}" for line in inner), ")"]


def _operands(node: ast.expr) -> list[str] | None:
    """Each operand of a comparison or of and/or on a line of its own, the operator before it."""
    if isinstance(node, ast.BoolOp):
        word, level = ("and", AND) if isinstance(node.op, ast.And) else ("or", OR)
        first, *rest = [_WRITER.text(value, level + 1) for value in node.values]
        return [first, *(f"{word} {one}" for one in rest)]
    if isinstance(node, ast.Compare):
        pairs = zip(node.ops, node.comparators, strict=True)
        return [_WRITER.text(node.left, BIT_OR), *(f"{sign_of(op)} {_WRITER.text(one, BIT_OR)}" for op, one in pairs)]
    return None


def _at_last_bracket(prefix: str, node: ast.expr, width: int) -> list[str] | None:
    """The members of the last display or call, one on each line."""
    match node:
        case ast.Compare() if len(node.ops) == 1:
            before = f"{prefix}{_WRITER.text(node.left, BIT_OR)} {sign_of(node.ops[0])} "
            last = node.comparators[0]
            if isinstance(last, ast.List | ast.Tuple | ast.Set | ast.Dict | ast.Call) and len(before) < width - 1:
                return _at_last_bracket(before, last, width)
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
            opening, closing = _brackets(node)
            if len(prefix) + 1 <= width and _size(node):
                return _members(prefix + opening, _parts(node), closing, width)
        case ast.Call():
            head = f"{prefix}{_WRITER.text(node.func)}("
            arguments: list[tuple[str, ast.expr]] = [("", one) for one in node.args]
            arguments += [(f"{one.arg}=", one.value) for one in node.keywords]
            if len(head) <= width and arguments:
                return _call(head, arguments, width)
    return None


def _call(head: str, arguments: list[tuple[str, ast.expr]], width: int) -> list[str]:
    flat = ", ".join(prefix + _WRITER.text(value) for prefix, value in arguments)
    if len(arguments) == 1 and isinstance(arguments[0][1], ast.GeneratorExp):
        flat = flat[1:-1]
    if len(flat) + 4 <= width:
        return [head, f"    {flat}", ")"]
    return _members(head, arguments, ")", width)


def _members(head: str, members: list[tuple[str, ast.expr]], closing: str, width: int) -> list[str]:
    lines = [head]
    for prefix, value in members:
        inner = _after(prefix, value, width - 5)
        lines += [*(f"    {line}" for line in inner[:-1]), f"    {inner[-1]},"]
    return [*lines, closing]


def _brackets(node: ast.expr) -> tuple[str, str]:
    if isinstance(node, ast.Tuple):
        return "(", ")"
    return ("[", "]") if isinstance(node, ast.List) else ("{", "}")


def _size(node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> int:
    return len(node.values) if isinstance(node, ast.Dict) else len(node.elts)


def _parts(node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> list[tuple[str, ast.expr]]:
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [(f"{_WRITER.text(key)}: " if key else "**", value) for key, value in pairs]
    return [("", one) for one in node.elts]
