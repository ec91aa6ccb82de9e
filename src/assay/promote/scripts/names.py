"""The name of a test: a text where the script writes one, a pattern where it makes one as it runs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assay.promote.scripts.javascript.literals import number_of, string_of
from assay.promote.scripts.javascript.tree import Node, unwrapped

GAP = "…"


@dataclass(frozen=True, slots=True)
class TestName:
    """`pattern` is empty where the name is known."""

    text: str
    pattern: str


def name_of(node: Node | None, request_name: str) -> TestName:
    """From the first argument of pm.test, or the key of `tests[…]`."""
    parts = _parts(node, request_name) if node is not None else ["undefined"]
    if None not in parts:
        return TestName("".join(part for part in parts if part is not None), "")
    shown = "".join(GAP if part is None else part for part in parts)
    pattern = "".join("(?s:.*)" if part is None else re.escape(part) for part in parts)
    return TestName(shown, pattern)


def _parts(node: Node, request_name: str) -> list[str | None]:
    node = unwrapped(node)
    match node.kind:
        case "string":
            return [string_of(node)]
        case "template_string":
            return [part for child in node.children for part in _parts(child, request_name)]
        case "string_fragment" | "escape_sequence":
            return [string_of(node)]
        case "template_substitution":
            return _parts(node.children[0], request_name)
        case "number" if (found := number_of(node.text)) is not None and isinstance(found, int):
            return [str(found)]
        case "binary_expression" if node.operator == "+":
            return [*_parts(node["left"], request_name), *_parts(node["right"], request_name)]
        case "undefined" | "null" | "true" | "false":
            return [node.text]
        case "property_identifier":
            return [node.text]
    if node.text == "pm.info.requestName" and request_name:
        return [request_name]
    return [None]
