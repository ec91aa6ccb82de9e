"""Statements of a test laid out as ruff's formatter would, with blocks inside blocks."""

from __future__ import annotations

import ast

from assay.promote.scripts.python.layout import WIDTH, laid_out

INDENT = 4
WIDE = 10_000


def laid(source: str, indent: int) -> list[str]:
    """The lines of some statements, without the indent that they will get; a function has an empty line around it."""
    lines: list[str] = []
    follows_function = False
    for node in ast.parse(source).body:
        is_function = isinstance(node, ast.FunctionDef)
        lines += [""] if lines and (is_function or follows_function) else []
        lines += _statement(node, source, indent)
        follows_function = is_function
    return lines


def _statement(node: ast.stmt, source: str, indent: int) -> list[str]:
    if isinstance(node, ast.With):
        return [*_with(node, indent), *_inner(node.body, source, indent)]
    if isinstance(node, ast.FunctionDef):
        returns = f" -> {ast.unparse(node.returns)}" if node.returns is not None else ""
        return [f"def {node.name}({ast.unparse(node.args)}){returns}:", *_inner(node.body, source, indent)]
    try:
        return laid_out(node, indent)
    except (TypeError, AssertionError, NotImplementedError):
        return (ast.get_source_segment(source, node) or "").split("\n")


def _inner(body: list[ast.stmt], source: str, indent: int) -> list[str]:
    found = (line for one in body for line in _statement(one, source, indent + INDENT))
    return [" " * INDENT + line for line in found]


def _with(node: ast.With, indent: int) -> list[str]:
    """The line that opens the block; where it is too long, one of its own for each of several, else inside the call."""
    flat = [laid_out(ast.Expr(one.context_expr), -WIDE) for one in node.items]
    line = f"with {', '.join(one[0] for one in flat)}:"
    if indent + len(line) <= WIDTH and all(len(one) == 1 for one in flat):
        return [line]
    if len(node.items) > 1:
        parts = (laid_out(ast.Expr(one.context_expr), indent + INDENT + 1) for one in node.items)
        return ["with (", *(f"    {line}" for part in parts for line in (*part[:-1], f"{part[-1]},")), "):"]
    lines = laid_out(ast.Expr(node.items[0].context_expr), indent + len("with :"))
    return [f"with {lines[0]}", *lines[1:-1], f"{lines[-1]}:"]
