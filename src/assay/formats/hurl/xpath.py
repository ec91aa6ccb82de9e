"""The XPath expressions that a CSS selector can say, as JavaScript with cheerio."""

from __future__ import annotations

import re

from assay.formats.code.javascript_text import quoted
from assay.formats.hurl.untold import Untold

_CALL = re.compile(r"(string|normalize-space|count|boolean|not)\((.*)\)", re.DOTALL)
_STEP = re.compile(r"(//|/)(?:(text\(\))|@([\w:.-]+)|(\*|[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)((?:\[[^\[\]]*\])*+))")
_PREDICATE = re.compile(r"\[([^\[\]]*)\]")
_INDEX = re.compile(r"\s*(\d{1,6}|last\(\))\s*")
_ATTRIBUTE = re.compile(r"\s*@([\w:.-]+)\s*(?:=\s*(?:'([^']*)'|\"([^\"]*)\"))?\s*")
_CONTAINS = re.compile(r"\s*(contains|starts-with)\(\s*@([\w:.-]+)\s*,\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)\s*")
MAX_LENGTH = 2000


class _Nodes:
    """What a path selects: elements, one of their attributes, or their text."""

    def __init__(self, selector: str, attribute: str, text: bool) -> None:
        self.selector = selector
        self.attribute = attribute
        self.text = text

    def elements(self, source: str) -> str:
        """The elements; where an attribute is meant, those that have it."""
        if self.text:
            raise Untold("the XPath selects texts")
        having = f"[{_escaped(self.attribute)}]" if self.attribute else ""
        return f"page({source})({quoted(self.selector + having)})"

    def string(self, source: str) -> str:
        """The text of the first one, or empty."""
        first = f"page({source})({quoted(self.selector)}).first()"
        if self.attribute:
            return f'({first}.attr({quoted(self.attribute)}) || "")'
        if self.text:
            return f'{first}.contents().filter((index, one) => one.type === "text").first().text()'
        return f"{first}.text()"


def x_path(source: str, expression: str, needed: set[str]) -> tuple[str, str]:
    """(an expression for what is found in the text of `source`, whether it is `elements` or a `value`).

    Functions that it needs are added to `needed`. Raises Untold for what no selector can say.
    """
    if "{{" in expression or len(expression) > MAX_LENGTH:
        raise Untold("the XPath holds a variable, or is very long")
    needed.add("page")
    call = _CALL.fullmatch(expression.strip())
    if call is None:
        return _nodes(expression).elements(source), "elements"
    name, inner = call.groups()
    if name == "count":
        return f"{_nodes(inner).elements(source)}.length", "value"
    if name in ("boolean", "not"):
        counted = _CALL.fullmatch(inner.strip())
        nodes = _nodes(counted[2] if counted and counted[1] == "count" else inner)
        return f"{nodes.elements(source)}.length {'> 0' if name == 'boolean' else '=== 0'}", "value"
    text = _nodes(inner).string(source)
    return (rf'{text}.replace(/\s+/g, " ").trim()' if name == "normalize-space" else text), "value"


def _nodes(path: str) -> _Nodes:
    path = path.strip()
    position, selector, attribute, text = 0, "", "", False
    while position < len(path):
        found = _STEP.match(path, position)
        if found is None or attribute or text:
            raise Untold("the XPath has parts that no CSS selector can say")
        position = found.end()
        axis, name, predicates, attribute, text = found[1], found[4], found[5], found[3] or "", found[2] is not None
        if name:
            selector += _joined(selector, axis) + _element(name, predicates)
            if axis == "/" and selector.count(" ") == 0:
                selector += ":root"
    if not selector:
        raise Untold("the XPath has parts that no CSS selector can say")
    return _Nodes(selector, attribute, text)


def _joined(selector: str, axis: str) -> str:
    return "" if not selector else " " if axis == "//" else " > "


def _element(name: str, predicates: str) -> str:
    return _escaped(name) + "".join(_predicate(name, found[1]) for found in _PREDICATE.finditer(predicates))


def _predicate(name: str, text: str) -> str:
    if found := _INDEX.fullmatch(text):
        kind = "child" if name == "*" else "of-type"
        return f":last-{kind}" if found[1] == "last()" else f":nth-{kind}({found[1]})"
    if found := _ATTRIBUTE.fullmatch(text):
        value = found[2] if found[2] is not None else found[3]
        return f"[{_escaped(found[1])}]" if value is None else f"[{_escaped(found[1])}={quoted(value)}]"
    if found := _CONTAINS.fullmatch(text):
        operator = {"contains": "*=", "starts-with": "^="}[found[1]]
        return f"[{_escaped(found[2])}{operator}{quoted(found[3] if found[3] is not None else found[4])}]"
    raise Untold("the XPath has conditions that no CSS selector can say")


def _escaped(name: str) -> str:
    return name.replace(":", "\\:").replace(".", "\\.")
