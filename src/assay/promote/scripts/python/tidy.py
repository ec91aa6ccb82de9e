"""Puts a block in order: what nobody reads goes, and what is assigned stands where it is first read."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence


def tidy(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The same asserts. Calls stay also where their result is not read, for they may raise."""
    kept = list(statements)
    while (tidied := _pass(kept)) is not None:
        kept = tidied
    return _once(_sunk(_direct(kept)))


def _direct(statements: list[ast.stmt]) -> list[ast.stmt]:
    """`a = x` and `b = a` is `b = x`, where nothing else reads `a`; what is assigned anew at once is not set before."""
    found: list[ast.stmt] = []
    for index, node in enumerate(statements):
        for inner in ("body", "orelse"):
            if isinstance(node, ast.If | ast.For | ast.Try) and getattr(node, inner):
                setattr(node, inner, _direct(getattr(node, inner)))
        later = statements[index + 1 :]
        if isinstance(node, ast.Assign) and _is_overwritten(node, later):
            continue
        before = found[-1] if found else None
        if isinstance(before, ast.Assign) and _is_handed_on(before, node, later):
            assert isinstance(node, ast.Assign), "it hands on a name"
            found[-1] = ast.Assign(node.targets, before.value, lineno=0)
            continue
        found.append(node)
    return found


def _is_handed_on(before: ast.Assign, node: ast.stmt, later: Sequence[ast.stmt]) -> bool:
    target = before.targets[0]
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Name) or not isinstance(target, ast.Name):
        return False
    return node.value.id == target.id and not any(target.id in _names(one, ast.Load) for one in later)


def _is_overwritten(node: ast.Assign, later: Sequence[ast.stmt]) -> bool:
    """Whether the next statement is a `try` that assigns the name in its body and in its handler."""
    target = node.targets[0]
    if not later or not isinstance(later[0], ast.Try) or not isinstance(target, ast.Name):
        return False
    branches = (later[0].body, later[0].handlers[0].body)
    if target.id in _names(later[0], ast.Load):
        return False
    return all(
        any(isinstance(one, ast.Assign) and target.id in _names(one.targets[0], ast.Store) for one in branch)
        for branch in branches
    )


def _once(statements: list[ast.stmt]) -> list[ast.stmt]:
    """Without asserts that stand there twice in a row."""
    pairs = zip(statements, [None, *statements], strict=False)
    return [one for one, before in pairs if before is None or not _is_again(one, before)]


def _is_again(one: ast.stmt, before: ast.stmt) -> bool:
    return isinstance(one, ast.Assert) and isinstance(before, ast.Assert) and ast.dump(one) == ast.dump(before)


def _pass(statements: list[ast.stmt]) -> list[ast.stmt] | None:
    read = {name for one in statements for name in _names(one, ast.Load)}
    found, changed = _without(statements, read)
    return found if changed else None


def _without(statements: Sequence[ast.stmt], read: set[str]) -> tuple[list[ast.stmt], bool]:
    found: list[ast.stmt] = []
    changed = False
    for node in statements:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id not in read:
            changed = True
            if any(isinstance(one, ast.Call) for one in ast.walk(node.value)):
                found.append(ast.Expr(node.value))
            continue
        if isinstance(node, ast.Try):
            node.body, in_body = _kept(node.body, read)
            node.handlers[0].body, in_handler = _kept(node.handlers[0].body, read)
            node.orelse, in_verdict = _without(node.orelse, read)
            changed = changed or in_body or in_handler or in_verdict
        if isinstance(node, ast.If | ast.For):
            body, in_body = _without(node.body, read)
            orelse, in_orelse = _without(node.orelse, read)
            changed = changed or in_body or in_orelse
            if not body and not orelse:
                changed = True
                continue
            node.body, node.orelse = body or [ast.Pass()], orelse
        found.append(node)
    return found, changed


def _kept(statements: Sequence[ast.stmt], read: set[str]) -> tuple[list[ast.stmt], bool]:
    found, changed = _without(statements, read)
    return found or [ast.Pass()], changed


def _names(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, context)}


def _sunk(statements: list[ast.stmt]) -> list[ast.stmt]:
    """Assignments moved down to the first statement that reads them, past asserts that do not."""
    found: list[ast.stmt] = []
    within = {one.name: _names(one, ast.Load) for one in statements if isinstance(one, ast.FunctionDef)}
    for node in reversed(statements):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.insert(_first_use(node, node.targets[0].id, found, within), node)
        else:
            found.insert(0, node)
    return found


def _first_use(node: ast.Assign, name: str, rest: Sequence[ast.stmt], within: Mapping[str, set[str]]) -> int:
    """How many of the following statements may run before it; functions read as they are called."""
    reads = _names(node.value, ast.Load)
    for index, one in enumerate(rest):
        loaded = _names(one, ast.Load)
        loaded |= {inner for function in loaded & within.keys() for inner in within[function]}
        if name in loaded | _names(one, ast.Store) or _names(one, ast.Store) & reads:
            return index
        if not isinstance(one, ast.Assert | ast.Assign):
            return index
    return 0
