"""Binds the names of a pattern (`{ id, tags: [first] }`) to the places that they stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from assay.promote.scripts import members
from assay.promote.scripts.context import Bound, Special
from assay.promote.scripts.javascript.literals import string_of
from assay.promote.scripts.javascript.tree import Node
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import ARRAY, UNDEFINED, Value

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Expressions


def bind(t: Expressions, pattern: Node, value: Bound) -> None:
    """Let the pattern's names mean parts of the value. Nothing is evaluated for it."""
    match pattern.kind:
        case "identifier" | "shorthand_property_identifier_pattern":
            t.context.names[pattern.text] = value
        case "object_pattern":
            for child in pattern.children:
                _property(t, child, value)
        case "array_pattern":
            for index, child in enumerate(pattern.children):
                _element(t, child, _plain(value, pattern), index)
        case "assignment_pattern":
            bind(t, pattern["left"], _or_default(t, value, pattern["right"]))
        case _:
            raise Untranslatable("rests of patterns are not translated", pattern)


def _element(t: Expressions, child: Node, value: Value, index: int) -> None:
    if child.kind == "rest_pattern":
        bind(t, child.children[0], Value(py.part(value.node, py.const(index)), ARRAY))
    else:
        bind(t, child, members.element(t, value, index))


def _or_default(t: Expressions, value: Bound, default: Node) -> Bound:
    """The value, or where that is undefined the default: null stays null."""
    plain = _plain(value, default)
    if plain.present is None:
        return t.bound(default) if plain.kinds == UNDEFINED else value
    with t.context.lazily():
        other = t.value(default)
    soft = plain.exact
    if isinstance(soft, ast.Call) and isinstance(soft.func, ast.Attribute) and soft.func.attr == "get":
        return Value(ast.Call(soft.func, [*soft.args[:1], other.exact], []), plain.kinds | other.kinds)
    return Value(py.conditional(plain.present, plain.node, other.exact), plain.kinds | other.kinds)


def _property(t: Expressions, child: Node, value: Bound) -> None:
    if child.kind == "shorthand_property_identifier_pattern":
        t.context.names[child.text] = _part(t, value, child.text, child)
    elif child.kind == "object_assignment_pattern":
        short = child["left"].text
        t.context.names[short] = _or_default(t, _part(t, value, short, child), child["right"])
    elif child.kind == "pair_pattern" and child["key"].kind in ("property_identifier", "string"):
        key = child["key"]
        name = string_of(key) if key.kind == "string" else key.text
        bind(t, child["value"], _part(t, value, name, child))
    else:
        raise Untranslatable("rests of patterns are not translated", child)


def _part(t: Expressions, value: Bound, name: str, node: Node) -> Bound:
    if isinstance(value, Special):
        return members.of_special(t, value, name, node)
    return members.named(t, _plain(value, node), py.const(name))


def _plain(value: Bound, node: Node) -> Value:
    if not isinstance(value, Value):
        raise Untranslatable("only values are taken apart", node)
    return value
