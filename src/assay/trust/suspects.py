"""What a test script looks like: assertions that cannot fail, or that nobody hears of; waits; requests never sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assay.promote.scripts.javascript.parse import Unreadable, parse
from assay.promote.scripts.javascript.tree import Node

MOST_NODES = 60_000
_LITERALS = frozenset({"true", "false", "null", "number", "string", "undefined"})
_ASSERTING = re.compile(
    r"\bexpect\s*\(|\.to\s*\.\s*|\bassert\b|\bshould\b|\bthrow\b|\bfail\s*\(|\btests\s*\[|\bvalidate\w*\(|\bsatisfies\b"
)
_KNOWN_CALLS = re.compile(r"^(?:console|JSON|Object|Array|String|Number|Math|Date|pm|_|moment|parseInt|parseFloat)\b")
LONG = 100
"""Milliseconds from which a wait is told."""


class Suspect(NamedTuple):
    """A rule that something in a script seems to break, in which test and line."""

    rule: str
    test: str
    """Empty outside a test."""
    line: int
    text: str


def suspects(script: str, listen: str) -> tuple[Suspect, ...]:
    """What is found in one script; nothing where it cannot be read."""
    try:
        program = parse(script)
    except Unreadable:
        return ()
    return tuple(dict.fromkeys(_found(program, "", listen)))


def _found(node: Node, test: str, listen: str) -> Iterator[Suspect]:
    waiting = [(node, test)]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        one, name = waiting.pop()
        if (inner := _test_of(one)) is not None:
            name, body, skipped = inner
            if skipped:
                yield Suspect("disabled-test", name, one.line, _short(one))
            elif not _asserts(body):
                yield Suspect("asserts-nothing", name, one.line, _short(one))
        yield from _of_node(one, name, listen)
        waiting.extend((child, name) for child in reversed(one.children))


def _test_of(node: Node) -> tuple[str, Node, bool] | None:
    """Name and body of a pm.test, and whether it is skipped."""
    callee, arguments = _call(node)
    if callee not in ("pm.test", "pm.test.skip") or not arguments:
        return None
    name = arguments[0].text.strip("\"'`")[:200]
    if len(arguments) < 2:
        return None
    return name, arguments[1], callee.endswith("skip")


def _call(node: Node) -> tuple[str, tuple[Node, ...]]:
    if node.kind != "call_expression" or "function" not in node.fields or "arguments" not in node.fields:
        return "", ()
    return re.sub(r"\s+", "", node.fields["function"].text), node.fields["arguments"].children


def _asserts(body: Node) -> bool:
    """Whether something in it asserts, or calls what may: a function of the script's own."""
    if body.kind not in ("function_expression", "arrow_function", "function"):
        return True
    if _ASSERTING.search(body.text):
        return True
    calls = [callee for one in _within(body) if (callee := _call(one)[0])]
    own = [one for one in calls if not _KNOWN_CALLS.match(one) and not re.search(r"[)\]]?\.\w+$", one)]
    return bool(own)


def _of_node(node: Node, test: str, listen: str) -> Iterator[Suspect]:
    text = re.sub(r"\s+", "", node.text[:2_000]) if node.kind in ("expression_statement", "call_expression") else ""
    if node.kind == "expression_statement" and listen == "test" and _is_idle(node, text):
        yield Suspect("cannot-fail", test, node.line, _short(node))
    elif node.kind == "try_statement" and test:
        if _swallows(node):
            yield Suspect("swallowed", test, node.line, _short(node))
    elif node.kind == "while_statement" and re.search(r"Date\.now\(\)|newDate\(|getTime\(\)", _head(node)):
        yield Suspect("sleep", test, node.line, _short(node))
    elif node.kind == "call_expression":
        yield from _of_call(node, text, test)


def _of_call(node: Node, text: str, test: str) -> Iterator[Suspect]:
    callee, arguments = _call(node)
    if callee == "setTimeout" and len(arguments) > 1 and arguments[1].text.isdecimal():
        if int(arguments[1].text[:9]) >= LONG:
            yield Suspect("sleep", test, node.line, _short(node))
    elif callee.endswith((".oneOf", ".members")) and re.search(r"(?:response\.code|status\w*|code)\)", text):
        codes = [int(one) for one in re.findall(r"\b([1-5]\d\d)\b", arguments[0].text if arguments else "")]
        if any(one < 400 for one in codes) and any(one >= 400 for one in codes):
            yield Suspect("broad-status", test, node.line, _short(node))


def _is_idle(node: Node, text: str) -> bool:
    """`pm.expect(x);`, or a comparison of one constant with another."""
    if not text.startswith(("pm.expect(", "expect(")) or not node.children:
        return False
    inner = node.children[0]
    return _call(inner)[0] in ("pm.expect", "expect") or _of_constants(inner)


def _of_constants(node: Node) -> bool:
    """`expect(true).to.be.true`, `expect(1).to.equal(1)`."""
    expected: tuple[Node, ...] | None = None
    while True:
        callee, arguments = _call(node)
        if callee in ("pm.expect", "expect"):
            constant = bool(arguments) and arguments[0].kind in _LITERALS
            return constant and all(one.kind in _LITERALS for one in expected or ())
        if node.kind == "call_expression":
            expected = (*(expected or ()), *arguments)
            node = node.fields["function"]
        elif node.kind == "member_expression" and "object" in node.fields:
            node = node.fields["object"]
        else:
            return False


def _swallows(node: Node) -> bool:
    """Whether an assertion stands in the try, and nothing in the catch tells of its failure."""
    body, handler = node.fields.get("body"), node.fields.get("handler")
    if body is None or handler is None:
        return False
    asserts = re.search(r"\bexpect\s*\(|\.to\s*\.\s*(?:have|be)\b|\bassert\b", body.text)
    return bool(asserts) and not re.search(r"\bthrow\b|\bexpect\s*\(|\bfail\b|\bassert\b|\.to\s*\.", handler.text)


def _within(node: Node) -> Iterator[Node]:
    waiting = [node]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        one = waiting.pop()
        yield one
        waiting.extend(one.children)


def _head(node: Node) -> str:
    condition = node.fields.get("condition")
    return re.sub(r"\s+", "", condition.text) if condition is not None else ""


def _short(node: Node) -> str:
    return " ".join(node.text[:200].split())[:120]
