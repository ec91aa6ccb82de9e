"""Writes one Python expression on one line: double quotes, and brackets only where precedence asks for them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from assay.promote.scripts.python.build import ARITHMETIC_SIGNS, sign_of

LAMBDA, CONDITION, OR, AND, NOT, COMPARE, BIT_OR, BIT_AND, ADD, MULTIPLY, UNARY, POWER, ATOM = range(13)
_LEVELS = {"|": BIT_OR, "&": BIT_AND, "+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "//": MULTIPLY, "%": MULTIPLY,
           "**": POWER}  # fmt: skip


def quoted(text: str) -> str:
    """A string literal as ruff would write it: double quotes, unless single ones save escapes; no invisible signs."""
    body = "".join(map(_shown, text))
    if text.count('"') > text.count("'"):
        return "'" + body.replace("'", "\\'") + "'"
    return '"' + body.replace('"', '\\"') + '"'


def _shown(one: str) -> str:
    if one == "\\" or not one.isprintable():
        return repr(one)[1:-1]
    return one


def regex_literal(pattern: str) -> str:
    """A raw string where the pattern allows it."""
    if "\\" not in pattern:
        return quoted(pattern)
    if pattern.isprintable() and not pattern.endswith("\\"):
        if '"' not in pattern:
            return f'r"{pattern}"'
        if "'" not in pattern:
            return f"r'{pattern}'"
    return quoted(pattern)


class Pattern(ast.Constant):
    """A string literal that holds a regular expression."""

    value: str


class Expression:
    """The writer; stateless but for the quotes that an f-string around it has taken."""

    def text(self, node: ast.expr, level: int = LAMBDA) -> str:
        """Source; in brackets where the expression binds less than `level`."""
        written, own = self._write(node)
        return f"({written})" if own < level else written

    def _write(self, node: ast.expr) -> tuple[str, int]:
        match node:
            case ast.Name():
                return node.id, ATOM
            case Pattern():
                return regex_literal(node.value), ATOM
            case ast.Constant():
                return self._constant(node.value)
            case ast.Attribute():
                return f"{self._operand(node.value)}.{node.attr}", ATOM
            case ast.Subscript():
                return f"{self._operand(node.value)}[{self._index(node.slice)}]", ATOM
            case ast.Call():
                return f"{self._operand(node.func)}({self._arguments(node)})", ATOM
            case ast.JoinedStr():
                return self._f_string(node), ATOM
            case ast.List() | ast.Set() | ast.Tuple() | ast.Dict():
                return self._display(node), ATOM
            case ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
                return self._comprehension(node), ATOM
        return self._operation(node)

    def _operation(self, node: ast.expr) -> tuple[str, int]:
        match node:
            case ast.Compare():
                words = [self.text(node.left, BIT_OR)]
                for operator, right in zip(node.ops, node.comparators, strict=True):
                    words += [sign_of(operator), self.text(right, BIT_OR)]
                return " ".join(words), COMPARE
            case ast.BoolOp():
                word, level = ("and", AND) if isinstance(node.op, ast.And) else ("or", OR)
                return f" {word} ".join(self.text(value, level + 1) for value in node.values), level
            case ast.UnaryOp(op=ast.Not()):
                return f"not {self.text(node.operand, NOT)}", NOT
            case ast.UnaryOp(op=ast.USub()):
                return f"-{self.text(node.operand, UNARY)}", UNARY
            case ast.BinOp():
                sign = ARITHMETIC_SIGNS[type(node.op)]
                level = _LEVELS[sign]
                return f"{self.text(node.left, level)} {sign} {self.text(node.right, level + 1)}", level
            case ast.IfExp():
                then, test = self.text(node.body, CONDITION + 1), self.text(node.test, CONDITION + 1)
                return f"{then} if {test} else {self.text(node.orelse, CONDITION)}", CONDITION
            case ast.Lambda():
                names = ", ".join(one.arg for one in node.args.args)
                return f"lambda {names}: {self.text(node.body)}" if names else f"lambda: {self.text(node.body)}", LAMBDA
            case ast.Starred():
                return f"*{self.text(node.value, BIT_OR)}", ATOM
        raise TypeError(f"no translation is built of {type(node).__name__}")

    def _operand(self, node: ast.expr) -> str:
        written = self.text(node, ATOM)
        is_number = isinstance(node, ast.Constant) and isinstance(node.value, int | float)
        return f"({written})" if is_number else written

    def _constant(self, value: Any) -> tuple[str, int]:
        if isinstance(value, str):
            return quoted(value), ATOM
        return repr(value), UNARY if isinstance(value, int | float) and value < 0 else ATOM

    def _index(self, node: ast.expr) -> str:
        if isinstance(node, ast.Slice):
            start = self.text(node.lower) if node.lower else ""
            stop = self.text(node.upper) if node.upper else ""
            return f"{start}:{stop}"
        return self.text(node)

    def _arguments(self, node: ast.Call) -> str:
        if len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.GeneratorExp):
            return self._comprehension(node.args[0])[1:-1]
        named = [f"{one.arg}={self.text(one.value)}" for one in node.keywords]
        return ", ".join([*map(self.text, node.args), *named])

    def _display(self, node: ast.List | ast.Set | ast.Tuple | ast.Dict) -> str:
        members = self.members(node)
        if isinstance(node, ast.Tuple):
            return f"({members[0]},)" if len(members) == 1 else f"({', '.join(members)})"
        opening, closing = "[]" if isinstance(node, ast.List) else "{}"
        return f"{opening}{', '.join(members)}{closing}"

    def members(self, node: ast.List | ast.Set | ast.Tuple | ast.Dict) -> Sequence[str]:
        """What stands between the brackets of a display."""
        if isinstance(node, ast.Dict):
            return [self._entry(key, value) for key, value in zip(node.keys, node.values, strict=True)]
        return [self.text(one) for one in node.elts]

    def _entry(self, key: ast.expr | None, value: ast.expr) -> str:
        return f"{self.text(key)}: {self.text(value)}" if key else f"**{self.text(value, BIT_OR)}"

    def _comprehension(self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp) -> str:
        if isinstance(node, ast.DictComp):
            element = f"{self.text(node.key)}: {self.text(node.value)}"
        else:
            element = self.text(node.elt)
        for one in node.generators:
            element += f" for {self._target(one.target)} in {self.text(one.iter, OR)}"
            element += "".join(f" if {self.text(condition, OR)}" for condition in one.ifs)
        brackets = {ast.GeneratorExp: "()", ast.ListComp: "[]"}.get(type(node), "{}")
        return f"{brackets[0]}{element}{brackets[1]}"

    def _target(self, node: ast.expr) -> str:
        return ", ".join(map(self.text, node.elts)) if isinstance(node, ast.Tuple) else self.text(node)

    def _f_string(self, node: ast.JoinedStr) -> str:
        texts = "".join(str(one.value) for one in node.values if isinstance(one, ast.Constant))
        inner = [self.text(one.value) for one in node.values if isinstance(one, ast.FormattedValue)]
        quote = "'" if '"' in texts and "'" not in texts and not any("'" in one for one in inner) else '"'
        return f"f{quote}{''.join(self._piece(one, quote) for one in node.values)}{quote}"

    def _piece(self, node: ast.expr, quote: str) -> str:
        if isinstance(node, ast.Constant):
            shown = "".join(map(_shown, str(node.value))).replace("{", "{{").replace("}", "}}")
            return shown.replace(quote, f"\\{quote}")
        assert isinstance(node, ast.FormattedValue), "an f-string has texts and values"
        inner = self.text(node.value)
        spec = ""
        if isinstance(node.format_spec, ast.JoinedStr):
            spec = ":" + "".join(str(one.value) for one in node.format_spec.values if isinstance(one, ast.Constant))
        return "{" + (" " if inner.startswith("{") else "") + _within(inner, quote) + spec + "}"


def _within(inner: str, quote: str) -> str:
    """Inside an f-string of Python 3.11 neither its quotes nor backslashes may stand."""
    other = '"' if quote == "'" else "'"
    if "\\" in inner or (quote in inner and other in inner):
        raise ValueError("quotes within quotes")
    return inner.replace(quote, other)
