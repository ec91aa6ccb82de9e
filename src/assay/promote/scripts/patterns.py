"""Regular expressions of a script as the arguments of Python's `re`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from assay.promote.scripts import regex
from assay.promote.scripts.context import Special
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.expression import Pattern
from assay.promote.scripts.refusal import Untranslatable

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Expressions


def regex_source(t: Expressions, node: Node) -> tuple[str, str] | None:
    """Pattern and flags, where the node is a regular expression or a name for one."""
    node = unwrapped(node)
    if node.kind == "regex":
        flags = node.get("flags")
        return node["pattern"].text, flags.text if flags is not None else ""
    if node.kind == "identifier" and isinstance(bound := t.context.names.get(node.text), Special):
        body, _, flags_text = bound.path[1:].rpartition("/")
        return (body, flags_text) if bound.path.startswith("/") else None
    if node.kind == "new_expression" and node["constructor"].text == "RegExp" and "arguments" in node.fields:
        args = node["arguments"].children
        if not args:
            return None
        if inner := regex_source(t, args[0]):
            return inner
        return t.text_of(args[0]), t.text_of(args[1]) if len(args) > 1 else ""
    return None


def pattern_arguments(t: Expressions, pattern: str, flags: str) -> list[ast.expr]:
    """The arguments for `re`."""
    try:
        found, names = regex.translated(pattern, flags)
    except regex.Refused as refused:
        raise Untranslatable(str(refused)) from None
    t.context.imports.add("import re")
    arguments: list[ast.expr] = [Pattern(found)]
    if names:
        joined: ast.expr = py.dotted(f"re.{names[0]}")
        for one in names[1:]:
            joined = py.arithmetic(joined, "|", py.dotted(f"re.{one}"))
        arguments.append(joined)
    return arguments
