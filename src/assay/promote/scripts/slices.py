"""Cuts a script down to what one of its tests depends on (a backward slice over names)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assay.promote.scripts.calls.variables import SETTERS
from assay.promote.scripts.javascript.literals import string_of
from assay.promote.scripts.javascript.tree import Node, unwrapped, walk
from assay.promote.scripts.refusal import Untranslatable

if TYPE_CHECKING:
    from assay.promote.scripts.sites import Level, Site

_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_FUNCTIONS = frozenset({"arrow_function", "function_expression", "function_declaration", "method_definition"})
_CHANGING = frozenset({"push", "pop", "shift", "unshift", "splice", "sort", "reverse", "add", "set", "delete"})


@dataclass(frozen=True, slots=True)
class Slice:
    """What is left out, the calls of pm.test that are passed through, and the aim itself."""

    skipped: frozenset[Node] = frozenset()
    through: frozenset[Node] = frozenset()
    target: Node | None = None
    kept: frozenset[Node] = frozenset()
    """Statements and calls before the aim that it needs."""


WHOLE = Slice()


def slice_for(site: Site) -> Slice:
    """The slice; Untranslatable where the aim needs what another test did."""
    needed = _aim_names(site)
    skipped: set[Node] = set()
    kept: set[Node] = set()
    for depth, level in reversed(list(enumerate(site.way))):
        statement = level.statements[level.index]
        attempted = depth > 0 and _is_attempted(site.way[depth - 1], statement)
        skipped.update(level.statements[level.index + 1 :])
        _skip_other_side(statement, site, skipped)
        needed |= _header_names(statement, site)
        hoisted = [one for one in level.statements if one.kind == "function_declaration"]
        for one in hoisted:
            if one["name"].text in needed:
                needed |= names_in(one)
                kept.add(one)
                skipped.discard(one)
        for one in reversed(level.statements[: level.index]):
            if one in kept:
                continue
            if attempted or _is_needed(one, needed):
                needed |= names_in(one)
                kept.add(one)
                kept.update(_setters(one))
            else:
                skipped.add(one)
    return Slice(frozenset(skipped), frozenset(site.through), site.node, frozenset(kept))


def _aim_names(site: Site) -> set[str]:
    """What the aim reads. What a test is called is its affair only as far as that may fail, which the proof sees."""
    args = site.node["arguments"].children if site.kind == "test" else ()
    return {name for one in args[1:] for name in names_in(one)} if args else names_in(site.node)


def _is_attempted(outer: Level, statement: Node) -> bool:
    """Whether the statement stands in the body of a `try`: what comes before it there decides whether it is reached."""
    around = outer.statements[outer.index]
    return around.kind == "try_statement" and around["body"].start <= statement.start < around["body"].end


def _skip_other_side(statement: Node, site: Site, skipped: set[Node]) -> None:
    if statement.kind == "switch_statement":
        cases = statement["body"].children
        others = (one for one in cases if not one.start <= site.node.start < one.end)
        skipped.update(inner for one in others for inner in _statements_of_case(one))
    if statement.kind != "if_statement":
        return
    sides = [statement["consequence"]]
    if (alternative := statement.get("alternative")) is not None:
        sides.append(alternative.children[0])
    for side in sides:
        if not side.start <= site.node.start < side.end:
            skipped.update(side.children if side.kind == "statement_block" else [side])


def _statements_of_case(case: Node) -> Iterator[Node]:
    for one in case.children if case.kind == "switch_default" else case.children[1:]:
        yield from one.children if one.kind == "statement_block" else (one,)


def _header_names(statement: Node, site: Site) -> set[str]:
    """The names of what surrounds the aim: conditions, lists that are looped over."""
    found: set[str] = set()
    for part in ("condition", "right", "left", "initializer", "body"):
        if part == "body" and statement.kind != "try_statement":
            continue
        if (node := statement.get(part)) is not None:
            found |= names_in(node)
    if statement.kind == "switch_statement":
        found |= names_in(statement["value"])
        for case in statement["body"].children:
            found |= names_in(case["value"]) if "value" in case.fields else set()
    if statement.kind == "expression_statement" and statement is not site.statement:
        call = unwrapped(statement.children[0])
        if call.kind == "call_expression":
            found |= names_in(call["function"])
            first = call["arguments"].children[:1]
            found |= {name for one in first if one.kind not in _FUNCTIONS for name in names_in(one)}
    return found


def names_in(node: Node) -> set[str]:
    """Every name that is read or written below the node; Postman variables as `{{name}}`."""
    found: set[str] = set()
    for one in walk(node):
        if one.kind in _NAMES:
            found.add(one.text)
        elif one.kind == "call_expression" and (variable := _read_variable(one)):
            found.add(variable)
    return found


def _read_variable(call: Node) -> str:
    path = unwrapped(call["function"]).text
    args = call["arguments"].children
    if (
        ((path.startswith("pm.") and path.endswith(".get")) or path.startswith("postman.get"))
        and args
        and args[0].kind == "string"
    ):
        return "{{" + string_of(args[0]) + "}}"
    return ""


def _set_variable(call: Node) -> str:
    args = call["arguments"].children
    if unwrapped(call["function"]).text in SETTERS and args and args[0].kind == "string":
        return "{{" + string_of(args[0]) + "}}"
    return ""


def _is_needed(statement: Node, needed: set[str]) -> bool:
    if statement.kind == "function_declaration":
        return statement["name"].text in needed
    if _is_test(statement):
        if _assigned_outside(statement) & needed:
            raise Untranslatable("it needs what another test assigns", statement)
        return False
    if _goes_on_later(statement) and _assigned_outside(statement) & needed:
        raise Untranslatable("it needs what the script is answered later", statement)
    return bool(defined(statement) & needed) or _leaves(statement)


def _goes_on_later(statement: Node) -> bool:
    """Whether a callback in it runs when what follows is through."""
    calls = [one for one in walk(statement) if one.kind == "call_expression"]
    return any(one["function"].text == "pm.sendRequest" and len(one["arguments"].children) > 1 for one in calls)


def _is_test(statement: Node) -> bool:
    if statement.kind != "expression_statement":
        return False
    inner = unwrapped(statement.children[0])
    return inner.kind == "call_expression" and unwrapped(inner["function"]).text in ("pm.test", "pm.test.skip")


def _assigned_outside(statement: Node) -> set[str]:
    """Names that a test's callback assigns and does not declare."""
    declared = {name for one in walk(statement) if one.kind == "variable_declarator" for name in names_in(one["name"])}
    return assigned([statement]) - declared


def defined(statement: Node) -> set[str]:
    """Names that get a value, or another one, in the statement; Postman variables as `{{name}}`."""
    found = assigned([statement])
    for one in walk(statement):
        if one.kind == "variable_declarator":
            found |= names_in(one["name"])
        elif one.kind == "class_declaration":
            found.add(one["name"].text)
        elif one.kind == "call_expression":
            function = unwrapped(one["function"])
            if function.kind == "member_expression" and function["property"].text in _CHANGING:
                found.add(_root(function["object"]))
            found.add(_set_variable(one))
    return found - {"", "pm", "postman"}


def _root(node: Node) -> str:
    while "object" in node.fields:
        node = unwrapped(node["object"])
    return node.text


def assigned(nodes: Iterable[Node]) -> set[str]:
    """Names that are assigned after their declaration."""
    found: set[str] = set()
    for node in nodes:
        for one in walk(node):
            if one.kind in ("assignment_expression", "augmented_assignment_expression"):
                found.add(_root(one["left"]))
            elif one.kind == "update_expression":
                found.add(_root(one["argument"]))
    return found


_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})


def _leaves(statement: Node, *, in_loop: bool = False, in_switch: bool = False) -> bool:
    """Whether the script, the callback or a loop around it may end here."""
    match statement.kind:
        case "return_statement" | "throw_statement":
            return True
        case "continue_statement":
            return not in_loop
        case "break_statement":
            return not (in_loop or in_switch)
    if statement.kind in _FUNCTIONS:
        return False
    in_loop = in_loop or statement.kind in _LOOPS
    in_switch = in_switch or statement.kind == "switch_statement"
    return any(_leaves(one, in_loop=in_loop, in_switch=in_switch) for one in statement.children)


def _setters(statement: Node) -> list[Node]:
    """The call that sets a variable, where that is the statement."""
    if statement.kind != "expression_statement":
        return []
    inner = unwrapped(statement.children[0])
    return [inner] if inner.kind == "call_expression" and _set_variable(inner) else []
