"""Writes Python parts as source in the layout of ruff's formatter, 88 columns wide."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from assay.promote.scripts.python.expression import Expression
from assay.promote.scripts.python.layout import laid_out

INDENT = 4


def source(statements: Sequence[ast.stmt], indent: int = INDENT) -> list[str]:
    """The lines, without their common indent; `indent` columns are kept free for it."""
    return [line for statement in statements for line in _statement(statement, 0, indent)]


def expression_source(value: ast.expr) -> str:
    """An expression on one line."""
    return Expression().text(value)


def target_source(value: ast.expr) -> str:
    """What is assigned to: names, without brackets."""
    return ", ".join(map(expression_source, value.elts)) if isinstance(value, ast.Tuple) else expression_source(value)


def _statement(node: ast.stmt, depth: int, indent: int) -> list[str]:
    pad = " " * (depth * INDENT)
    match node:
        case ast.Assert() | ast.Assign() | ast.AugAssign() | ast.Expr() | ast.Return() | ast.Raise():
            return [pad + line for line in laid_out(node, indent + len(pad))]
        case ast.If():
            return _if(node, depth, indent)
        case ast.For():
            head = f"{pad}for {target_source(node.target)} in {expression_source(node.iter)}:"
            return [head, *_block(node.body, depth + 1, indent)]
        case ast.While():
            return [f"{pad}while {expression_source(node.test)}:", *_block(node.body, depth + 1, indent)]
        case ast.FunctionDef():
            return [pad + _head(node), *_block(node.body, depth + 1, indent), ""]
        case ast.With():
            head = f"{pad}with {expression_source(node.items[0].context_expr)}:"
            return [head, *_block(node.body, depth + 1, indent)]
        case ast.Try():
            return _try(node, depth, indent)
        case ast.Pass() | ast.Continue() | ast.Break():
            return [pad + type(node).__name__.lower()]
    raise TypeError(f"no translation is built of {type(node).__name__}")


def _head(node: ast.FunctionDef) -> str:
    """`def name(parameter: Any) -> Any:`."""
    names = ", ".join(
        f"{one.arg}: {expression_source(one.annotation)}" if one.annotation else one.arg for one in node.args.args
    )
    returns = f" -> {expression_source(node.returns)}" if node.returns else ""
    return f"def {node.name}({names}){returns}:"


def _block(nodes: Sequence[ast.stmt], depth: int, indent: int) -> list[str]:
    return [line for node in nodes for line in _statement(node, depth, indent)]


def _if(node: ast.If, depth: int, indent: int, word: str = "if") -> list[str]:
    pad = " " * (depth * INDENT)
    lines = [f"{pad}{word} {expression_source(node.test)}:", *_block(node.body, depth + 1, indent)]
    if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        return lines + _if(node.orelse[0], depth, indent, "elif")
    return lines + ([f"{pad}else:", *_block(node.orelse, depth + 1, indent)] if node.orelse else [])


def _try(node: ast.Try, depth: int, indent: int) -> list[str]:
    pad = " " * (depth * INDENT)
    lines = [f"{pad}try:", *_block(node.body, depth + 1, indent)]
    for handler in node.handlers:
        assert handler.type is not None, "no translation catches everything"
        lines += [f"{pad}except {expression_source(handler.type)}:", *_block(handler.body, depth + 1, indent)]
    return lines + ([f"{pad}else:", *_block(node.orelse, depth + 1, indent)] if node.orelse else [])
