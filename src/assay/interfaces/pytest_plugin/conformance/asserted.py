"""Which lines of a test file an assertion depends on: its own, and those whose values flow into one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_CHECKS = ("assert", "check", "expect", "verify", "validate", "ensure", "should")
"""Beginnings of names of functions that check, as `assertEqual` or `validate`."""
_LARGEST = 2_000_000
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def asserted_lines(source: str) -> frozenset[int]:
    """The numbers of these lines; none where the source is no Python."""
    if len(source) > _LARGEST:
        return frozenset()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    scopes = [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))]
    return frozenset(line for scope in scopes for line in _of_scope(scope))


def _of_scope(scope: ast.AST) -> set[int]:
    """Those of one function, without the functions inside it."""
    nodes = list(_inside(scope))
    lines: set[int] = set()
    wanted: set[str] = set()
    for node in nodes:
        if _is_check(node):
            checked = node.test if isinstance(node, ast.If) else node
            lines |= _span(checked)
            wanted |= _names(checked)
    waiting = [found for node in nodes if (found := _flow(node)) is not None]
    grown = True
    while grown:
        grown = False
        for flow in list(waiting):
            targets, value, where = flow
            if targets & wanted:
                waiting.remove(flow)
                lines |= _span(where)
                wanted |= _names(value)
                grown = True
    return lines


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child
            yield from _inside(child)


def _is_check(node: ast.AST) -> bool:
    """An assert; a call of something that is named as a check; a condition on which the test raises or fails."""
    if isinstance(node, ast.Assert):
        return True
    if isinstance(node, ast.Call):
        return _called(node).lstrip("_").startswith(_CHECKS)
    return isinstance(node, ast.If) and any(_fails(one) for one in node.body)


def _fails(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        return True
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Call) and _called(value) == "fail"


def _called(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _flow(node: ast.AST) -> tuple[set[str], ast.AST, ast.AST] | None:
    """The names that a statement binds, what they are bound to, and the lines where that is read."""
    match node:
        case ast.Assign():
            return _bound(node.targets), node.value, node
        case ast.AnnAssign() | ast.AugAssign() if node.value is not None:
            return _bound([node.target]), node.value, node
        case ast.NamedExpr():
            return _bound([node.target]), node.value, node
        case ast.For() | ast.AsyncFor():
            return _bound([node.target]), node.iter, node.iter
        case ast.comprehension():
            return _bound([node.target]), node.iter, node.iter
        case ast.withitem() if node.optional_vars is not None:
            return _bound([node.optional_vars]), node.context_expr, node.context_expr
    return None


def _bound(targets: list[ast.expr]) -> set[str]:
    return {one.id for target in targets for one in ast.walk(target)
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}  # fmt: skip


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}


def _span(node: ast.AST) -> set[int]:
    first = getattr(node, "lineno", 0)
    return set(range(first, (getattr(node, "end_lineno", first) or first) + 1))
