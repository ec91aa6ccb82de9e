"""What a poll waits for, told from the script that asks again and from the answers that it got."""

from __future__ import annotations

import ast
import re
from typing import Any

from assay.promote.node import Node
from assay.promote.scripts.python import build as py

_COMPARED = re.compile(r"""([\w$.\[\]"']+)\s*(===?|!==?)\s*(["'])([^"'\n]{1,80})\3""")


def until(node: Node, answer: str = "answer") -> ast.expr:
    """The condition on `answer` under which it is over."""
    last = node.answer.json() if node.answer else None
    if isinstance(last, dict):
        found = _by_script(node, last) or _by_answers(node, last)
        if found:
            field, value = found
            return py.compare(py.item(py.method(py.name(answer), "json"), py.const(field)), "==", py.const(value))
    status = node.answer.status if node.answer else 200
    return py.compare(py.attr(py.name(answer), "status_code"), "==", py.const(status))


def _by_script(node: Node, last: dict[str, Any]) -> tuple[str, Any] | None:
    """The field that the script compares, where in the end it had the value that was compared."""
    for script in node.source.listening("test"):
        for path, _, _, value in _COMPARED.findall(script.source):
            field = path.rpartition(".")[2].strip("[]\"'")
            if last.get(field) == value:
                return field, value
    return None


def _by_answers(node: Node, last: dict[str, Any]) -> tuple[str, Any] | None:
    """The first word that was another one in the answers before."""
    for earlier in node.source.answers[:-1]:
        document = earlier.json()
        for field, value in last.items():
            known = isinstance(value, str | bool) and isinstance(document, dict)
            if (
                known
                and field in document
                and document[field] != value
                and "time" not in field
                and not field.endswith("_at")
            ):
                return field, value
    return None
