"""JavaScript source from values: strings, objects, calls, broken into lines where they are long."""

from __future__ import annotations

import json
import re
from typing import Any

from assay.formats.shell import UNSAFE

WIDTH = 88
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


class Code(str):
    """An expression that stands as it is."""

    __slots__ = ()


class Fields(tuple[tuple[str, Any], ...]):
    """An object's fields in order."""

    __slots__ = ()


def literal(value: Any, indent: int = 0, used: int = 0) -> str:
    """The value as source. `indent` counts the spaces of its line, `used` the characters before it."""
    flat = _flat(value)
    if (len(flat) + used <= WIDTH and "\n" not in flat) or not isinstance(value, list | dict | Fields) or not value:
        return flat
    inner = indent + 2
    pad, end = " " * inner, " " * indent
    if isinstance(value, list):
        lines = [f"{pad}{literal(member, inner, inner + 1)},\n" for member in value]
        return f"[\n{''.join(lines)}{end}]"
    starts = [(f"{_key(key)}: ", member) for key, member in _fields(value)]
    lines = [f"{pad}{start}{literal(member, inner, inner + len(start) + 1)},\n" for start, member in starts]
    return f"{{\n{''.join(lines)}{end}}}"


def quoted(text: str) -> str:
    """A text in double quotes; what a terminal or an editor would not show as it is stands as an escape."""
    return safe(json.dumps(text, ensure_ascii=False))


def safe(source: str) -> str:
    """JSON text with what moves a terminal's cursor, hides or turns text as escapes. Line ends and tabs stay."""
    return UNSAFE.sub(lambda match: match[0] if match[0] in "\n\t" else f"\\u{ord(match[0]):04x}", source)


def _flat(value: Any) -> str:
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict | Fields):
        return (
            "{ " + ", ".join(f"{_key(key)}: {_flat(member)}" for key, member in _fields(value)) + " }"
            if value
            else "{}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return json.dumps(value)


def _fields(value: Any) -> Any:
    return value.items() if isinstance(value, dict) else value


def _key(name: str) -> str:
    """`__proto__: …` would set the prototype; computed, it is a name like any other."""
    if name == "__proto__":
        return '["__proto__"]'
    return name if _NAME.fullmatch(name) else quoted(name)
