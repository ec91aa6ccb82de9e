"""What a case expects of the body: JSON that is contained, values at paths, text, or nothing at all."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from assay.formats.case_table.values import decoded, typed

MAX_DEPTH = 30


class Holds(msgspec.Struct, frozen=True, kw_only=True, tag="holds"):
    """JSON that the answer's JSON contains: objects with at least these fields, lists with at least such members."""

    value: Any
    text: str


class At(msgspec.Struct, frozen=True, kw_only=True, tag="at"):
    """A value at a path: `=`, `!=`, `contains` or `exists`."""

    path: tuple[str | int, ...]
    operator: str
    value: Any = None


class Contains(msgspec.Struct, frozen=True, kw_only=True, tag="contains"):
    """Text that stands in the body."""

    text: str


class Empty(msgspec.Struct, frozen=True, kw_only=True, tag="empty"):
    """No body."""


Check = Holds | At | Contains | Empty

_NOTHING = frozenset({"", "-", "\u2013", "\u2014", "n/a", "na", "any", "*", "tbd"})
_EMPTY = frozenset({"empty", "(empty)", "no body", "empty body", "no content", "(no body)", "<empty>"})
_WORD = r"[A-Za-z_$][A-Za-z0-9_$-]*"
_PATH = rf"(?:\$|{_WORD})(?:\.{_WORD}|\.\d+|\[\d+\]|\[(?:'[^'\]]*'|\"[^\"\]]*\")\])*"
_AT = re.compile(
    rf"(?P<path>{_PATH})\s*(?:(?P<operator>===?|==?|!==?|≠|:|\bis\b|\bequals\b|\bcontains\b)\s*(?P<value>\S.*)"
    r"|(?P<exists>exists|is present|present|is there))",
    re.DOTALL,
)
_STEP = re.compile(rf"\.?({_WORD}|\d+)|\[(\d+)\]|\[(?:'([^'\]]*)'|\"([^\"\]]*)\")\]")
_CONTAINS = re.compile(
    r"(?:the\s+)?(?:body\s+|response\s+|answer\s+)?(?:contains|includes|has text)\s*:?\s+(.+)", re.I | re.S
)
_ELLIPSIS = re.compile(r",?\s*(?:\.\.\.|…)\s*(?=[}\]])|(?:\.\.\.|…)\s*,")
_FIELDS = re.compile(r'"[^"\\]*"\s*:')
_OPERATORS = {"==": "=", "===": "=", ":": "=", "is": "=", "equals": "=", "!==": "!=", "≠": "!="}


def parse_expected(text: str) -> tuple[Check, ...]:
    """The checks of a cell; several stand in lines of their own. Never fails: what is nothing else is text."""
    text = text.strip()
    if text.lower() in _NOTHING:
        return ()
    whole = _json_check(text)
    if whole is not None:
        return (whole,)
    if "\n" in text and all(_is_clause(line) for line in text.split("\n") if line.strip()):
        return tuple(_clause(line.strip()) for line in text.split("\n") if line.strip())
    pieces = [piece.strip() for piece in re.split(r";\s+|,\s+(?=\$)|\s+and\s+(?=\$)", text)]
    if len(pieces) > 1 and all(_AT.fullmatch(piece) for piece in pieces):
        return tuple(_clause(piece) for piece in pieces)
    return (_clause(text),)


def _is_clause(line: str) -> bool:
    line = line.strip()
    return bool(_AT.fullmatch(line) or _CONTAINS.fullmatch(line)) or _json_check(line) is not None


def _clause(text: str) -> Check:
    if found := _json_check(text):
        return found
    if text.lower() in _EMPTY:
        return Empty()
    if match := _CONTAINS.fullmatch(text):
        inner = match[1].strip()
        return _json_check(inner) or Contains(text=_unquoted(inner))
    if match := _AT.fullmatch(text):
        return _at(match, path_of(match["path"]))
    return Contains(text=_unquoted(text))


def _at(match: re.Match[str], path: tuple[str | int, ...]) -> At:
    if match["exists"]:
        return At(path=path, operator="exists")
    operator = match["operator"]
    value = match["value"].strip()
    return At(path=path, operator=_OPERATORS.get(operator, operator), value=typed(_double_quoted(value)))


def _double_quoted(text: str) -> str:
    """A text in single quotes as JSON has it."""
    return json.dumps(text[1:-1]) if len(text) > 1 and text[0] == text[-1] == "'" else text


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        found, value = decoded(text)
        return value if found and isinstance(value, str) else text[1:-1]
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text


def _json_check(text: str) -> Holds | None:
    """An object, its fields without the braces, or a list; `…` in it stands for what else there may be."""
    text = f"{{{text}}}" if _FIELDS.match(text) else text
    if text[:1] not in ("{", "["):
        return None
    for source in dict.fromkeys((text, _ELLIPSIS.sub("", text))):
        is_json, value = decoded(source)
        if is_json and isinstance(value, dict | list) and _depth(value) <= MAX_DEPTH:
            return Holds(value=value, text=compact(value))
    return None


def compact(value: Any) -> str:
    """JSON on one line, as a cell and a title show it."""
    return json.dumps(value, ensure_ascii=False)


def _depth(value: Any) -> int:
    level, depth = [value], 0
    while level and depth <= MAX_DEPTH:
        level = [c for v in level for c in (v.values() if isinstance(v, dict) else v) if isinstance(c, dict | list)]
        depth += 1
    return depth


def path_of(text: str) -> tuple[str | int, ...]:
    """The steps of a path such as `$.items[0].id` or `error.code`; empty for the whole."""
    steps: list[str | int] = []
    for match in _STEP.finditer(text.removeprefix("$")):
        name, index, single, double = match.groups()
        if index is not None:
            steps.append(int(index))
        else:
            steps.append(next(part for part in (name, single, double) if part is not None))
    return tuple(int(step) if isinstance(step, str) and step.isdigit() and len(step) < 10 else step for step in steps)


def path_text(path: tuple[str | int, ...]) -> str:
    """The path as `$.items[0].id`."""
    return "$" + "".join(_step_text(step) for step in path)


def _step_text(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if re.fullmatch(_WORD, step) else f"['{step}']" if "'" not in step else f'["{step}"]'


def check_text(check: Check) -> str:
    """The check as a cell says it."""
    if isinstance(check, Holds):
        return check.text
    if isinstance(check, Empty):
        return "empty"
    if isinstance(check, Contains):
        return f"contains {json.dumps(check.text, ensure_ascii=False)}"
    if check.operator == "exists":
        return f"{path_text(check.path)} exists"
    return f"{path_text(check.path)} {check.operator} {compact(check.value)}"
