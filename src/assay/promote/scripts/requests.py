"""Finds in a script the requests that it sends with pm.sendRequest, as far as they can be told without running it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from assay.promote.scripts.javascript.bodies import FUNCTIONS, body_of
from assay.promote.scripts.javascript.literals import number_of, string_of
from assay.promote.scripts.javascript.parse import Unreadable, parse
from assay.promote.scripts.javascript.tree import Node, unwrapped, walk

ENCODED = "\x01"
"""Encloses a text that the script sends as base64."""
_GETTERS = re.compile(
    r"(?:pm\s*\.\s*(?:environment|variables|collectionVariables|globals|iterationData)\s*\.\s*get"
    r"|postman\s*\.\s*get(?:Environment|Global)Variable)"
)
_SETTERS = re.compile(
    r"(?:pm\s*\.\s*(?:environment|variables|collectionVariables|globals)\s*\.\s*set"
    r"|postman\s*\.\s*set(?:Environment|Global)Variable)"
)
_SAME = frozenset({"encodeURIComponent", "String", "pm.variables.replaceIn", "pm.environment.replaceIn"})
_AS_BASE64 = frozenset({"btoa", "CryptoJS.enc.Base64.stringify"})
_INSIDE = frozenset({"CryptoJS.enc.Utf8.parse", "Buffer.from"})
DEEPEST = 40
_KEPT = frozenset({"lexical_declaration", "variable_declaration"})


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """A request of a script."""

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.script))

    request: dict[str, Any]
    """In Postman's structure, with {{variables}}."""
    script: str
    """What a test script of that request would be: it sets the variables that the callback sets."""
    sets: tuple[str, ...]
    first: int
    """The first line of the call, counted from 1."""
    last: int
    start: int
    """Characters before it in the script."""
    end: int


class _Unknown(Exception):
    """A value that only a run can tell."""


def sendings(script: str) -> list[Sending]:
    """The requests whose answers the script keeps something of, in order."""
    if "sendRequest" not in script:
        return []
    try:
        root = parse(script)
    except Unreadable:
        return []
    reader = _Reader(root)
    found: list[Sending] = []
    for call in walk(root):
        if call.kind == "call_expression" and re.sub(r"\s", "", call["function"].text) == "pm.sendRequest":
            try:
                found += reader.sending(call)
            except _Unknown:
                continue
    return found


class _Reader:
    """Knows the constants of one script."""

    def __init__(self, root: Node) -> None:
        self.parents = {id(child): node for node in walk(root) for child in node.children}
        names: dict[str, list[Node]] = {}
        for node in walk(root):
            if node.kind == "variable_declarator" and (value := node.get("value")) is not None:
                names.setdefault(node["name"].text, []).append(value)
        self.constants = {name: values[0] for name, values in names.items() if len(values) == 1}

    def sending(self, call: Node) -> Iterator[Sending]:
        arguments = call["arguments"].children
        place, body, response = self._after(call)
        if not arguments or not response:
            return
        sets, script = _kept(body, response)
        if sets:
            request = _request(self.value(arguments[0]))
            yield Sending(
                request=request,
                script=script,
                sets=sets,
                first=place.line,
                last=place.last_line,
                start=place.start,
                end=place.end,
            )

    def _after(self, call: Node) -> tuple[Node, list[Node], str]:
        """The whole statement, what is done with the answer, and the answer's name there."""
        arguments = call["arguments"].children
        if len(arguments) > 1 and arguments[1].kind in FUNCTIONS:
            return self._statement(call), body_of(arguments[1]), _parameter(arguments[1], 1)
        outer = self.parents.get(id(call))
        if outer is not None and outer.kind == "member_expression" and outer["property"].text == "then":
            then = self.parents[id(outer)]
            given = then["arguments"].children if then.kind == "call_expression" else ()
            if given and given[0].kind in FUNCTIONS:
                return self._statement(then), body_of(given[0]), _parameter(given[0], 0)
        if outer is not None and outer.kind == "await_expression":
            return self._awaited(outer)
        return call, [], ""

    def _awaited(self, awaiting: Node) -> tuple[Node, list[Node], str]:
        declarator = self.parents.get(id(awaiting))
        if declarator is None or declarator.kind != "variable_declarator":
            return awaiting, [], ""
        statement = self._statement(awaiting)
        block = self.parents[id(statement)]
        after = [one for one in block.children if one.start > statement.start]
        return statement, after, declarator["name"].text

    def _statement(self, node: Node) -> Node:
        while not node.kind.endswith(("_statement", "_declaration")):
            parent = self.parents.get(id(node))
            if parent is None or parent.kind in ("statement_block", "program"):
                break
            node = parent
        return node

    def value(self, node: Node, depth: int = 0) -> Any:
        """A JSON value whose texts may hold {{variables}}."""
        node = unwrapped(node)
        if depth > DEEPEST:
            raise _Unknown
        match node.kind:
            case "object":
                return self._object(node, depth)
            case "array":
                return [self.value(one, depth + 1) for one in node.children]
            case "identifier" if node.text in self.constants:
                return self.value(self.constants[node.text], depth + 1)
            case "binary_expression":
                return self._binary(node, depth)
            case "member_expression":
                return self._member(node, depth)
            case "call_expression":
                return self._call(node, depth)
            case "template_string":
                return self._template(node, depth)
        return _literal(node)

    def _binary(self, node: Node, depth: int) -> Any:
        left = self.value(node["left"], depth + 1)
        if node.operator in ("||", "??"):
            return left
        if node.operator != "+":
            raise _Unknown
        return _text(left) + _text(self.value(node["right"], depth + 1))

    def _template(self, node: Node, depth: int) -> str:
        parts = []
        for one in node.children:
            inner = one.children[0] if one.kind == "template_substitution" and one.children else None
            parts.append(string_of(one) if inner is None else _text(self.value(inner, depth + 1)))
        return "".join(parts)

    def _object(self, node: Node, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in node.children:
            if one.kind == "pair":
                key = one["key"]
                name = string_of(key) if key.kind == "string" else key.text
                found[name] = self.value(one["value"], depth + 1)
            elif one.kind == "shorthand_property_identifier" and one.text in self.constants:
                found[one.text] = self.value(self.constants[one.text], depth + 1)
            else:
                raise _Unknown
        return found

    def _member(self, node: Node, depth: int) -> Any:
        name = node["property"].text
        path = re.sub(r"\s", "", node["object"].text)
        if path in ("pm.environment", "pm.globals", "environment", "globals", "pm.variables"):
            return f"{{{{{name}}}}}"
        owner = self.value(node["object"], depth + 1)
        if isinstance(owner, dict) and name in owner:
            return owner[name]
        raise _Unknown

    def _call(self, node: Node, depth: int) -> Any:
        name = re.sub(r"\s", "", node["function"].text)
        given = node["arguments"].children
        if _GETTERS.fullmatch(name) and given:
            return f"{{{{{_text(self.value(given[0], depth + 1))}}}}}"
        if name == "JSON.stringify" and given:
            return json.dumps(self.value(given[0], depth + 1))
        if name in _SAME and given:
            return _text(self.value(given[0], depth + 1))
        if name in _AS_BASE64 and given:
            inner = unwrapped(given[0])
            plain = inner["arguments"].children[0] if inner.kind == "call_expression" and _is_inside(inner) else inner
            return f"{ENCODED}{_text(self.value(plain, depth + 1))}{ENCODED}"
        function = node["function"]
        if function.kind == "member_expression" and function["property"].text in ("toString", "trim"):
            owner = unwrapped(function["object"])
            if owner.kind == "call_expression" and owner["function"].text == "Buffer.from":
                return f"{ENCODED}{_text(self.value(owner['arguments'].children[0], depth + 1))}{ENCODED}"
            return self.value(owner, depth + 1)
        raise _Unknown


def _literal(node: Node) -> Any:
    match node.kind:
        case "string":
            return string_of(node)
        case "number":
            return number_of(node.text)
        case "true" | "false":
            return node.kind == "true"
        case "null" | "undefined":
            return None
    raise _Unknown


def _is_inside(node: Node) -> bool:
    return re.sub(r"\s", "", node["function"].text) in _INSIDE and bool(node["arguments"].children)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or isinstance(value, int | float):
        return json.dumps(value)
    raise _Unknown


def _parameter(function: Node, place: int) -> str:
    """The name of a parameter; an arrow function of one may have it without parentheses."""
    if (single := function.get("parameter")) is not None:
        return single.text if place == 0 else ""
    listed = function.get("parameters")
    names = [one.text for one in listed.children] if listed is not None else []
    return names[place] if place < len(names) and names[place].isidentifier() else ""


def _kept(body: list[Node], response: str) -> tuple[tuple[str, ...], str]:
    """The variables that these statements set, and a script that sets them from `pm.response`."""
    lines: list[str] = []
    names: list[str] = []
    for node in (one for statement in body for one in walk(statement)):
        if node.kind in _KEPT:
            lines.append(_renamed(node, response))
        elif node.kind == "call_expression" and _SETTERS.fullmatch(re.sub(r"\s", "", node["function"].text)):
            given = node["arguments"].children
            if len(given) == 2 and given[0].kind == "string":
                names.append(string_of(given[0]))
                lines.append(f"{_renamed(node, response)};")
    return tuple(dict.fromkeys(names)), "\n".join(dict.fromkeys(lines))


def _renamed(node: Node, response: str) -> str:
    """The text with `pm.response` in the place of the callback's name for it."""
    text = node.text
    for one in sorted((one for one in walk(node) if one.kind == "identifier"), key=lambda one: -one.start):
        if one.text == response:
            at = one.start - node.start
            text = f"{text[:at]}pm.response{text[at + len(response) :]}"
    return text


def _request(value: Any) -> dict[str, Any]:
    """The argument of pm.sendRequest as a request of a collection."""
    if isinstance(value, str):
        return {"method": "GET", "url": value}
    if not isinstance(value, dict) or not isinstance(value.get("url"), str | dict):
        raise _Unknown
    found = {"method": str(value.get("method") or "GET"), "url": value["url"], "auth": {"type": "noauth"}}
    headers = _headers(value.get("header", value.get("headers")))
    kept = [one for one in headers if not str(one["value"]).startswith("Basic \x01")]
    for one in headers:
        if one not in kept:
            user, _, password = str(one["value"]).removeprefix("Basic ").strip(ENCODED).partition(":")
            found["auth"] = {"type": "basic", "basic": {"username": user, "password": password}}
    if isinstance(value.get("auth"), dict):
        found["auth"] = value["auth"]
    if ENCODED in json.dumps([kept, value.get("body"), value["url"]]):
        raise _Unknown
    return {**found, "header": kept, "body": _body(value.get("body"))}


def _headers(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, str):
        return [_header(line) for line in value.splitlines() if ":" in line]
    if isinstance(value, Mapping):
        return [{"key": key, "value": one} for key, one in value.items()]
    rows = value if isinstance(value, list) else []
    return [_header(one) if isinstance(one, str) else one for one in rows if isinstance(one, str) or "key" in one]


def _header(line: str) -> dict[str, Any]:
    name, _, value = line.partition(":")
    return {"key": name.strip(), "value": value.strip()}


def _body(value: Any) -> dict[str, Any] | None:
    if isinstance(value, str):
        return {"mode": "raw", "raw": value}
    if not isinstance(value, dict) or not value.get("mode"):
        return None
    mode = value["mode"]
    rows = value.get(mode)
    if mode == "raw" and isinstance(rows, dict | list):
        return {"mode": "raw", "raw": json.dumps(rows)}
    if mode in ("urlencoded", "formdata") and isinstance(rows, dict):
        return {"mode": mode, mode: [{"key": key, "value": one} for key, one in rows.items()]}
    return value
