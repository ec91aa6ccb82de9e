"""Writes values, property accesses and comments as JavaScript that means just that, whatever strings occur."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
WIDTH = 100
"""Columns up to which an object or array stays on one line."""
_RESERVED = frozenset({"__proto__"})


def literal(text: str) -> str:
    """A string literal. Nothing invisible stands in it, and nothing that would end a line or a script element."""
    return '"' + "".join(map(_character, text)).replace("</", "<\\/").replace("<!--", "<\\!--") + '"'


def _character(one: str) -> str:
    if one in '"\\':
        return "\\" + one
    if one == "\n":
        return "\\n"
    if one == " " or (one.isprintable() and unicodedata.category(one) != "Cf"):
        return one
    units = one.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def value(item: Any, indent: str = "") -> str:
    """A JSON value as a literal, over several lines where it is long."""
    flat = _flat(item)
    if len(flat) + len(indent) <= WIDTH or not isinstance(item, dict | list) or not item:
        return flat
    inner = indent + "    "
    if isinstance(item, list):
        rows = [inner + value(one, inner) for one in item]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    rows = [f"{inner}{key(name)}: {value(one, inner)}" for name, one in item.items()]
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"


def _flat(item: Any) -> str:
    match item:
        case str():
            return literal(item)
        case dict():
            fields = ", ".join(f"{key(name)}: {_flat(one)}" for name, one in item.items())
            return f"{{ {fields} }}" if fields else "{}"
        case list() | tuple():
            return f"[{', '.join(map(_flat, item))}]"
    return json.dumps(item)


def key(name: str) -> str:
    """A name in an object literal; `__proto__` written plainly would set the prototype."""
    if name in _RESERVED:
        return f"[{literal(name)}]"
    return name if _NAME.fullmatch(name) else literal(name)


def access(root: str, path: Sequence[str | int]) -> str:
    """`body.items[0].id`, in brackets where a name is none."""
    return root + "".join(map(_step, path))


def _step(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if _NAME.fullmatch(part) and part not in _RESERVED else f"[{literal(part)}]"


def comment(text: str, indent: str = "") -> str:
    """A comment of one line, whatever the text holds."""
    flat = "".join(one if one.isprintable() and unicodedata.category(one) != "Cf" else " " for one in text)
    return f"{indent}// {' '.join(flat.split())[:160]}"
