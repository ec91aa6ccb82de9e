"""One function as it is being written: what it takes, what it has to know first, and what its imports are."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from assay.promote.request import BARE
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.source import source
from assay.promote.templates import Variable, pieces, well_formed
from assay.promote.writing.code import Parameter
from assay.promote.writing.dynamic import colour, dynamic

Finder = Callable[["Draft", str], ast.expr | None]
"""The expression for a variable, with the draft told of all that it takes; None where there is none."""


class Draft:
    """Collects parameters, first lines and imports in the order in which they are asked for."""

    def __init__(self, find: Finder) -> None:
        self._find = find
        self.parameters: dict[str, str] = {}
        self.first: list[str] = []
        self._latest: dict[str, str] = {}
        """The statement that gave each name its value last."""
        self.imports: dict[str, None] = {}
        self.known: dict[str, ast.expr] = {}
        """Variables that have their expression by now."""
        self.unknown: dict[str, None] = {}

    def takes(self, fixture: str, annotation: str = "str") -> ast.expr:
        """A fixture, from now on a parameter."""
        self.parameters.setdefault(fixture, annotation)
        return py.name(fixture)

    def knows(self, lines: Iterable[str]) -> None:
        """Statements that stand before everything else, each once."""
        text = "\n".join(lines)
        all_lines = text.split("\n")
        for node in ast.parse(text).body:
            statement = "\n".join(all_lines[node.lineno - 1 : node.end_lineno])
            target = ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else statement
            if self._latest.get(target) != statement:
                self._latest[target] = statement
                self.first += statement.split("\n")

    def needs(self, imports: Iterable[str]) -> None:
        """Import lines."""
        self.imports |= dict.fromkeys(imports)

    def variable(self, name: str) -> ast.expr | None:
        """What stands for a variable of the collection."""
        if name not in self.known:
            found = self._dynamic(name) if name.startswith("$") else self._find(self, name)
            if found is None:
                self.unknown[name] = None
                return None
            if name.startswith("$"):
                return found
            self.known[name] = found
        return self.known[name]

    def _dynamic(self, name: str) -> ast.expr:
        made = dynamic(name)
        if made is None:
            return py.const(colour(name))
        self.needs([made[1]])
        return made[0]

    def text(self, template: str) -> ast.expr:
        """A text with its variables filled in."""
        parts: list[str | ast.expr] = []
        for piece in pieces(well_formed(template.replace(BARE, ""))):
            if isinstance(piece, Variable):
                parts.append(self.variable(piece.name) or f"{{{{{piece.name}}}}}")
            else:
                parts.append(piece)
        if len(parts) == 1 and isinstance(parts[0], ast.Name | ast.Subscript | ast.Call):
            return parts[0]
        return py.f_string(parts)

    def json(self, value: object) -> ast.expr:
        """A JSON value with its variables filled in; those without quotes keep their type."""
        if isinstance(value, dict):
            return ast.Dict([self.text(key) for key in value], [self.json(one) for one in value.values()])
        if isinstance(value, list):
            return ast.List([self.json(one) for one in value], ast.Load())
        if isinstance(value, str):
            bare = len(value) > 1 and value[0] == value[-1] == BARE
            return self._typed(value) if bare else self.text(value)
        return py.const(value)

    def _typed(self, template: str) -> ast.expr:
        """What stands without quotes: a literal, or the text of a fixture that is one."""
        value = _literal(self.text(template))
        text = isinstance(value, ast.Name) and self.parameters.get(value.id) == "str"
        if text or isinstance(value, ast.JoinedStr):
            self.needs(["import json"])
            return py.call("json.loads", value)
        return value

    def drawn(self) -> tuple[Parameter, ...]:
        """The parameters: clients first, then what was made, then settings."""
        ordered = sorted(
            self.parameters, key=lambda name: (not name.endswith("_client"), self.parameters[name] == "str")
        )
        return tuple(Parameter(name=name, annotation=self.parameters[name]) for name in ordered)

    def written(self, statements: Iterable[ast.stmt]) -> tuple[str, ...]:
        """First lines, then the statements."""
        return (*self.first, *source(list(statements)))


def _literal(value: ast.expr) -> ast.expr:
    """A literal that stands without quotes is a number or a truth value."""
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        return value
    words: dict[str, object] = {"true": True, "false": False, "null": None}
    if value.value in words:
        return py.const(words[value.value])
    for kind in (int, float):
        try:
            return py.const(kind(value.value))
        except ValueError:
            continue
    return value
