"""Tests that differ in nothing but data become one test with a table of cases."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import msgspec

from assay.promote.naming import RESERVED, cut, identifier
from assay.promote.scripts.python.source import source
from assay.promote.writing.code import Block, Parameter, shortened
from assay.promote.writing.tables import parametrized, table

LEAST = 3
MOST_COLUMNS = 4


class _Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A test without its data."""

    key: str
    constants: tuple[Any, ...]
    places: tuple[str, ...]
    """What each constant is: the name of its field, argument or comparison."""


def tabled(blocks: Sequence[Block], taken: set[str]) -> list[Block]:
    """The blocks, with each group of like tests as one, where the first of them stood."""
    groups: dict[str, list[tuple[Block, _Shape]]] = {}
    for block in blocks:
        shape = _shape(block) if block.kind == "test" else None
        if shape is not None:
            groups.setdefault(shape.key, []).append((block, shape))
    replaced: dict[str, list[Block]] = {}
    for group in groups.values():
        if len(group) >= LEAST and (made := _made(group, taken)) is not None:
            replaced |= {block.name: [] for block, _ in group}
            replaced[group[0][0].name] = made
    return [one for block in blocks for one in replaced.get(block.name, [block])]


def _shape(block: Block) -> _Shape | None:
    if any("parametrize" in line or "skip" in line for line in block.decorators):
        return None
    try:
        tree = ast.parse("\n".join(block.body))
    except SyntaxError:
        return None
    constants: list[Any] = []
    places: list[str] = []
    inside_text = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in ast.walk(one)}
    names = _places(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in inside_text:
            constants.append(node.value)
            places.append(names.get(id(node), "value"))
            node.value = "?"
    key = f"{ast.dump(tree)} {block.decorators} {block.parameters}"
    return _Shape(key=key, constants=tuple(constants), places=tuple(places))


def _places(tree: ast.AST) -> dict[int, str]:
    """By node, what a reader would call it."""
    found: dict[int, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            found[id(node.value)] = node.arg
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant):
                    found[id(value)] = str(key.value)
        elif isinstance(node, ast.Call) and node.args:
            found[id(node.args[0])] = "path" if isinstance(node.func, ast.Attribute) else "value"
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute | ast.Subscript):
            name = node.left.attr if isinstance(node.left, ast.Attribute) else ast.unparse(node.left.slice)
            found[id(node.comparators[0])] = "status" if name == "status_code" else name
    return found


def _made(group: Sequence[tuple[Block, _Shape]], taken: set[str]) -> list[Block] | None:
    vectors = list(zip(*(shape.constants for _, shape in group), strict=True))
    columns: dict[str, tuple[Any, ...]] = {}
    by_position: dict[int, str] = {}
    used = {one.name for one in group[0][0].parameters} | {"response", "body"}
    for position, vector in enumerate(vectors):
        if len({repr(one) for one in vector}) == 1:
            continue
        known = next((name for name, other in columns.items() if repr(other) == repr(vector)), None)
        name = known or _column(group[0][1].places[position], used)
        used.add(name)
        columns[name] = vector
        by_position[position] = name
    if not columns or len(columns) > MOST_COLUMNS:
        return None
    return _table_and_test(group, columns, by_position, taken)


def _column(place: str, used: set[str]) -> str:
    name = identifier(place, "value", 30)
    name = f"{name}_value" if name in RESERVED and name not in ("json",) else name
    number, free = 2, name
    while free in used:
        free, number = f"{name}_{number}", number + 1
    return free


def _table_and_test(
    group: Sequence[tuple[Block, _Shape]],
    columns: dict[str, tuple[Any, ...]],
    by_position: dict[int, str],
    taken: set[str],
) -> list[Block] | None:
    first = group[0][0]
    tree = ast.parse("\n".join(first.body))
    inside_text = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in ast.walk(one)}
    nodes = [one for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in inside_text]
    names = {id(nodes[position]): name for position, name in by_position.items()}
    filled = _Filled(names).visit(tree)
    try:
        body = source(filled.body)
    except (TypeError, ValueError):
        return None
    name = _name([block.name for block, _ in group], taken)
    constant = name.removeprefix("test_").upper() + "_CASES"
    rows = [
        (shortened(block.origin, 70), [vector[index] for vector in columns.values()])
        for index, (block, _) in enumerate(group)
    ]
    if len({key for key, _ in rows}) < len(rows):
        rows = [(f"{number}: {key}", values) for number, (key, values) in enumerate(rows, 1)]
    extra = tuple(Parameter(name=column, annotation=_annotation(vector)) for column, vector in columns.items())
    return [
        table(constant, rows),
        msgspec.structs.replace(
            first,
            name=name,
            decorators=(*first.decorators, parametrized(tuple(columns), constant)),
            parameters=(*first.parameters, *extra),
            doc=f"{len(group)} requests of the collection that differ only in their data.",
            body=tuple(body),
            imports=(*first.imports, "import pytest"),
        ),
    ]


class _Filled(ast.NodeTransformer):
    def __init__(self, names: dict[int, str]) -> None:
        self._names = names

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return ast.Name(self._names[id(node)], ast.Load()) if id(node) in self._names else node


def _annotation(vector: Sequence[Any]) -> str:
    kinds = sorted(
        {"None" if one is None else type(one).__name__ for one in vector}, key=lambda kind: (kind == "None", kind)
    )
    return " | ".join(kinds)


def _name(names: Sequence[str], taken: set[str]) -> str:
    """What all the names begin with, or end with."""
    parts = [name.split("_") for name in names]
    begin = _shared(parts)
    end = _shared([part[::-1] for part in parts])[::-1]
    found = begin if len(begin) > 2 else ["test", *[part for part in end if part != "test"]] if end else begin
    name = cut(found, 60) if len(found) > 1 else "test_cases"
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    taken.add(free)
    return free


def _shared(parts: Sequence[Sequence[str]]) -> list[str]:
    found = []
    for column in zip(*parts, strict=False):
        if len(set(column)) > 1:
            break
        found.append(column[0])
    return found
