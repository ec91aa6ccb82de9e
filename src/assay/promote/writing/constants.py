"""Tells comparisons of two literals, which hold or fail whatever the API answers."""

from __future__ import annotations

import ast

from assay.promote.scripts.translation import Test, Translation


def compares_constants(translation: Translation) -> bool:
    """Whether a test has a literal on both sides."""
    texts = ("\n".join(one.lines) for one in translation.blocks if isinstance(one, Test))
    return any(_compares(node) for text in texts for node in ast.walk(ast.parse(text)))


def _compares(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and all(
        isinstance(one, ast.Constant) for one in (node.left, *node.comparators)
    )
