"""Makes one expression of the lines that give a variable its value, and drops lines that only count."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from assay.promote.scripts.python.source import source

MOST_USES = 3


def inlined(lines: Sequence[str], name: str) -> ast.expr | None:
    """The value of `name` as one expression; None where the lines are more than plain assignments."""
    values: dict[str, ast.expr] = {}
    try:
        statements = ast.parse("\n".join(lines)).body
    except SyntaxError:
        return None
    for statement in statements:
        if not (isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)):
            return None
        values[statement.targets[0].id] = _Filled(values).visit(statement.value)
    found = values.get(name)
    return found if found is not None and len(ast.unparse(found)) < 200 else None


class _Filled(ast.NodeTransformer):
    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._values.get(node.id, node)


def without(lines: Sequence[str], names: set[str]) -> list[str]:
    """The lines without the assignments and assertions that are about these names and nothing else.

    Of a condition on them, what it asserts in the end is left.
    """
    try:
        body = ast.parse("\n".join(lines)).body
    except SyntaxError:
        return list(lines)
    gone, kept = set(names), list[ast.stmt]()
    waiting = body[::-1]
    while waiting:
        statement = waiting.pop()
        about = isinstance(statement, ast.Assign | ast.Assert) and _used(statement) & gone
        if isinstance(statement, ast.If) and _used(statement.test) & gone:
            waiting += (statement.body if _asserts(statement.body) else statement.orelse)[::-1]
        elif isinstance(statement, ast.Assign) and about:
            gone |= {one.id for one in statement.targets if isinstance(one, ast.Name)}
        elif not about:
            kept.append(statement)
    return list(lines) if kept == body else source(kept)


def _used(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _asserts(statements: Sequence[ast.stmt]) -> bool:
    return any(isinstance(one, ast.Assert) for statement in statements for one in ast.walk(statement))
