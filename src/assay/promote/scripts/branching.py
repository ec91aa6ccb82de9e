"""`switch` as `if`, `elif` and `else`; what runs on from one case into the next is left to the sandbox."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assay.promote.scripts import truth
from assay.promote.scripts.javascript.tree import Node, unwrapped
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import Value, boolean

if TYPE_CHECKING:
    from assay.promote.scripts.statements import Statements

_ENDS = frozenset({"break_statement", "return_statement", "throw_statement", "continue_statement"})
_OWN_BREAKS = frozenset(
    {"switch_statement", "for_statement", "for_in_statement", "while_statement", "do_statement", "arrow_function",
     "function_expression", "function_declaration"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Branch:
    """Cases that share their statements; without `values` it is what happens otherwise."""

    values: tuple[Node, ...]
    statements: tuple[Node, ...]
    otherwise: bool = False


def branches(node: Node) -> list[Branch]:
    """The branches of a `switch`, in order. Untranslatable where one runs on into the next."""
    found: list[Branch] = []
    values: list[Node] = []
    otherwise = False
    cases = node["body"].children
    for index, case in enumerate(cases):
        is_default = case.kind == "switch_default"
        otherwise = otherwise or is_default
        if not is_default:
            values.append(case["value"])
        statements = _statements(case)
        if not statements and index + 1 < len(cases):
            continue
        if index + 1 < len(cases) and not (statements and statements[-1].kind in _ENDS):
            raise Untranslatable("a case that runs on into the next is not translated", case)
        found.append(Branch(tuple(values), _without_break(statements), otherwise))
        values, otherwise = [], False
    return found


def _statements(case: Node) -> tuple[Node, ...]:
    listed = case.children if case.kind == "switch_default" else case.children[1:]
    if len(listed) == 1 and listed[0].kind == "statement_block":
        listed = listed[0].children
    return listed


def _without_break(statements: tuple[Node, ...]) -> tuple[Node, ...]:
    if statements and statements[-1].kind == "break_statement":
        statements = statements[:-1]
    if any(map(breaks, statements)):
        raise Untranslatable("a break in the midst of a case is not translated", statements[0])
    return statements


def breaks(node: Node) -> bool:
    """Whether a `break` in it leaves what stands around it."""
    if node.kind == "break_statement":
        return True
    return node.kind not in _OWN_BREAKS and any(map(breaks, node.children))


def switch(s: Statements, node: Node) -> None:
    """The whole statement."""
    subject = s.t.value(unwrapped(node["value"]))
    if not isinstance(subject.node, ast.Name | ast.Attribute | ast.Subscript | ast.Constant):
        from assay.promote.scripts import declarations

        subject = declarations.keep(s, subject, "found")
    found = branches(node)
    last = next((one.statements for one in found if one.otherwise), ())
    _chain(s, subject, [one for one in found if not one.otherwise], last)


def _chain(s: Statements, subject: Value, rest: Sequence[Branch], last: tuple[Node, ...]) -> None:
    if not rest:
        s.all(last)
        return
    test = _test(s, subject, rest[0])
    with s.context.nested() as yes:
        s.all(rest[0].statements)
    with s.context.nested() as no:
        _chain(s, subject, rest[1:], last)
    s.choose(test, yes, no)


def _test(s: Statements, subject: Value, branch: Branch) -> Value:
    wanted = [s.t.value(one) for one in branch.values]
    if len(wanted) > 1 and all(one.literal for one in wanted) and not s.t.careful:
        listed = py.tuple_of(*(one.node for one in wanted))
        return boolean(*(py.compare(one, "in", listed) for one in (subject.node, subject.exact)))
    tests = [truth.strictly_equal(subject, one, careful=s.t.level) for one in wanted]
    return boolean(py.either(*(one.node for one in tests)), py.either(*(one.exact for one in tests)))
