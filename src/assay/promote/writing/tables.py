"""Tables of cases for pytest.mark.parametrize, as constants above their test."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import msgspec

from assay.promote.negative import Long, Missing
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.expression import quoted
from assay.promote.scripts.python.source import source
from assay.promote.writing.code import WIDTH, Block


def table(name: str, rows: Sequence[tuple[str, Sequence[Any]]]) -> Block:
    """`NAME = [pytest.param(…, id="…")]`; each row is its id and its values."""
    calls: list[ast.expr] = [py.call("pytest.param", *map(literal, values), id=py.const(key)) for key, values in rows]
    lines = source([py.assign(name, ast.List(calls, ast.Load()))], 0)
    if len(lines) == 1:
        lines = [f"{name} = [", *(f"    {line}," for one in calls for line in source([ast.Expr(one)], 5)), "]"]
    return Block(name=name, kind="constant", body=tuple(lines), imports=("import pytest",))


def parametrized(columns: Sequence[str], name: str) -> str:
    """The decorator."""
    shown = quoted(columns[0]) if len(columns) == 1 else f"({', '.join(map(quoted, columns))})"
    flat = f"@pytest.mark.parametrize({shown}, {name})"
    return flat if len(flat) <= WIDTH else f"@pytest.mark.parametrize(\n    {shown}, {name}\n)"


def literal(value: Any) -> ast.expr:
    """A JSON value, or one of the marks of a case, as source."""
    if isinstance(value, Missing):
        return py.name("MISSING")
    if isinstance(value, Long):
        return py.arithmetic(py.const(value.char), "*", py.const(value.length))
    if value is msgspec.UNSET:
        return py.const(None)
    if isinstance(value, dict):
        return ast.Dict([py.const(key) for key in value], [literal(one) for one in value.values()])
    if isinstance(value, list):
        return ast.List([literal(one) for one in value], ast.Load())
    if isinstance(value, tuple):
        return ast.Tuple([literal(one) for one in value], ast.Load())
    return py.const(value)
