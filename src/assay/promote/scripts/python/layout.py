"""Breaks one statement into lines as ruff's formatter does: at the last bracket first, then member by member."""

from __future__ import annotations

import ast

from assay.promote.scripts.python.build import sign_of
from assay.promote.scripts.python.columns import columns
from assay.promote.scripts.python.expression import AND, ATOM, BIT_OR, OR, Expression

WIDTH = 88
INDENT = 4
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
    if columns(flat) + 2 + columns(message) <= width:
        return [f"{flat}, {message}"]
    if columns(flat) + 3 <= width:
        return [f"{flat}, (", f"    {message}", ")"]
    lines = _after("assert ", node.test, width)
    return [*lines[:-1], f"{lines[-1]}, {message}"]


def _after(prefix: str, node: ast.expr, width: int) -> list[str]:
    """`prefix` and the expression, broken where one line is too short."""
    flat = prefix + _WRITER.text(node)
    if columns(flat) <= width:
        return [flat]
    split = _at_first_bracket(prefix, node, width) or _at_last_bracket(prefix, node, width)
    if split is not None:
        return split
    if not prefix:
        return _inside(node, width)
    inner = _inside(node, width - INDENT)
    breaks = len(inner) > 1 or columns(inner[0]) + INDENT <= width
    return [f"{prefix}(", *_indented(inner), ")"] if breaks else [flat]


def _indented(lines: list[str]) -> list[str]:
    return [" " * INDENT + line for line in lines]


def _inside(node: ast.expr, width: int) -> list[str]:
    """An expression between brackets of its own: on one line, else broken before its operators."""
    flat = _WRITER.text(node)
    if columns(flat) <= width:
        return [flat]
    match node:
        case ast.BoolOp():
            word, level = ("and ", AND) if isinstance(node.op, ast.And) else ("or ", OR)
            words = ["", *[word] * (len(node.values) - 1)]
            return _operands(list(zip(words, node.values, strict=True)), level + 1, width)
        case ast.Compare():
            pairs = zip(node.ops, node.comparators, strict=True)
            signed = [("", node.left), *((f"{sign_of(op)} ", one) for op, one in pairs)]
            return _operands(signed, BIT_OR, width)
        case ast.IfExp():
            parts = [("", node.body), ("if ", node.test), ("else ", node.orelse)]
            return _operands(parts, OR, width)
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp():
            return _comprehension(node, width)
    return _at_last_bracket("", node, width) or [flat]


def _operands(parts: list[tuple[str, ast.expr]], level: int, width: int) -> list[str]:
    lines: list[str] = []
    for word, value in parts:
        text = _WRITER.text(value, level)
        is_bare = text == _WRITER.text(value)
        lines += _after(word, value, width) if is_bare else _bracketed(word, value, "", width)
    return lines


def _bracketed(prefix: str, node: ast.expr, suffix: str, width: int) -> list[str]:
    flat = f"{prefix}({_WRITER.text(node)}){suffix}"
    if columns(flat) <= width:
        return [flat]
    return [f"{prefix}(", *_indented(_inside(node, width - INDENT)), f"){suffix}"]


def _comprehension(node: ast.GeneratorExp | ast.ListComp | ast.SetComp, width: int) -> list[str]:
    """Its element, and each `for` and `if`, on a line of its own."""
    lines = _after("", node.elt, width)
    for one in node.generators:
        lines += _after(f"for {_target(one.target)} in ", one.iter, width)
        lines += [line for condition in one.ifs for line in _after("if ", condition, width)]
    return lines


def _at_first_bracket(prefix: str, node: ast.expr, width: int) -> list[str] | None:
    """`(a if b else c) == d`, broken inside the brackets of the left side."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or not isinstance(node.left, ast.BoolOp | ast.IfExp):
        return None
    suffix = f" {sign_of(node.ops[0])} {_WRITER.text(node.comparators[0], BIT_OR)}"
    return _bracketed(prefix, node.left, suffix, width) if columns(suffix) < width else None


def _at_last_bracket(prefix: str, node: ast.expr, width: int) -> list[str] | None:
    """The members of the last display or call, one on each line."""
    match node:
        case ast.Compare() if len(node.ops) == 1:
            before = f"{prefix}{_WRITER.text(node.left, BIT_OR)} {sign_of(node.ops[0])} "
            last = node.comparators[0]
            if isinstance(last, _BRACKETED) and columns(before) < width - 1 and _has_members(last):
                return _at_last_bracket(before, last, width)
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp():
            opening, closing = _brackets(node)
            return [prefix + opening, *_indented(_inner(node, width)), closing]
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
            opening, closing = _brackets(node)
            if columns(prefix) + 1 <= width and _has_members(node):
                return _members(prefix + opening, _parts(node), closing, width, always=isinstance(node, ast.Tuple))
        case ast.Call():
            head = f"{prefix}{_WRITER.text(node.func, ATOM)}("
            arguments: list[tuple[str, ast.expr]] = [("", one) for one in node.args]
            arguments += [(f"{one.arg}=", one.value) for one in node.keywords]
            if columns(head) <= width and arguments:
                return _call(head, arguments, width)
    return None


def _inner(node: ast.GeneratorExp | ast.ListComp | ast.SetComp, width: int) -> list[str]:
    flat = _WRITER.text(node)[1:-1]
    return [flat] if columns(flat) + INDENT <= width else _comprehension(node, width - INDENT)


def _call(head: str, arguments: list[tuple[str, ast.expr]], width: int) -> list[str]:
    if len(arguments) == 1 and isinstance(arguments[0][1], ast.GeneratorExp):
        return [head, *_indented(_inner(arguments[0][1], width)), ")"]
    flat = ", ".join(prefix + _WRITER.text(value) for prefix, value in arguments)
    if columns(flat) + INDENT <= width:
        return [head, f"    {flat}", ")"]
    return _members(head, arguments, ")", width, always=False)


def _members(head: str, members: list[tuple[str, ast.expr]], closing: str, width: int, *, always: bool) -> list[str]:
    """Each member on a line of its own; one alone is followed by no comma, unless that makes it a tuple."""
    comma = "," if always or len(members) > 1 else ""
    lines = [head]
    for prefix, value in members:
        inner = _after(prefix, value, width - INDENT - len(comma))
        lines += _indented([*inner[:-1], f"{inner[-1]}{comma}"])
    return [*lines, closing]


_BRACKETED = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Call, ast.ListComp, ast.SetComp)


def _brackets(node: ast.expr) -> tuple[str, str]:
    if isinstance(node, ast.Tuple | ast.GeneratorExp):
        return "(", ")"
    return ("[", "]") if isinstance(node, ast.List | ast.ListComp) else ("{", "}")


def _has_members(node: ast.expr) -> bool:
    if isinstance(node, ast.Dict):
        return bool(node.values)
    if isinstance(node, ast.Call):
        return bool(node.args or node.keywords)
    return not isinstance(node, ast.List | ast.Tuple | ast.Set) or bool(node.elts)


def _parts(node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> list[tuple[str, ast.expr]]:
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [(f"{_WRITER.text(key)}: " if key else "**", value) for key, value in pairs]
    return [("", one) for one in node.elts]
