"""Turns a Postman test script into plain Python asserts, test by test; what has no sure twin is left to the sandbox."""

from __future__ import annotations

import ast
import copy
import warnings

from assay.promote.scripts import accounting
from assay.promote.scripts.calls.variables import SETTERS
from assay.promote.scripts.context import Context
from assay.promote.scripts.javascript.parse import Unreadable, parse
from assay.promote.scripts.javascript.tree import Node, unwrapped, walk
from assay.promote.scripts.names import TestName, name_of
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.source import source
from assay.promote.scripts.python.tidy import tidy
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.scope import Scope
from assay.promote.scripts.sends import SEND, is_pause
from assay.promote.scripts.sites import Finder, Site
from assay.promote.scripts.slices import Slice, assigned, slice_for
from assay.promote.scripts.statements import Statements
from assay.promote.scripts.translation import (
    Assignment,
    Block,
    Fallback,
    Listed,
    Span,
    Test,
    Translation,
    VariableScope,
)

MOST_LINES = 400
"""Lines of Python of one block; a longer one is no test that a person reads."""

CALLED = ("validate", "field_of", "fields_of", "has_field", "number_of")
"""Functions that the lines may call, so that no variable may have their names."""


def translate(script: str, scope: Scope) -> Translation:
    """The whole script. It never raises: what cannot be translated is a Fallback with its reason."""
    try:
        program = parse(script)
    except Unreadable as error:
        return _unread(script, error.reason, error.line)
    except RecursionError:
        return _unread(script, "the script is nested too deep", 1)
    sites = list(Finder().sites(program.children))
    changed = frozenset(assigned([program]))
    blocks: list[Block] = []
    listed: list[Listed] = []
    ledger = accounting.Ledger(script)
    for site in sites:
        if site.kind == "listed":
            listed.append(Listed(span=_span(site.statement), what=site.reason))
            ledger.list(site.statement, site.reason)
            continue
        block, cut = _block(site, scope, changed)
        blocks.append(block)
        ledger.enter(site, block, cut)
    blocks += _unused_parse(program, scope, ledger)
    return Translation(blocks=tuple(blocks), listed=tuple(listed), account=ledger.lines())


def _unread(script: str, reason: str, line: int) -> Translation:
    lines = script.count("\n") + 1
    block = Fallback(name="", span=Span(first=1, last=lines), reason=reason, line=line, kind="script")
    return Translation(blocks=(block,), account=accounting.all_of(script, reason))


def _span(node: Node) -> Span:
    return Span(first=node.line, last=node.last_line)


def _block(site: Site, scope: Scope, changed: frozenset[str]) -> tuple[Block, Slice | None]:
    name = _name(site, scope)
    try:
        if site.kind == "refused":
            raise Untranslatable(site.reason, site.node)
        cut = slice_for(site)
        return _written(site, name, scope, cut, changed), cut
    except Untranslatable as refusal:
        return _fallback(site, name, refusal.reason, (refusal.node or site.node).line), None
    except RecursionError:
        return _fallback(site, name, "it is nested too deep", site.node.line), None
    except ValueError:
        return _fallback(site, name, "a text in it cannot be written in Python", site.node.line), None


def _name(site: Site, scope: Scope) -> TestName:
    node = site.node
    if site.kind == "loose":
        return TestName("", "")
    if node.kind == "assignment_expression":
        left = node["left"]
        return name_of(left.get("index") or left.get("property"), scope.request_name)
    args = node["arguments"].children if "arguments" in node.fields else ()
    return name_of(args[0] if args else None, scope.request_name)


def _fallback(site: Site, name: TestName, reason: str, line: int) -> Fallback:
    is_set = site.node.kind == "call_expression" and unwrapped(site.node["function"]).text in SETTERS
    return Fallback(
        name=name.text,
        span=_span(site.statement if site.kind != "refused" else site.node),
        reason=reason,
        line=line,
        pattern=name.pattern,
        kind="assignment" if is_set else "script" if site.kind == "loose" else "test",
        assertions=max(1, assertions_in(site.node)) if not is_set else 0,
    )


def assertions_in(node: Node) -> int:
    """How many assertions the script writes there."""
    return sum(
        1 for one in walk(node)
        if (one.kind == "call_expression" and one["function"].text in ("pm.expect", "expect", "chai.expect"))
        or (one.kind == "member_expression" and one.text == "pm.response.to")
        or (one.kind == "assignment_expression" and one["left"].text.startswith(("tests[", "tests.")))
    )  # fmt: skip


def _written(site: Site, name: TestName, scope: Scope, cut: Slice, changed: frozenset[str]) -> Block:
    if site.kind == "test":
        _check_callback(site)
    context = Context(scope, {scope.response, scope.sender, *scope.taken, *(_roots(scope)), *CALLED})
    context.sending = any(SEND in one.text for one in site.way[0].statements)
    statements = Statements(context, cut, changed)
    if site.kind == "test" and site.node["function"].text == "pm.test.skip":
        return _test(site, name, context, [], skipped=True)
    if site.kind == "set" and site.conditional:
        statements.along(site)
    else:
        statements.all(site.way[0].statements)
    block = [*context.functions, *context.block]
    written = block if site.kind == "set" else tidy(block)
    if any(isinstance(one, ast.Name) and one.id == "is_valid" for node in written for one in ast.walk(node)):
        raise Untranslatable("the verdict of a schema as a value is not translated", site.node)
    if site.kind == "set":
        return _assignment(site, name, context, written, statements.conditions)
    return _test(site, name, context, written)


def _roots(scope: Scope) -> set[str]:
    """Names that the expressions of the scope's variables use."""
    nodes = (ast.parse(text, mode="eval") for text in scope.variables.values())
    return {one.id for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name)}


def _check_callback(site: Site) -> None:
    args = site.node["arguments"].children
    callback = args[1] if len(args) > 1 else None
    if callback is None:
        return
    waits = SEND in callback.text
    promises = (one for one in walk(callback) if one.kind == "new_expression" and one["constructor"].text == "Promise")
    if any(waits or not is_pause(one) for one in promises):
        raise Untranslatable("the test waits for a promise", callback)


def _test(site: Site, name: TestName, context: Context, written: list[ast.stmt], *, skipped: bool = False) -> Test:
    lines = _lines(written, site)
    used = _names(written)
    return Test(
        name=name.text,
        lines=lines,
        span=_span(site.statement),
        imports=_imports(context, used),
        uses=tuple(use for use in context.uses.values() if _is_used(use.python, used)),
        schemas=tuple(schema for schema in context.schemas.values() if schema.name in used),
        helpers=tuple(sorted(context.helpers)),
        pattern=name.pattern,
        skipped=skipped,
        legacy=site.kind == "legacy",
        loose=site.kind == "loose",
        assertions=context.assertions,
        asynchronous=_is_asynchronous(site),
        sender=context.scope.sender if context.sends else "",
        careful=context.scope.careful,
    )


def _is_asynchronous(site: Site) -> bool:
    args = site.node["arguments"].children if site.kind == "test" else ()
    return any("async" in one.marks for one in args[1:2])


def _assignment(
    site: Site, name: TestName, context: Context, written: list[ast.stmt], conditions: list[ast.expr | None]
) -> Assignment:
    if name.pattern:
        raise Untranslatable("the variable's name is made as the script runs", site.node)
    value = context.kept.get(name.text)
    last = written[-1] if written else None
    if value is None or not isinstance(last, ast.Assign) or not isinstance(last.targets[0], ast.Name):
        raise Untranslatable("the variable is set in a way that is not followed", site.node)
    kept = [*tidy([*written[:-1], ast.Expr(last.value)])[:-1], last]
    used = _names(kept)
    return Assignment(
        variable=name.text,
        scope=_setter_scope(site),
        python=last.targets[0].id,
        lines=_lines(kept, site),
        span=_span(site.statement),
        imports=_imports(context, used),
        uses=tuple(use for use in context.uses.values() if _is_used(use.python, used)),
        conditional=site.conditional,
        guard=_lines(_guard(written[:-1], conditions, context), site),
    )


def _guard(before: list[ast.stmt], conditions: list[ast.expr | None], context: Context) -> list[ast.stmt]:
    """The conditions as asserts, after what they need; nothing where one of them is not known from the answer alone."""
    if not conditions or None in conditions:
        return []
    asserts: list[ast.stmt] = [py.check(one) for one in conditions if one is not None]
    found = tidy(copy.deepcopy([*before, *asserts]))
    names = _names(found)
    return [] if any(_is_used(use.python, names) for use in context.uses.values()) else found


def _setter_scope(site: Site) -> VariableScope:
    return SETTERS[unwrapped(site.node["function"]).text]


def _names(nodes: list[ast.stmt]) -> set[str]:
    return {one.id for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name)}


def _is_used(python: str, used: set[str]) -> bool:
    return any(isinstance(one, ast.Name) and one.id in used for one in ast.walk(ast.parse(python, mode="eval")))


def _imports(context: Context, used: set[str]) -> tuple[str, ...]:
    """The imports whose names the lines use."""
    return tuple(sorted(line for line in context.imports if line.split()[-1] in used))


def _lines(written: list[ast.stmt], site: Site) -> tuple[str, ...]:
    lines = tuple(_spaced(written))
    if len(lines) > MOST_LINES:
        raise Untranslatable(f"it would be longer than {MOST_LINES} lines of Python", site.node)
    function = "\n".join(["def judge():", *(f" {line}" for line in lines), " pass"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compile(function, "lines", "exec", dont_inherit=True)
        except (SyntaxError, SyntaxWarning):
            raise Untranslatable("Python would warn of what it says", site.node) from None
    return lines


def _spaced(written: list[ast.stmt]) -> list[str]:
    """The lines, with an empty one around each function."""
    lines: list[str] = []
    for statement in written:
        if isinstance(statement, ast.FunctionDef) and lines and lines[-1]:
            lines.append("")
        lines += source([statement])
    return lines if not lines or lines[-1] else lines[:-1]


def _unused_parse(program: Node, scope: Scope, ledger: accounting.Ledger) -> list[Block]:
    """An answer that is parsed at the top and used by no test: the script fails where it is no JSON, and so do we."""
    for statement in program.children:
        if _parses(statement) and not ledger.is_entered(statement):
            ledger.enter_statement(statement, "translated")
            line = f"{scope.response}.json()"
            return [Test(name="", lines=(line,), span=_span(statement), loose=True, assertions=0)]
    return []


def _parses(statement: Node) -> bool:
    """Whether a declaration parses the answer, and does so at once."""
    if statement.kind not in ("lexical_declaration", "variable_declaration"):
        return False
    if not any(one in statement.text for one in ("pm.response.json()", "JSON.parse(responseBody)")):
        return False
    return not any(one.kind in ("arrow_function", "function_expression") for one in walk(statement))
