"""Takes out of a function what a person would not have written: detours through JSON text, names for one use."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator, Sequence
from io import StringIO

import msgspec

from assay.promote.scripts.python.expression import Expression
from assay.promote.scripts.python.source import source
from assay.promote.writing.code import Block, Module, is_bound_by

_LAYOUT = frozenset({"separators", "ensure_ascii", "indent"})
"""What of json.dumps makes no difference to what is read again."""
LONGEST = 72
"""Columns of an assertion that is better read with the call in it than with a name before it."""


def polished(module: Module) -> Module:
    """The module with its tests and fixtures polished; what they judge and send is the same."""
    return msgspec.structs.replace(module, blocks=tuple(map(_polished, module.blocks)))


def _polished(block: Block) -> Block:
    if block.kind not in ("test", "fixture") or _has_comment(block.body):
        return block
    try:
        before = ast.parse("async def f():\n" + "\n".join(f"    {line}" for line in block.body)).body[0]
    except SyntaxError:
        return block
    assert isinstance(before, ast.AsyncFunctionDef)
    told = ast.dump(before)
    statements = _used_once(_without_aliases(_without_detours(before.body)))
    if told == ast.dump(before) and statements == before.body:
        return block
    try:
        body = tuple(source(statements))
    except (TypeError, ValueError):
        return block
    imports = tuple(line for line in block.imports if not _is_lost(line, block.body, body))
    return msgspec.structs.replace(block, body=body, imports=imports)


def _has_comment(lines: Sequence[str]) -> bool:
    try:
        tokens = list(tokenize.generate_tokens(StringIO("\n".join(lines) + "\n").readline))
    except (tokenize.TokenError, SyntaxError):
        return True
    return any(one.type == tokenize.COMMENT for one in tokens)


def _is_lost(line: str, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether an import was used and is not any more."""
    return is_bound_by(line, "\n".join(before)) and not is_bound_by(line, "\n".join(after))


def _assigned(statement: ast.stmt) -> str | None:
    """The one name that a statement gives a value."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return None


def _names(node: ast.AST) -> list[ast.Name]:
    return [one for one in ast.walk(node) if isinstance(one, ast.Name)]


def _is_call(node: ast.AST, module: str, function: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) == (module, function)
        and len(node.args) == 1
        and {one.arg for one in node.keywords} <= _LAYOUT
    )


def _without_detours(statements: list[ast.stmt]) -> list[ast.stmt]:
    """`a = json.dumps(b)` and then only `json.loads(a)`: a is b."""
    for statement in statements:
        name = _assigned(statement)
        if name is None or not isinstance(statement, ast.Assign) or not _is_call(statement.value, "json", "dumps"):
            continue
        read = [
            one
            for other in statements
            for one in ast.walk(other)
            if isinstance(one, ast.Call)
            and _is_call(one, "json", "loads")
            and isinstance(one.args[0], ast.Name)
            and one.args[0].id == name
        ]
        uses = [one for other in statements for one in _names(other) if one.id == name]
        if len(uses) == len(read) + 1:
            assert isinstance(statement.value, ast.Call)
            statement.value = statement.value.args[0]
            reads = {id(one): one.args[0] for one in read}
            for other in statements:
                _Replaced(reads).visit(other)
    return statements


def _without_aliases(statements: list[ast.stmt]) -> list[ast.stmt]:
    """`a = b`, where neither is anything else before or after: a is b."""
    kept = list(statements)
    given = [one.id for statement in statements for one in _names(statement) if isinstance(one.ctx, ast.Store)]
    for statement in statements:
        name = _assigned(statement)
        if name is None or not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Name):
            continue
        if given.count(name) == 1 and given.count(statement.value.id) == 1:
            kept.remove(statement)
            for one in (one for other in kept for one in _names(other) if one.id == name):
                one.id = statement.value.id
    return kept


def _used_once(statements: list[ast.stmt]) -> list[ast.stmt]:
    """`body = response.json()`, where one assertion alone looks at it: the assertion has the call itself."""
    kept = list(statements)
    for statement in statements:
        name = _assigned(statement)
        if name is None or not isinstance(statement, ast.Assign) or not _is_body(statement.value):
            continue
        uses = [one for other in kept for one in _names(other) if one.id == name]
        place = [other for other in kept if isinstance(other, ast.Assert) and _reads_once(other, name)]
        if len(uses) == 2 and len(place) == 1:
            text = Expression().text(place[0].test)
            if len(text) + len(ast.unparse(statement.value)) - len(name) <= LONGEST and place[0].msg is None:
                _Replaced({id(one): statement.value for one in _names(place[0]) if one.id == name}).visit(place[0])
                kept.remove(statement)
    return kept


def _is_body(node: ast.expr) -> bool:
    """`response.json()`."""
    return (
        isinstance(node, ast.Call)
        and not node.args
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "json"
        and isinstance(node.func.value, ast.Name)
    )


def _reads_once(statement: ast.Assert, name: str) -> bool:
    """Whether it reads the name, and not again and again."""
    again = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
    inside = {id(one) for part in ast.walk(statement) if isinstance(part, again) for one in _repeated(part)}
    found = [one for one in _names(statement) if one.id == name]
    return len(found) == 1 and id(found[0]) not in inside


def _repeated(node: ast.AST) -> Iterator[ast.AST]:
    """What is evaluated for each element: all but the first iterable."""
    first = node.generators[0].iter if hasattr(node, "generators") else None
    outside = {id(one) for one in ast.walk(first)} if first is not None else set()
    return (one for one in ast.walk(node) if id(one) not in outside)


class _Replaced(ast.NodeTransformer):
    def __init__(self, values: dict[int, ast.expr]) -> None:
        self._values = values

    def visit(self, node: ast.AST) -> ast.AST:
        found = self._values.get(id(node))
        return found if found is not None else self.generic_visit(node)
